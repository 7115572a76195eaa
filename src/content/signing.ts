/** What a creator signs: EIP-712, naming the work in words a wallet shows, and the digest of everything else. No chain and
 * no contract: the manifest is the identity of a work across chains. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Address, Hex } from '../royalties/words.ts'
import { fromHex, toHex, type Bytes } from './bytes.ts'
import { canonical } from './canonical.ts'
import { manifestDigest } from './digest.ts'
import type { Manifest } from './manifest.ts'
import { addressOf, hashWords } from './scalar.ts'

const DOMAIN = { name: 'Tributary', version: '1' } as const
const FIELDS = [
  { name: 'name', type: 'string' },
  { name: 'kind', type: 'string' },
  { name: 'creator', type: 'address' },
  { name: 'manifest', type: 'bytes32' },
] as const

/** Digest of the manifest without its signature. */
export function unsignedDigest(manifest: Manifest): Hex {
  const { signature: _, ...unsigned } = manifest
  return manifestDigest(canonical(unsigned))
}

/** Typed data for `eth_signTypedData_v4`. */
export function signingPayload(manifest: Manifest) {
  return {
    domain: DOMAIN,
    types: { Manifest: FIELDS },
    primaryType: 'Manifest' as const,
    message: {
      name: manifest.name,
      kind: manifest.kind,
      creator: manifest.creator.account,
      manifest: unsignedDigest(manifest),
    },
  }
}

const hashText = (text: string): Bytes => keccak_256(utf8ToBytes(text))

/** The 32 bytes that a wallet signs for `signingPayload`; what ERC-1271 accounts are asked about. */
export function signingHash(manifest: Manifest): Hex {
  const domain = hashWords(
    hashText('EIP712Domain(string name,string version)'),
    hashText(DOMAIN.name),
    hashText(DOMAIN.version),
  )
  const type = `Manifest(${FIELDS.map((field) => `${field.type} ${field.name}`).join(',')})`
  const { name, kind, creator } = signingPayload(manifest).message
  const message = hashWords(hashText(type), hashText(name), hashText(kind), creator, unsignedDigest(manifest))
  return toHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain, message)))
}

/** The account whose key signed the manifest; `undefined` when it has no signature of that form (a contract account's
 * signature is asked of the contract, over `signingHash`). The caller compares it with the creator. */
export function signerOf(manifest: Manifest): Address | undefined {
  const signature = manifest.signature ? fromHex(manifest.signature) : new Uint8Array()
  const recovery = (signature[64] ?? 0) % 27
  if (signature.length !== 65 || recovery > 1) return undefined
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64)).addRecoveryBit(recovery)
    if (parsed.hasHighS()) return undefined
    return addressOf(parsed.recoverPublicKey(fromHex(signingHash(manifest))).toAffine())
  } catch {
    return undefined
  }
}

/** The signed manifest's bytes, ready to be stored: canonical, `signature` included. */
export const signedBytes = (manifest: Manifest, signature: Hex): Bytes =>
  canonical({ ...manifest, signature: toHex(fromHex(signature)) })
