import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { replay, type Entry } from '../../src/royalties/replay.ts'
import { NATIVE, Usage, workId, type Address } from '../../src/royalties/words.ts'

const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const ACCOUNTS = Array.from({ length: 1_000 }, (_, i) => account(i + 1))
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

/** Milliseconds to replay `count` events of one work with three ancestors, one event a block. */
export function benchReplay(count = 1_000_000): number {
  const entries: Entry[] = Array.from({ length: count }, (_, i) => ({ event: eventOf(i, i + 1), block: BigInt(i + 1) }))
  const ancestors = [3, 4, 5].map((work) => ({ work: workId(work), royalty: 500 }))
  const began = performance.now()
  const { faults } = replay(ancestors, entries)
  const took = performance.now() - began
  if (faults.length > 0) throw new Error(`The bench’s own history is wrong: ${faults[0]!.kind} at ${faults[0]!.at}`)
  return took
}
