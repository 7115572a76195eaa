import { packStamp, word } from '../../src/royalties/chain.ts'
import { columnsOf } from '../../src/royalties/columns/builder.ts'
import type { Columns } from '../../src/royalties/columns/columns.ts'
import { KIND_ORDER, TOPIC_ORDER } from '../../src/royalties/columns/layouts.ts'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import type { Entry } from '../../src/royalties/replay.ts'
import { fieldsOf } from '../../src/royalties/shapes.ts'
import type { Hex } from '../../src/royalties/words.ts'

/** An event as the contract would log it. */
export function logOf(event: LedgerEvent): { topics: Hex[]; data: Hex } {
  const { topics, data } = fieldsOf(event.kind)
  const worded = ({ name }: { name: string }): Hex =>
    `0x${word(BigInt((event as unknown as Record<string, bigint | number | Hex>)[name]!))}`
  return {
    topics: [TOPIC_ORDER[KIND_ORDER.indexOf(event.kind)]!, `0x${word(event.work)}`, ...topics.map(worded)],
    data: `0x${[word(packStamp(event.stamp)), ...data.map((field) => worded(field).slice(2))].join('')}`,
  }
}

/** A ledger as it would be loaded. */
export const columnsFor = (entries: readonly Entry[]): Columns =>
  columnsOf(
    entries[0]!.event.work,
    entries.map(({ event, block }, i) => ({
      ...logOf(event),
      ...{ block, blockHash: `0x${word(block)}`, index: i % 1_000, transaction: `0x${word(BigInt(i))}` },
    })),
  )
