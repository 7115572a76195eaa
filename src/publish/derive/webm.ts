/** A minimal WebM writer for one short clip held in memory: Opus sound or VP8 pictures, with its length, so that
 * players can seek. Element numbers are those of the Matroska specification (RFC 9559). */

export interface Packet {
  readonly data: Uint8Array
  readonly milliseconds: number
  readonly key: boolean
}

export type Track =
  | { readonly codec: 'A_OPUS'; readonly hertz: number; readonly channels: number; readonly delay: number }
  | { readonly codec: 'V_VP8'; readonly width: number; readonly height: number }

type Element = readonly [id: number, content: number | string | Float64 | Uint8Array | readonly Element[]]
interface Float64 {
  readonly float: number
}

/** A cluster's blocks carry 16-bit offsets; 30 s each stays below 32 767 ms. */
const CLUSTER_MILLISECONDS = 30_000

export function webm(track: Track, packets: readonly Packet[], milliseconds: number): Blob {
  const header: Element = [
    0x1a45dfa3,
    [
      [0x4286, 1],
      [0x42f7, 1],
      [0x42f2, 4],
      [0x42f3, 8],
      [0x4282, 'webm'],
      [0x4287, 4],
      [0x4285, 2],
    ],
  ]
  const info: Element = [
    0x1549a966,
    [
      [0x2ad7b1, 1_000_000],
      [0x4489, { float: milliseconds }],
      [0x4d80, 'tributary'],
      [0x5741, 'tributary'],
    ],
  ]
  const segment: Element = [0x18538067, [info, [0x1654ae6b, [trackEntry(track)]], ...clusters(packets)]]
  return new Blob([encode(header), encode(segment)], { type: track.codec === 'A_OPUS' ? 'audio/webm' : 'video/webm' })
}

function trackEntry(track: Track): Element {
  const common: Element[] = [
    [0xd7, 1],
    [0x73c5, 1],
    [0x9c, 0],
    [0x86, track.codec],
  ]
  if (track.codec === 'V_VP8')
    return [
      0xae,
      [
        ...common,
        [0x83, 1],
        [
          0xe0,
          [
            [0xb0, track.width],
            [0xba, track.height],
          ],
        ],
      ],
    ]
  const nanoseconds = Math.round((track.delay / 48_000) * 1e9)
  const sound: Element = [
    0xe1,
    [
      [0xb5, { float: track.hertz }],
      [0x9f, track.channels],
    ],
  ]
  return [0xae, [...common, [0x83, 2], [0x63a2, opusHead(track)], [0x56aa, nanoseconds], [0x56bb, 80_000_000], sound]]
}

/** RFC 7845 §5.1. */
function opusHead(track: { hertz: number; channels: number; delay: number }): Uint8Array {
  const head = new DataView(new ArrayBuffer(19))
  new Uint8Array(head.buffer).set(new TextEncoder().encode('OpusHead'))
  head.setUint8(8, 1)
  head.setUint8(9, track.channels)
  head.setUint16(10, track.delay, true)
  head.setUint32(12, track.hertz, true)
  return new Uint8Array(head.buffer)
}

function clusters(packets: readonly Packet[]): Element[] {
  const made: { start: number; blocks: Element[] }[] = []
  for (const packet of packets) {
    const at = Math.max(0, Math.round(packet.milliseconds))
    let cluster = made.at(-1)
    if (!cluster || at - cluster.start >= CLUSTER_MILLISECONDS) made.push((cluster = { start: at, blocks: [] }))
    cluster.blocks.push([0xa3, block(packet, at - cluster.start)])
  }
  return made.map(({ start, blocks }) => [0x1f43b675, [[0xe7, start], ...blocks]])
}

function block(packet: Packet, offset: number): Uint8Array {
  const bytes = new Uint8Array(4 + packet.data.length)
  bytes.set([0x81, (offset >> 8) & 255, offset & 255, packet.key ? 0x80 : 0])
  bytes.set(packet.data, 4)
  return bytes
}

function encode([id, content]: Element): Uint8Array<ArrayBuffer> {
  const body = payload(content)
  const head = [...bigEndian(id), ...length(body.length)]
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

function payload(content: Element[1]): Uint8Array {
  if (content instanceof Uint8Array) return content
  if (typeof content === 'number') return Uint8Array.from(bigEndian(content))
  if (typeof content === 'string') return new TextEncoder().encode(content)
  if ('float' in content) {
    const bytes = new DataView(new ArrayBuffer(8))
    bytes.setFloat64(0, content.float)
    return new Uint8Array(bytes.buffer)
  }
  return join(content.map(encode))
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function bigEndian(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return bytes
}

/** An EBML length of eight bytes: wide enough for everything, and the same for every element. */
function length(bytes: number): number[] {
  const digits = bigEndian(bytes)
  return [0x01, ...new Array<number>(7 - digits.length).fill(0), ...digits]
}
