import { columnsOf } from '../../royalties/columns/builder.ts'
import { logAt, type Columns } from '../../royalties/columns/columns.ts'
import { hexOf } from '../../royalties/hex.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { RawLog } from '../evidence.ts'
import type { Told } from '../reader.ts'

export const isColumns = (told: Told): told is Columns => 'kinds' in told

/** Each log for itself, as a walk reads them. `contract`: columns are of no other. */
export function rawLogs(told: Told, contract: Address): readonly RawLog[] {
  if (!isColumns(told)) return told
  return Array.from({ length: told.length }, (_, i) => ({
    address: contract,
    ...logAt(told, i),
    block: BigInt(told.blocks[i]!),
    blockHash: hexOf(told.blockHashes, 32 * i, 32 * i + 32),
    index: told.indexes[i]!,
    transaction: hexOf(told.transactions, 32 * i, 32 * i + 32),
  }))
}

/** `undefined`: something else than well-formed logs of this work is among them. */
export function columnsIn(told: Told, work: WorkId, contract: Address): Columns | undefined {
  if (isColumns(told)) return told.work === work ? told : undefined
  if (told.some(({ address }) => address !== contract)) return undefined
  try {
    return columnsOf(work, told)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
