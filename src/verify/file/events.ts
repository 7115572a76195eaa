/** A ledger in a proof file. Block numbers and stamps are told as far as they do not follow from the event before. */
import { stampAt, type Columns } from '../../royalties/columns/columns.ts'
import { LAYOUTS } from '../../royalties/columns/layouts.ts'
import type { WorkId } from '../../royalties/words.ts'
import { BYTES, encode, encodeNumber, listOf } from '../trie/rlp.ts'
import type { Cursor } from './cursor.ts'
import { MOST_EVENTS, MOST_TIME } from './layout.ts'
import { refuse } from './problems.ts'
import type { Shelf } from './shelf.ts'

const EVERY = 256

/** What the next stamp will be, if the contract keeps its rules. */
class Course {
  block = 0
  time = 0
  #sequence = 0
  #anchor = 0

  /** The stamp of an event `later` seconds after the one before. */
  stamp(later: number): Uint8Array {
    const word = new Uint8Array(32)
    put(word, 13, 5, this.#anchor)
    put(word, 18, 4, this.#sequence + 1)
    put(word, 22, 5, this.time + later)
    put(word, 27, 5, this.block)
    return word
  }

  /** Goes on behind an event of this block and stamp. */
  pass(block: number, stamp: Uint8Array): void {
    this.block = block
    this.#sequence = get(stamp, 18, 4)
    this.time = get(stamp, 22, 5)
    this.#anchor = this.#sequence % EVERY === 0 ? block : get(stamp, 13, 5)
  }
}

/** Throws: RangeError when its blocks are not in order, which no chain can have. */
export function writeEvents(columns: Columns, shelf: Shelf): Uint8Array {
  const course = new Course()
  const events: Uint8Array[] = []
  for (let i = 0; i < columns.length; i++) {
    const block = columns.blocks[i]!
    const stamp = stampAt(columns, i)
    const word = (at: number) => columns.words.subarray(at, at + 32)
    const parts = [number(columns.kinds[i]!), number(block - course.block), stampText(course, word(stamp))]
    for (let at = 32 * columns.starts[i]!; at < 32 * columns.starts[i + 1]!; at += 32)
      if (at !== stamp) parts.push(shelf.write(word(at)))
    events.push(listOf(parts))
    course.pass(block, word(stamp))
  }
  return listOf(events)
}

/** The seconds since the event before; the whole stamp in a list of its own where it is another than it has to be. */
function stampText(course: Course, stamp: Uint8Array): Uint8Array {
  const later = get(stamp, 22, 5) - course.time
  return later >= 0 && equal(course.stamp(later), stamp) ? number(later) : encode([stamp.subarray(13)])
}

/** Whether its words are of the lengths of their fields is for `soundness` to say. */
export function readEvents(work: WorkId, from: Cursor, shelf: Shelf): Columns {
  const course = new Course()
  const kinds: number[] = []
  const starts = [0]
  const blocks: number[] = []
  let words = new Uint8Array(32 * 256)
  while (!from.done) {
    if (kinds.length === MOST_EVENTS) refuse({ kind: 'tooMuch', what: 'events', most: MOST_EVENTS })
    const event = from.list()
    const kind = event.small(1)
    const used = starts.at(-1)!
    const layout = LAYOUTS[kind] ?? event.fail('there is no such event')
    const end = used + layout.words
    if (32 * end > words.length) words = twice(words)
    const block = course.block + event.small(5)
    const stamp = readStamp(event, course)
    for (let at = used; at < end; at++) {
      const word = at === used + layout.topics ? stamp : shelf.read(event)
      words.set(word, 32 * (at + 1) - word.length)
    }
    event.end()
    course.pass(block, stamp)
    kinds.push(kind)
    starts.push(end)
    blocks.push(block)
  }
  const { length } = kinds
  return {
    ...{ work, length, kinds: Uint8Array.from(kinds), starts: Uint32Array.from(starts) },
    ...{ words: words.slice(0, 32 * starts.at(-1)!), blocks: Float64Array.from(blocks), indexes: places(blocks) },
    ...{ transactions: new Uint8Array(32 * length), blockHashes: new Uint8Array(32 * length) },
  }
}

function readStamp(event: Cursor, course: Course): Uint8Array {
  const { at } = event
  if (!event.isList) {
    const later = event.small(5)
    if (course.time + later >= MOST_TIME) event.fail('a time far away', at)
    return course.stamp(later)
  }
  const whole = event.list()
  const stamp = new Uint8Array(32)
  stamp.set(whole.bytes(19), 13)
  whole.end()
  const later = get(stamp, 22, 5) - course.time
  if (later >= 0 && equal(course.stamp(later), stamp)) event.fail('a stamp is written out without need', at)
  return stamp
}

/** Where the logs were within their blocks is not in the file; only their order is. */
function places(blocks: readonly number[]): Uint32Array {
  const found = new Uint32Array(blocks.length)
  for (let i = 1; i < blocks.length; i++) found[i] = blocks[i] === blocks[i - 1] ? found[i - 1]! + 1 : 0
  return found
}

/** As RLP. Most are of one byte, and there are three in each event. */
function number(n: number): Uint8Array {
  return n > 0 && n < BYTES ? Uint8Array.of(n) : encode(encodeNumber(BigInt(n)))
}

/** Big-endian; of at most 6 bytes. */
function get(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = at; i < at + length; i++) value = value * 256 + bytes[i]!
  return value
}

function put(bytes: Uint8Array, at: number, length: number, value: number): void {
  for (let i = at + length - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
}

function twice(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(2 * bytes.length)
  more.set(bytes)
  return more
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i])
