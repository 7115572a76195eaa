/** What a request for a key fixed, and what its buyer agreed to: both are on chain as a hash only. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex } from '../content/bytes.ts'
import { canonical } from '../content/canonical.ts'
import type { Manifest } from '../content/manifest.ts'
import { hashWords } from '../content/scalar.ts'
import type { KeyRequested } from '../royalties/ledger.ts'
import type { KeyTerms } from '../royalties/terms.ts'
import { usageName, type Hex, type Usage } from '../royalties/words.ts'

/** The terms as the event of the request tells them. */
export const termsOf = (event: KeyRequested): KeyTerms => ({
  id: event.id,
  work: event.work,
  keyAddress: event.keyAddress,
  usage: event.usage,
  units: event.units,
  ref: event.ref,
  buyer: event.buyer,
  kAddress: event.kAddress,
  deadline: BigInt(event.deadline),
  price: event.price,
  fee: event.fee,
})

/** What the contract keeps of an open request: `keccak256(abi.encode(terms))`. */
export function hashTerms(terms: KeyTerms): Hex {
  const { id, work, keyAddress, usage, units, ref, buyer, kAddress, deadline, price, fee } = terms
  return toHex(hashWords(id, work, keyAddress, usage, units, ref, buyer, kAddress, deadline, price, fee))
}

/** What a buyer agrees to. */
export interface Accepted {
  /** SHA-256 of the manifest's bytes. */
  readonly manifest: Hex
  readonly usage: Usage
  readonly licence: Manifest['licence']
  /** The terms as they were shown, in this order. */
  readonly sentences: readonly string[]
}

/** The `ref` of a request: keccak256 of the canonical JSON (RFC 8785) of everything agreed to, so that both sides can show
 * later what it was. Throws a TypeError when the licence holds what JSON cannot say. */
export function acceptedHash({ manifest, usage, licence, sentences }: Accepted): Hex {
  const text = {
    accepted: 'tributary/v1',
    manifest: manifest.toLowerCase(),
    usage: usageName(usage),
    licence,
    sentences,
  }
  return toHex(keccak_256(canonical(text)))
}
