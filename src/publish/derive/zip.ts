/** Reading single entries of a ZIP archive by slices: an e-book of any size costs its directory and the pages wanted. */

export interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

const TAIL = 66_000
/** No page and no cover of a book is larger; a bigger one is not opened. */
const LARGEST_ENTRY = 16 << 20

/** The archive's directory; undefined when there is none. ZIP64 archives are not read. */
export async function zipEntries(archive: Blob): Promise<Entry[] | undefined> {
  const from = Math.max(0, archive.size - TAIL)
  const tail = new DataView(await archive.slice(from).arrayBuffer())
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue
    const size = tail.getUint32(at + 12, true)
    const start = tail.getUint32(at + 16, true)
    if (start + size > archive.size || size > LARGEST_ENTRY) return undefined
    return directory(new DataView(await archive.slice(start, start + size).arrayBuffer()))
  }
  return undefined
}

function directory(view: DataView): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === 0x02014b50;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ]
    if (at + 46 + name > view.byteLength) break
    entries.push({
      name: new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, name)),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    })
    at += 46 + name + extra + comment
  }
  return entries
}

/** An entry's bytes; undefined when it is too large, broken or packed in another way than "deflate". What it claims to
 * unpack to is not believed: unpacking stops at 16 MiB. */
export async function unpack(archive: Blob, entry: Entry): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (entry.size > LARGEST_ENTRY || entry.packed > LARGEST_ENTRY) return undefined
  const head = new DataView(await archive.slice(entry.at, entry.at + 30).arrayBuffer())
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) return undefined
  const start = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  const packed = archive.slice(start, start + entry.packed)
  if (entry.method === 0) return new Uint8Array(await packed.arrayBuffer())
  if (entry.method !== 8) return undefined
  return collect(packed.stream().pipeThrough(new DecompressionStream('deflate-raw')))
}

async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for await (const part of stream) {
    bytes += part.length
    if (bytes > LARGEST_ENTRY) return undefined
    parts.push(part)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
