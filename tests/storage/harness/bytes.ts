/** Bytes that differ everywhere, the same wherever they are made. */
export function numbered(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let i = 0, x = seed; i < words.length; i++) words[i] = x = (Math.imul(x, 1664525) + 1013904223) >>> 0
  return new Uint8Array(words.buffer, 0, length)
}
