import { concatBytes } from '@noble/hashes/utils.js'
import { bigEndian, toHex } from '../../content/bytes.ts'
import type { ContentKey } from '../../content/keyline.ts'
import { Point } from '../../content/scalar.ts'

/** The point with this x and an even (or odd) y; `undefined`: there is none. */
export function liftX(x: bigint, odd = false): Point | undefined {
  try {
    return Point.fromBytes(concatBytes(Uint8Array.of(odd ? 3 : 2), bigEndian(x, 32)))
  } catch {
    return undefined
  }
}

/** A work's content key from what the contract keeps of it; `undefined`: an open work. */
export function keyOf(x: bigint, odd: boolean): ContentKey | undefined {
  const point = x === 0n ? undefined : liftX(x, odd)
  return point && { x: toHex(bigEndian(point.x, 32)), y: toHex(bigEndian(point.y, 32)) }
}
