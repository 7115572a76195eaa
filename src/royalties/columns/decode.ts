import { numberAt, wordAt } from './bytes.ts'
import type { Columns } from './columns.ts'
import { hexOf } from '../hex.ts'
import { KIND_ORDER, LAYOUTS } from './layouts.ts'
import type { LedgerEvent, Stamp } from '../ledger.ts'
import { fieldsOf } from '../shapes.ts'
import { workId } from '../words.ts'

/** Reads what a word says, which begins at this byte. */
type Read = (words: Uint8Array, at: number) => unknown

/** As the fields of `SHAPES` read the same word as a text. */
function readerOf({ abi, bytes }: { readonly abi: string; readonly bytes: number }): Read {
  if (abi === 'address') return (words, at) => hexOf(words, at + 12, at + 32)
  if (abi === 'bytes32') return (words, at) => hexOf(words, at, at + 32)
  if (bytes === 32) return wordAt
  if (bytes === WORK_BYTES) return (words, at) => workId(numberAt(words, at + 32 - bytes, bytes))
  return (words, at) => numberAt(words, at + 32 - bytes, bytes)
}

const WORK_BYTES = 6

/** What stands in which word of a kind's log, but for the stamp. */
const FIELDS = KIND_ORDER.map((kind, k) => {
  const { topics, data } = fieldsOf(kind)
  const placed = (fields: typeof data, first: number) =>
    fields.map((field, i) => ({ name: field.name, at: 32 * (first + i), read: readerOf(field) }))
  return [...placed(topics, 0), ...placed(data, LAYOUTS[k]!.topics + 1)]
})

/** The event of log i, straight from the bytes. Assumes: sound columns, so that everything fits into its field. */
export function eventAt({ work, kinds, starts, words }: Columns, i: number): LedgerEvent {
  const kind = kinds[i]!
  const first = 32 * starts[i]!
  const stamp = stampAt(words, first + 32 * LAYOUTS[kind]!.topics)
  const event: Record<string, unknown> = { kind: KIND_ORDER[kind]!, work, stamp }
  for (const { name, at, read } of FIELDS[kind]!) event[name] = read(words, first + at)
  // The fields are those of this kind: `SHAPES` is typed by `LedgerEvent`.
  return event as unknown as LedgerEvent
}

const stampAt = (words: Uint8Array, at: number): Stamp => ({
  anchorBlock: BigInt(numberAt(words, at + 13, 5)),
  sequence: numberAt(words, at + 18, 4),
  time: numberAt(words, at + 22, 5),
  previousBlock: BigInt(numberAt(words, at + 27, 5)),
})
