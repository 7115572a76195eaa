/** The manifest made, signed by the creator and put on the shelf. An order edited since its signature is signed again;
 * an unchanged one never asks the wallet twice. */
import { manifestCid } from '../content/address.ts'
import { manifestDigest } from '../content/digest.ts'
import { signedBytes, signingPayload, unsignedDigest } from '../content/signing.ts'
import { composeManifest } from './compose.ts'
import type { Signed } from './journal.ts'
import type { Order } from './order.ts'
import type { Ports } from './ports.ts'

export async function signManifest(order: Order, ports: Ports): Promise<Signed> {
  const before = ports.journal.read()
  const secret = order.sealed ? await ports.secret(before.salt32) : undefined
  const manifest = composeManifest(order, before, ports.deployment, secret, ports.hints)
  const of = unsignedDigest(manifest)
  if (before.signed?.of === of) return before.signed
  const bytes = signedBytes(manifest, await ports.sign(signingPayload(manifest)))
  const digest = manifestDigest(bytes)
  const signed: Signed = { of, bytes, digest, cid: manifestCid(digest) }
  await ports.shelf.addRaw(bytes)
  await ports.journal.keep({ ...ports.journal.read(), signed })
  return signed
}
