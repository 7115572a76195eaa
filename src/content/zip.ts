/** Reading single entries of a ZIP archive without holding the archive. Whoever made it may be hostile: every size in it
 * is a claim, names are only names (never paths of a disk), and what would unpack without end is left. */

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const END_LENGTH = 22
const LONGEST_COMMENT = 65_535
const LARGEST_DIRECTORY = 4 * 1024 * 1024
const MOST_ENTRIES = 20_000

/** Bytes that can be read from anywhere. */
export interface Ranged {
  readonly size: number
  /** From `start` to `end` (excluded), within the size. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly encrypted: boolean
  /** Where the entry's own header begins. */
  readonly at: number
}

export interface Archive {
  /** In the archive's order. */
  readonly names: readonly string[]
  /** An entry's bytes; `undefined` when there is none of that name, or it unpacks to more than `limit` bytes. */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** Why an archive is not opened, as a sentence. */
export class ArchiveProblem extends Error {
  override readonly name = 'ArchiveProblem'
}

const viewOf = async (source: Ranged, start: number, length: number): Promise<DataView> => {
  const bytes = await source.read(Math.min(start, source.size), Math.min(start + length, source.size))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const rangedOf = (blob: Blob): Ranged => ({
  size: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
})

/** Throws a RangeError when the archive is cut short, and an ArchiveProblem when it is none, or not one to be trusted. */
export async function openArchive(from: Blob | Ranged): Promise<Archive> {
  const source = from instanceof Blob ? rangedOf(from) : from
  const entries = await readDirectory(source)
  return {
    names: [...entries.keys()],
    async read(name, limit) {
      const entry = entries.get(name)
      return entry && readEntry(source, entry, limit)
    },
  }
}

async function readDirectory(source: Ranged): Promise<Map<string, Entry>> {
  const start = Math.max(0, source.size - END_LENGTH - LONGEST_COMMENT)
  const tail = await viewOf(source, start, source.size - start)
  let end = tail.byteLength - END_LENGTH
  while (end >= 0 && tail.getUint32(end, true) !== END_OF_DIRECTORY) end--
  if (end < 0) throw new ArchiveProblem('This is no ZIP archive, or its end is missing.')
  const [count, length, at] = [
    tail.getUint16(end + 10, true),
    tail.getUint32(end + 12, true),
    tail.getUint32(end + 16, true),
  ]
  if (count === 0xffff || length === 0xffffffff || at === 0xffffffff)
    throw new ArchiveProblem('This archive is in the ZIP64 form for very large ones. It opens after downloading.')
  if (count > MOST_ENTRIES || length > LARGEST_DIRECTORY)
    throw new ArchiveProblem('This archive lists more files than a book or a series of pictures has. It is not opened.')
  const entries = parseDirectory(await viewOf(source, at, length))
  if (entries.length !== count) throw new ArchiveProblem('This archive is cut short or damaged.')
  refuseOverlaps(entries, at)
  return new Map(entries.map((entry) => [entry.name, entry]))
}

function parseDirectory(view: DataView): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === DIRECTORY_ENTRY;) {
    if (entries.length >= MOST_ENTRIES) throw new ArchiveProblem('This archive lists more files than it says.')
    const nameLength = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength))
    entries.push({
      name,
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** Entries that share bytes make a small archive unpack to thousands of times its size; honest programs write none. */
function refuseOverlaps(entries: readonly Entry[], directoryAt: number): void {
  let free = 0
  for (const { at, packed } of entries.toSorted((a, b) => a.at - b.at)) {
    if (at < free)
      throw new ArchiveProblem('Files in this archive lie over each other, as in a zip bomb. It is not opened.')
    free = at + 30 + packed
  }
  if (free > directoryAt) throw new ArchiveProblem('This archive is cut short or damaged.')
}

async function readEntry(
  source: Ranged,
  { method, packed, at, encrypted }: Entry,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if ((method !== 0 && method !== 8) || encrypted) return undefined
  const head = await viewOf(source, at, 30)
  if (head.getUint32(0, true) !== LOCAL_ENTRY) throw new ArchiveProblem('This archive is damaged.')
  const start = at + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  if (method === 0) return packed > limit ? undefined : source.read(start, Math.min(start + packed, source.size))
  const body = piecesOf(source, start, Math.min(start + packed, source.size))
  return collect(body.pipeThrough(new DecompressionStream('deflate-raw')), limit)
}

const PIECE = 256 * 1024

/** Asked for piece by piece, so that a bomb is left before it was read to its end. */
function piecesOf(source: Ranged, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = start
  return new ReadableStream({
    async pull(controller) {
      if (at >= end) return controller.close()
      const next = Math.min(end, at + PIECE)
      controller.enqueue(await source.read(at, next))
      at = next
    },
  })
}

/** A bomb is left as soon as it exceeds `limit`. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = stream.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > limit) {
      await reader.cancel()
      return undefined
    }
    parts.push(Uint8Array.from(part.value))
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
