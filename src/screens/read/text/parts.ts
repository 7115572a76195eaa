import type { Reading } from '../../../storage/library.ts'

/** Bytes shown at once: a text of any length opens at once, and the page stays quick. */
export const PART = 256 * 1024
/** A part runs on to the end of its last line, as far as this. */
const OVER = 16 * 1024

export const partsOf = (size: number): number => Math.max(1, Math.ceil(size / PART))

/** Text of a part, from the first line that begins in it to the end of its last. */
export async function textPart(reading: Reading, part: number, signal?: AbortSignal): Promise<string> {
  const start = part * PART
  // One byte before tells whether a line begins exactly here.
  const bytes = await reading.read(Math.max(0, start - 1), start + PART + OVER, signal)
  const before = part === 0 ? 0 : 1
  const from = part === 0 ? 0 : lineAfter(bytes, 0)
  const to = start + PART >= reading.size ? bytes.length : lineAfter(bytes, before + PART - 1)
  return decode(bytes.subarray(from, to), part === 0)
}

/** The index after the next line end at or after `at`; where there is none soon, a border between characters. */
function lineAfter(bytes: Uint8Array, at: number): number {
  const found = bytes.indexOf(0x0a, at)
  if (found >= 0 && found < at + OVER) return found + 1
  let border = at + 1
  while (border < bytes.length && (bytes[border]! & 0xc0) === 0x80) border++
  return border
}

function decode(bytes: Uint8Array, first: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !first }).decode(bytes)
  } catch {
    const utf16 = first && bytes[0] === 0xff && bytes[1] === 0xfe
    return new TextDecoder(utf16 ? 'utf-16le' : 'windows-1252').decode(bytes)
  }
}
