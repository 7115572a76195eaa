/** The part of a manifest that only licensees read: stems, contracts, contributors' names, a data dictionary. Small JSON
 * in a Tink stream under a key of its own (index 2^32 − 1, key-delivery §5.7). */
import { randomBytes } from '@noble/hashes/utils.js'
import type { Hex } from '../royalties/words.ts'
import { fromHex, toHex, type Random } from './bytes.ts'
import { canonical } from './canonical.ts'
import { readJson, type JsonProblem } from './json.ts'
import { SEALED_PART, shardAad, shardKey, type WorkSecret } from './keyline.ts'
import { openWhole } from './open.ts'
import { sealWhole } from './seal.ts'
import { makeHeader } from './stream.ts'

const keysOf = (secret: WorkSecret, salt32: Hex) => ({
  shardKey: shardKey(secret, salt32, SEALED_PART),
  aad: shardAad(salt32, SEALED_PART),
})

/** Value of the manifest's field `sealedPart`. */
export async function sealPart(
  value: unknown,
  secret: WorkSecret,
  salt32: Hex,
  random: Random = randomBytes,
): Promise<Hex> {
  return toHex(await sealWhole(canonical(value), { ...keysOf(secret, salt32), header: makeHeader(random) }))
}

/** What stands in a sealed part; as untrusted as the rest of a manifest. Throws `NotAuthentic` under another key. */
export async function openPart(
  sealedPart: Hex,
  secret: WorkSecret,
  salt32: Hex,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: JsonProblem }> {
  const plain = await openWhole(fromHex(sealedPart), keysOf(secret, salt32))
  return readJson(new TextDecoder().decode(plain))
}
