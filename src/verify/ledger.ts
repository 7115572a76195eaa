import { eventAt, logAt, type Columns } from '../royalties/columns/columns.ts'
import { hexOf } from '../royalties/hex.ts'
import { KIND_ORDER } from '../royalties/columns/layouts.ts'
import type { LedgerEvent } from '../royalties/ledger.ts'
import type { Address } from '../royalties/words.ts'
import type { RawLog } from './evidence.ts'
import type { Placed } from './visit.ts'

/** Events in their places, oldest first; each is decoded when somebody looks at it. Looks like an array as far as that goes. */
export interface Ledger extends Iterable<Placed> {
  readonly length: number
  /** Counts from the end where `i` is negative. */
  at(i: number): Placed | undefined
  slice(from?: number, to?: number): Placed[]
}

/** The events of a history or of a work's report. */
export const eventsOf = ({ columns, contract }: { readonly columns: Columns; readonly contract: Address }): Ledger => {
  const { length } = columns
  const bounded = (i: number) => Math.min(Math.max(i < 0 ? length + i : i, 0), length)
  return {
    length,
    at: (i) => (i < -length || i >= length ? undefined : placedAt(columns, contract, bounded(i))),
    slice(from = 0, to = length) {
      const placed: Placed[] = []
      for (let i = bounded(from); i < bounded(to); i++) placed.push(placedAt(columns, contract, i))
      return placed
    },
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield placedAt(columns, contract, i)
    },
  }
}

const placedAt = (columns: Columns, contract: Address, i: number): Placed => ({
  event: eventAt(columns, i),
  block: BigInt(columns.blocks[i]!),
  rivals: [],
  // Few who look at an event look at its log.
  get log() {
    return rawAt(columns, contract, i)
  },
})

const rawAt = (columns: Columns, contract: Address, i: number): RawLog => ({
  address: contract,
  ...logAt(columns, i),
  block: BigInt(columns.blocks[i]!),
  blockHash: hexOf(columns.blockHashes, 32 * i, 32 * i + 32),
  index: columns.indexes[i]!,
  transaction: hexOf(columns.transactions, 32 * i, 32 * i + 32),
})

/** Events of these kinds only, the others not even decoded. Oldest first. */
export function* ofKinds<K extends LedgerEvent['kind']>(
  columns: Columns,
  kinds: readonly K[],
): Generator<Extract<LedgerEvent, { kind: K }>, void> {
  const wanted = KIND_ORDER.map((kind) => (kinds as readonly string[]).includes(kind))
  for (let i = 0; i < columns.length; i++)
    if (wanted[columns.kinds[i]!]) yield eventAt(columns, i) as Extract<LedgerEvent, { kind: K }>
}
