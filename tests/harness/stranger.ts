/** Somebody who publishes without this app: any bytes as a manifest, straight to the pinning service and the contract. */
import { MemoryBlockstore } from 'blockstore-core'
import { deployment } from '../../contracts-abi/deployment.ts'
import { openClient } from '../../src/chain/client.ts'
import { manifestDigest } from '../../src/content/digest.ts'
import { sendAs } from '../../src/local/contracts.ts'
import { PEOPLE } from '../../src/local/people.ts'
import type { Order } from '../../src/publish/order.ts'
import { publicationCall } from '../../src/publish/publication.ts'
import { findSent } from '../../src/publish/send.ts'
import { ALL_UNITS, Derivatives, NATIVE, Usage } from '../../src/royalties/words.ts'
import { blockBytes, cidOf } from '../../src/storage/blocks.ts'
import { upload } from '../../src/storage/upload.ts'
import { theStack } from './stack.ts'

export const STRANGER = PEOPLE.fay.account.address.toLowerCase() as Order['creator']['account']

/** Puts bytes on the stack's IPFS node as one block of at most 1 MiB; returns its CID. */
export async function put(bytes: Uint8Array | string): Promise<{ cid: string; bytes: number }> {
  const block = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  const store = new MemoryBlockstore()
  const cid = await cidOf(block)
  await store.put(cid, block)
  await upload(theStack().config.ipfs.pinning, cid, (each) => blockBytes(store, each), {})
  return { cid: cid.toString(), bytes: block.length }
}

/** Publishes a work whose manifest is these bytes, whatever they are; returns its number. */
export async function publishRaw(manifest: Uint8Array): Promise<number> {
  const { network } = theStack().config
  await put(manifest)
  const digest = manifestDigest(manifest)
  const home = { chainId: network.id, contract: deployment.tributary.address }
  await sendAs(PEOPLE.fay, network, publicationCall(ORDER, digest, home, undefined))
  const work = await findSent(openClient(network), { manifest: digest, worksBefore: 0n }, STRANGER)
  return Number(work)
}

/** What the contract is told; the words of it never leave the manifest. */
const ORDER: Order = {
  title: '',
  description: '',
  kind: 'other',
  creator: { name: '', account: STRANGER },
  credits: [],
  fields: {},
  licence: {
    spdx: 'CC0-1.0',
    commercialUse: true,
    derivatives: true,
    attribution: false,
    aiTraining: true,
    territory: 'worldwide',
  },
  holders: [{ account: STRANGER, units: ALL_UNITS }],
  parents: [],
  offers: [{ usage: Usage.Download, price: 1_000n, bringsKey: false }],
  ancestorRoyalty: 0,
  derivatives: Derivatives.Open,
  resaleRoyalty: 0,
  currency: NATIVE,
  deliveryFee: 0n,
  minimumTip: 0n,
  minimumFlowRate: 0n,
  sealed: false,
  files: [],
}
