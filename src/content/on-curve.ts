/** The one question about curves that reading a manifest asks, answered by big integers alone: readers load no curve code. */
import type { ContentKey } from './keyline.ts'

/** secp256k1: the field and the group's order. */
const P = 2n ** 256n - 2n ** 32n - 977n
const N = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe_baae_dce6_af48_a03b_bfd2_5e8c_d036_4141n

/** Whether `key` is a point with 0 < x < n, as the contract asks. The curve's cofactor is 1: on the curve is in the group. */
export function isContentKey(key: ContentKey): boolean {
  const x = BigInt(key.x)
  const y = BigInt(key.y)
  return x > 0n && x < N && y < P && (y * y - x * x * x - 7n) % P === 0n
}
