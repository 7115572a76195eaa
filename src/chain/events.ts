import { parseEventLogs, type Log } from 'viem'
import type { LedgerEvent, Stamp } from '../royalties/ledger.ts'
import { readingAbi } from './reading-abi.ts'
import { workId, type Hex, type Usage } from '../royalties/words.ts'

const LEDGER = ['Paid', 'Credited', 'Moved', 'Claimed'] as const

export const ledgerAbi = readingAbi.filter(
  (item): item is Extract<(typeof readingAbi)[number], { type: 'event'; name: (typeof LEDGER)[number] }> =>
    item.type === 'event' && (LEDGER as readonly string[]).includes(item.name),
)

/** A ledger event and where it was found. */
export interface Seen {
  readonly event: LedgerEvent
  readonly block: bigint
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transaction: Hex
}

/** `anchorBlock << 112 | sequence << 80 | timestamp << 40 | block of the work's previous event` */
export const stampOf = (word: bigint): Stamp => ({
  anchorBlock: word >> 112n,
  sequence: Number((word >> 80n) & 0xffff_ffffn),
  time: Number((word >> 40n) & 0xff_ffff_ffffn),
  previousBlock: word & 0xff_ffff_ffffn,
})

/** The ledger events among logs of the contract; everything else in them is left out. */
export function ledgerEvents(logs: readonly Log[]): Seen[] {
  const parsed = parseEventLogs({ abi: readingAbi, logs: [...logs], eventName: [...LEDGER] })
  return parsed.flatMap((log) => {
    const { blockNumber: block, blockHash, logIndex, transactionHash: transaction } = log as Placed
    // A pending log has no place yet; it will be seen again when it has one.
    if (block === null || blockHash === null || logIndex === null || transaction === null) return []
    return [{ event: eventOf(log), block, blockHash, logIndex, transaction }]
  })
}

/** viem types parsed logs as mined ones; an RPC may send others all the same. */
type Placed = Log

type Parsed = ReturnType<
  typeof parseEventLogs<typeof readingAbi, true, ['Paid', 'Credited', 'Moved', 'Claimed']>
>[number]

function eventOf(log: Parsed): LedgerEvent {
  const common = { work: workId(log.args.work), stamp: stampOf(log.args.stamp) }
  switch (log.eventName) {
    case 'Paid': {
      const { payer, beneficiary, usage, units, amount, ref } = log.args
      return { kind: 'Paid', ...common, payer, beneficiary, usage: usage as Usage, units, amount, ref }
    }
    case 'Credited': {
      const { source, sourceSequence, income } = log.args
      return { kind: 'Credited', ...common, source: workId(source), sourceSequence: Number(sourceSequence), income }
    }
    case 'Moved':
      return { kind: 'Moved', ...common, from: log.args.from, to: log.args.to, units: log.args.units }
    case 'Claimed':
      return { kind: 'Claimed', ...common, holder: log.args.holder, amount: log.args.amount }
  }
}
