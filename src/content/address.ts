/** A manifest's address on IPFS, made from its digest. */
import type { Hex } from '../royalties/words.ts'
import { fromHex } from './bytes.ts'

/** CIDv1, raw codec, sha2-256 of 32 bytes: `b` ‖ base32 of 01 55 12 20 ‖ digest. */
export const manifestCid = (digest: Hex): string =>
  `b${base32(Uint8Array.of(0x01, 0x55, 0x12, 0x20, ...fromHex(digest)))}`

/** RFC 4648 base32 in lower case without padding, as multibase `b` has it. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += 'abcdefghijklmnopqrstuvwxyz234567'[(held >> (bits - 5)) & 31]!
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + 'abcdefghijklmnopqrstuvwxyz234567'[(held << (5 - bits)) & 31]! : text
}
