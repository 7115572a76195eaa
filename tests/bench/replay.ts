import { keccak_256 } from '@noble/hashes/sha3.js'
import { word } from '../../src/royalties/chain.ts'
import { ColumnsBuilder } from '../../src/royalties/columns/builder.ts'
import { fastReplay } from '../../src/royalties/columns/replay.ts'
import { headsOf } from '../../src/royalties/columns/heads.ts'
import type { Columns } from '../../src/royalties/columns/columns.ts'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { replay, type Entry } from '../../src/royalties/replay.ts'
import { NATIVE, Usage, workId, type Address, type Hex } from '../../src/royalties/words.ts'
import { logOf } from '../royalties/encode.ts'

const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
export const ACCOUNTS = Array.from({ length: 1_000 }, (_, i) => account(i + 1))
const ref = `0x${'0'.repeat(64)}` as const

function eventOf(n: number, sequence: number): LedgerEvent {
  const stamp = {
    anchorBlock: BigInt(Math.floor((sequence - 1) / 256) * 256),
    sequence,
    time: sequence,
    previousBlock: BigInt(sequence - 1),
  }
  const common = { work: workId(1), stamp }
  const who = ACCOUNTS[n % ACCOUNTS.length]!
  if (sequence <= 2) return { kind: 'Moved', ...common, from: NATIVE, to: ACCOUNTS[sequence]!, units: 50_000_000n }
  if (n % 10 === 0) return { kind: 'Moved', ...common, from: ACCOUNTS[1]!, to: who, units: 1n }
  if (n % 10 === 1) return { kind: 'Credited', ...common, source: workId(2), sourceSequence: n, income: 123_456_789n }
  return {
    kind: 'Paid',
    ...common,
    payer: who,
    beneficiary: who,
    usage: Usage.Play,
    units: 1n,
    amount: 1_000_003n,
    ref,
  }
}

export const ancestors = [3, 4, 5].map((work) => ({ work: workId(work), royalty: 500 }))

/** Milliseconds to replay `count` events of one work with three ancestors, one event a block: decoded ones, by the reference. */
export function benchReference(count = 1_000_000): number {
  const entries: Entry[] = Array.from({ length: count }, (_, i) => ({ event: eventOf(i, i + 1), block: BigInt(i + 1) }))
  const began = performance.now()
  const { faults } = replay(ancestors, entries)
  const took = performance.now() - began
  if (faults.length > 0) throw new Error(`The bench’s own history is wrong: ${faults[0]!.kind} at ${faults[0]!.at}`)
  return took
}

export interface LedgerFigures {
  /** Milliseconds. */
  readonly replay: number
  readonly heads: number
  /** The same hashes by noble. */
  readonly noble: number
}

/** The same events as they are loaded. */
export function benchColumns(count: number): Columns {
  const builder = new ColumnsBuilder(workId(1), count)
  for (let i = 0; i < count; i++) {
    const hash: Hex = `0x${word(BigInt(i))}`
    const log = logOf(eventOf(i, i + 1))
    const pushed = builder.push({ ...log, block: BigInt(i + 1), index: 0, transaction: hash, blockHash: hash })
    if (!pushed.ok) throw new Error(`The bench’s own history is no ledger: ${pushed.detail}`)
  }
  return builder.build()
}

/** Their bytes replayed, and hashed one after the other. */
export function benchLedger(count = 1_000_000): LedgerFigures {
  const columns = benchColumns(count)
  const began = performance.now()
  if (!fastReplay(ancestors, columns)) throw new Error('The bench’s own history is left to the reference')
  const replayed = performance.now()
  headsOf(columns, { chainId: 1, contract: account(7) })
  const hashed = performance.now()
  const { starts, words } = columns
  for (let i = 0; i < count / 10; i++) {
    const message = new Uint8Array(96 + 32 * (starts[i + 1]! - starts[i]!))
    message.set(words.subarray(32 * starts[i]!, 32 * starts[i + 1]!), 96)
    keccak_256(message)
  }
  // A tenth of them tells enough.
  return { replay: replayed - began, heads: hashed - replayed, noble: 10 * (performance.now() - hashed) }
}
