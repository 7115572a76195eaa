import { part, type Columns } from '../../royalties/columns/columns.ts'
import { hexOf } from '../../royalties/hex.ts'
import type { WorkFacts } from '../evidence.ts'
import type { LedgerReader } from '../reader.ts'

/**
 * From what a history may be loaded on, the best first: all that was kept and is not younger than the contract's; after a
 * reorganisation, what of it stands in blocks that are still part of the chain; nothing. The next is only asked for when
 * the one before did not lead to the contract's head, so that nothing kept is ever trusted.
 */
export async function* beginningsIn(
  kept: Columns | undefined,
  reader: LedgerReader,
  { sequence, lastBlock }: WorkFacts,
): AsyncGenerator<Columns | undefined> {
  let length = Math.min(kept?.length ?? 0, sequence)
  while (kept && length > 0 && kept.blocks[length - 1]! > Number(lastBlock)) length -= 1
  if (kept && length > 0) {
    yield first(kept, length)
    const standing = await standingIn(first(kept, length), reader)
    if (standing > 0 && standing < length) yield first(kept, standing)
  }
  yield undefined
}

const first = (kept: Columns, length: number): Columns => (length === kept.length ? kept : part(kept, 0, length))

/** How many events from the first are in blocks the chain still has. Reorganisations are shallow: the newest are asked for first. */
async function standingIn(history: Columns, reader: LedgerReader): Promise<number> {
  let [low, high] = [0, history.length]
  for (let step = 1; high - low > 1 && low === 0; step *= 2) {
    const middle = Math.max(0, high - step)
    if (await stands(history, middle, reader)) low = middle + 1
    else high = middle
  }
  while (low < high) {
    const middle = (low + high) >> 1
    if (await stands(history, middle, reader)) low = middle + 1
    else high = middle
  }
  return blockEnd(history, low)
}

/** A block's events are kept or dropped together. */
function blockEnd({ blocks, length }: Columns, count: number): number {
  let end = count
  while (end > 0 && end < length && blocks[end] === blocks[end - 1]) end += 1
  return end
}

/** What cannot be had does not stand: then more is loaded, and nothing else. */
async function stands({ blocks, blockHashes }: Columns, at: number, reader: LedgerReader): Promise<boolean> {
  const hash = hexOf(blockHashes, 32 * at, 32 * at + 32)
  return reader.stands({ number: BigInt(blocks[at]!), hash, time: 0 }).catch(() => false)
}
