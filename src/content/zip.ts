/** Reading single entries of a ZIP archive without holding the archive. */

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const END_LENGTH = 22
const LONGEST_COMMENT = 65_535
const LARGEST_DIRECTORY = 4 * 1024 * 1024

interface Entry {
  readonly method: number
  readonly packed: number
  /** Where the entry's own header begins. */
  readonly at: number
}

export interface Archive {
  /** An entry's bytes; `undefined` when there is none of that name, or it unpacks to more than `limit` bytes. */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>
}

const viewOf = async (blob: Blob, start: number, length: number): Promise<DataView> =>
  new DataView(await blob.slice(start, start + length).arrayBuffer())

/** Throws a RangeError when the archive is cut short, and an Error when it is none. */
export async function openArchive(blob: Blob): Promise<Archive> {
  const entries = await readDirectory(blob)
  return {
    async read(name, limit) {
      const entry = entries.get(name)
      return entry && readEntry(blob, entry, limit)
    },
  }
}

async function readDirectory(blob: Blob): Promise<Map<string, Entry>> {
  const start = Math.max(0, blob.size - END_LENGTH - LONGEST_COMMENT)
  const tail = await viewOf(blob, start, blob.size - start)
  let end = tail.byteLength - END_LENGTH
  while (end >= 0 && tail.getUint32(end, true) !== END_OF_DIRECTORY) end--
  if (end < 0) throw new Error('No ZIP archive')
  const length = Math.min(tail.getUint32(end + 12, true), LARGEST_DIRECTORY)
  return parseDirectory(await viewOf(blob, tail.getUint32(end + 16, true), length))
}

function parseDirectory(view: DataView): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === DIRECTORY_ENTRY;) {
    const nameLength = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, nameLength))
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

async function readEntry(
  blob: Blob,
  { method, packed, at }: Entry,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const head = await viewOf(blob, at, 30)
  const start = at + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  const body = blob.slice(start, start + packed)
  if (method !== 0 && method !== 8) return undefined
  return collect(
    method === 0 ? body.stream() : body.stream().pipeThrough(new DecompressionStream('deflate-raw')),
    limit,
  )
}

/** A bomb is left as soon as it exceeds `limit`. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for await (const part of stream) {
    length += part.length
    if (length > limit) return undefined
    parts.push(Uint8Array.from(part))
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
