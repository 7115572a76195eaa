/** The manifest made, signed by the creator and put on the shelf. An order edited since its signature is signed again;
 * an unchanged one never asks the wallet twice. */
import { manifestCid } from '../content/address.ts'
import { manifestDigest } from '../content/digest.ts'
import type { WorkSecret } from '../content/keyline.ts'
import { sealPart } from '../content/sealed-part.ts'
import { signedBytes, signingPayload, unsignedDigest } from '../content/signing.ts'
import { composeManifest } from './compose.ts'
import type { Signed } from './journal.ts'
import type { Order } from './order.ts'
import type { Ports } from './ports.ts'

export async function signManifest(order: Order, ports: Ports): Promise<Signed> {
  const { salt32 } = ports.journal.read()
  const secret = order.sealed ? await ports.secret(salt32) : undefined
  if (secret) await sealNote(order, ports, secret)
  const before = ports.journal.read()
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

async function sealNote({ note }: Order, { journal }: Ports, secret: WorkSecret): Promise<void> {
  const { note: sealed, ...rest } = journal.read()
  if (sealed?.of === note) return
  const made = note && { of: note, sealedPart: await sealPart({ note }, secret, rest.salt32) }
  await journal.keep({ ...rest, ...(made && { note: made }) })
}
