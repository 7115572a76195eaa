/** What can be checked of an offer before paying without fetching any of the files: that manifest, key and signature are
 * those the chain knows. Pure, but for contract accounts, whose signatures only they can check. */
import { parsePublished } from '../../content/published.ts'
import { pointOf, workAddress, type ContentKey } from '../../content/keyline.ts'
import type { Manifest } from '../../content/manifest.ts'
import { Point } from '../../content/scalar.ts'
import { signerOf } from '../../content/signing.ts'
import { bigEndian, toHex } from '../../content/bytes.ts'
import type { Address, Deployment, Hex } from '../../royalties/words.ts'

/** What the chain says of a sealed work. */
export interface Minted {
  readonly creator: Address
  readonly manifest: Hex
  readonly keyX: bigint
  readonly keyOdd: boolean
}

export type Paper =
  | {
      readonly ok: true
      readonly manifest: Manifest
      readonly key: ContentKey
      readonly keyAddress: Address
      /** Not the creator's own first publication; `undefined`: it is. */
      readonly copy: Copy | undefined
    }
  | { readonly ok: false; readonly sentence: string }

/** `unsigned`, or signed by another account than the one that published it here. */
export type Copy = { kind: 'unsigned' } | { kind: 'signer'; signer: Address } | { kind: 'home'; home: Deployment }

/** `contractSigned`: the creator is a contract and has vouched for the manifest's signature. */
export function checkPaper(minted: Minted, bytes: Uint8Array, here: Deployment, contractSigned = false): Paper {
  const parsed = parsePublished(bytes, minted.manifest)
  if (!parsed.ok) return { ok: false, sentence: parsed.problem.sentence }
  const { manifest } = parsed
  const { key } = manifest
  if (!key) return { ok: false, sentence: 'The manifest names no key, so nobody could tell what would be delivered.' }
  if (!sameKey(minted, key))
    return {
      ok: false,
      sentence: 'The key in the manifest is not the key on the chain: what is sold would not open it.',
    }
  return { ok: true, manifest, key, keyAddress: workAddress(key), copy: copyOf(minted, manifest, here, contractSigned) }
}

const sameKey = ({ keyX, keyOdd }: Minted, key: ContentKey): boolean =>
  BigInt(key.x) === keyX && (BigInt(key.y) & 1n) === (keyOdd ? 1n : 0n) && pointOf(key) !== undefined

function copyOf({ creator }: Minted, manifest: Manifest, here: Deployment, contractSigned: boolean): Copy | undefined {
  const signer = contractSigned ? creator : signerOf(manifest)
  if (!signer) return { kind: 'unsigned' }
  if (!same(signer, creator)) return { kind: 'signer', signer }
  const { home } = manifest
  if (home && (home.chainId !== here.chainId || !same(home.contract, here.contract))) return { kind: 'home', home }
  return undefined
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** The content key from what the chain keeps of it. `undefined`: no point has this x. */
export function keyFrom(keyX: bigint, keyOdd: boolean): ContentKey | undefined {
  try {
    const { x, y } = Point.fromBytes(Uint8Array.of(keyOdd ? 3 : 2, ...bigEndian(keyX, 32))).toAffine()
    return { x: toHex(bigEndian(x, 32)), y: toHex(bigEndian(y, 32)) }
  } catch {
    return undefined
  }
}
