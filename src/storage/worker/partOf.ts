/** Bytes of an open item, asked for by the page itself rather than by a player. */
import { StorageProblem } from '../problem.ts'
import type { Content } from './content.ts'
import type { Playing } from './playing.ts'

/** Bytes from `start` to `end` (excluded), which lie within the item. */
export async function partOf(playing: Playing | undefined, start: number, end: number): Promise<Uint8Array> {
  if (!playing) throw new StorageProblem('aborted', 'This file was closed. Open it again.')
  const first = await playing.from(start, end)
  if (first.byteLength === end - start) return first
  const whole = new Uint8Array(end - start)
  whole.set(first)
  for (let at = start + first.byteLength; at < end;) {
    const chunk = await playing.from(at, end)
    whole.set(chunk, at - start)
    at += chunk.byteLength
  }
  return whole
}

/** The same content, except that what is fetched is not stored: for a copy that goes to a disk of the user's own. */
export const passing = (content: Content): Content => ({
  ...content,
  cat: (cid, span = {}) => content.cat(cid, { ...span, keep: false }),
})
