import { ColumnsBuilder } from '../../royalties/columns/builder.ts'
import { joined, previousBlockAt, sequenceAt, type Columns } from '../../royalties/columns/columns.ts'
import type { WorkId } from '../../royalties/words.ts'

/** Which events a history should have: numbers `first` … `last`, in blocks `low` … `high`. */
export interface Extent {
  readonly first: number
  readonly last: number
  readonly low: number
  readonly high: number
}

/** Answers in the order of their events. `undefined`: an answer repeats an event, or two differ about one. */
export function assembled(work: WorkId, answers: readonly Columns[]): Columns | undefined {
  const pieces = answers.filter(({ length }) => length > 0).sort((a, b) => sequenceAt(a, 0) - sequenceAt(b, 0))
  if (pieces.length === 0) return new ColumnsBuilder(work, 0).build()
  let last = 0
  const inOrder = pieces.every((piece) => {
    for (let i = 0; i < piece.length; i++) {
      const sequence = sequenceAt(piece, i)
      if (sequence <= last) return false
      last = sequence
    }
    return true
  })
  return inOrder ? joined(pieces) : sorted(work, pieces)
}

interface Entry {
  readonly piece: Columns
  readonly at: number
  readonly sequence: number
}

/** One event after the other. What was asked for twice is taken once; what one answer tells twice is not tidy. */
function sorted(work: WorkId, pieces: readonly Columns[]): Columns | undefined {
  const entries = pieces.flatMap((piece) =>
    Array.from({ length: piece.length }, (_, at): Entry => ({ piece, at, sequence: sequenceAt(piece, at) })),
  )
  entries.sort((a, b) => a.sequence - b.sequence)
  const builder = new ColumnsBuilder(work, entries.length)
  let before: Entry | undefined
  for (const entry of entries) {
    if (before?.sequence === entry.sequence) {
      if (before.piece === entry.piece || !same(before, entry)) return undefined
      continue
    }
    append(builder, entry)
    before = entry
  }
  return builder.build()
}

const wordsOf = ({ piece: { starts, words }, at }: Entry) => words.subarray(32 * starts[at]!, 32 * starts[at + 1]!)

function append(builder: ColumnsBuilder, entry: Entry): void {
  const { kinds, blocks, indexes, transactions, blockHashes } = entry.piece
  const hashes = new Uint8Array(64)
  hashes.set(transactions.subarray(32 * entry.at, 32 * entry.at + 32))
  hashes.set(blockHashes.subarray(32 * entry.at, 32 * entry.at + 32), 32)
  const words = wordsOf(entry)
  builder.pushWords(kinds[entry.at]!, words, words.length / 32, blocks[entry.at]!, indexes[entry.at]!, hashes)
}

function same(a: Entry, b: Entry): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)]
  return (
    a.piece.kinds[a.at] === b.piece.kinds[b.at] &&
    a.piece.blocks[a.at] === b.piece.blocks[b.at] &&
    a.piece.indexes[a.at] === b.piece.indexes[b.at] &&
    one.length === other.length &&
    one.every((byte, i) => byte === other[i])
  )
}

/** Events that are missing, and the blocks in which those beside them say they are. The oldest first. */
export function gapsIn(columns: Columns, { first, last, low, high }: Extent): Extent[] {
  const gaps: Extent[] = []
  let [next, block] = [first, low]
  const note = (to: number, pointed: number) => {
    if (next <= to) gaps.push({ first: next, last: to, low: block, high: Math.max(block, pointed) })
  }
  for (let i = 0; i < columns.length; i++) {
    const sequence = sequenceAt(columns, i)
    note(sequence - 1, previousBlockAt(columns, i))
    next = sequence + 1
    block = columns.blocks[i]!
  }
  note(last, high)
  return gaps
}

/** Whether each event says of the one before it where it is, and stands behind it in its block. */
export function linked(columns: Columns): boolean {
  const { blocks, indexes, length } = columns
  for (let i = 0; i < length; i++) {
    const before = i === 0 ? 0 : blocks[i - 1]!
    if (sequenceAt(columns, i) !== i + 1 || previousBlockAt(columns, i) !== before) return false
    if (i > 0 && blocks[i] === before && indexes[i]! <= indexes[i - 1]!) return false
    if (blocks[i]! < before) return false
  }
  return true
}
