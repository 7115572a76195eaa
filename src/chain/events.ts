import { getAddress, type Log } from 'viem'
import { KINDS } from '../royalties/chain.ts'
import { decodeLog } from '../royalties/decode.ts'
import type { LedgerEvent } from '../royalties/ledger.ts'
import type { Address, Hex } from '../royalties/words.ts'

/** A ledger event and where it was found. */
export interface Seen {
  readonly event: LedgerEvent
  readonly block: bigint
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transaction: Hex
}

/** First topics of all ledger events. */
export const LEDGER_TOPICS: Hex[] = [...KINDS.keys()]

/** The ledger events among logs of the contract; everything else in them is left out. */
export function ledgerEvents(logs: readonly Log[]): Seen[] {
  return logs.flatMap((log) => {
    const { blockNumber: block, blockHash, logIndex, transactionHash: transaction } = log
    // A pending log has no place yet; it will be seen again when it has one.
    if (block === null || blockHash === null || logIndex === null || transaction === null) return []
    const decoded = decodeLog({ topics: log.topics.map(lower), data: lower(log.data) })
    return decoded.ok ? [{ event: spelled(decoded.event), block, blockHash, logIndex, transaction }] : []
  })
}

const lower = (hex: string) => hex.toLowerCase() as Hex

/** Addresses in the mixed case in which wallets and views spell them. */
function spelled(event: LedgerEvent): LedgerEvent {
  const fields = Object.entries<unknown>({ ...event }).map(([name, value]): [string, unknown] => [
    name,
    isAddress(value) ? getAddress(value) : value,
  ])
  return Object.fromEntries(fields) as unknown as LedgerEvent
}

/** Of an event's fields, only addresses are text of this length. */
const isAddress = (value: unknown): value is Address => typeof value === 'string' && value.length === 42
