import type { Clue } from './evidence.ts'
import type { Report, WorkReport } from './check.ts'
import type { LedgerReader } from './reader.ts'
import { headAt } from '../royalties/columns/heads.ts'
import type { WorkId } from '../royalties/words.ts'
import { blockReceipts } from './witnesses/block-receipts.ts'

/** Blocks of one verification that are looked at a second time. */
const MOST_BLOCKS = 32

/**
 * When the history is not the contract's: finds the block in which it went wrong, by asking the contract for its old
 * heads (halving each time), and reads the suspicious blocks again from their receipts. What cannot be had is left out.
 */
export async function clueHunt(reader: LedgerReader, report: Report): Promise<Clue[]> {
  const blocks = new Map<string, { work: WorkId; block: bigint; firstWrong: boolean }>()
  const suspect = (work: WorkId, block: bigint, firstWrong = false) => {
    if (blocks.size < MOST_BLOCKS && block > 0n) blocks.set(`${work}/${block}`, { work, block, firstWrong })
  }
  for (const finding of report.findings) {
    if (finding.kind === 'headMismatch') {
      const work = report.works.find(({ facts }) => facts.work === finding.work)
      const block = work && (await firstWrongBlock(reader, work).catch(() => undefined))
      if (block !== undefined) suspect(finding.work, block, true)
    } else if (finding.kind === 'gap' || finding.kind === 'malformed' || finding.kind === 'invented')
      suspect(finding.place.work, finding.place.block)
  }
  return Promise.all([...blocks.values()].map((each) => receiptsOf(reader, each)))
}

async function receiptsOf(reader: LedgerReader, at: Pick<Clue, 'work' | 'block' | 'firstWrong'>): Promise<Clue> {
  try {
    const told = await blockReceipts(reader, at.work, at.block)
    if (told.ok) return { ...at, receipts: told.value.logs }
    return told.reason === 'wrong' ? { ...at, wrong: told.detail } : at
  } catch {
    return at
  }
}

/** The first block after which the contract's head is not the recomputed one. */
async function firstWrongBlock(
  reader: LedgerReader,
  { facts, columns: { length, blocks }, heads }: WorkReport,
): Promise<bigint | undefined> {
  const lasts: number[] = []
  for (let i = 0; i < length; i++) if (blocks[i + 1] !== blocks[i]) lasts.push(i)
  let low = 0
  let high = lasts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const last = lasts[middle]!
    const told = await reader.headAt(facts.work, BigInt(blocks[last]!))
    if (told.head === headAt(heads, last)) low = middle + 1
    else high = middle
  }
  const found = lasts[low]
  return found === undefined ? undefined : BigInt(blocks[found]!)
}
