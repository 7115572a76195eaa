/** The manifest that an order makes, not yet signed. The same order and journal give the same bytes. */
import { publicKey, type WorkSecret } from '../content/keyline.ts'
import { checkManifest } from '../content/parse.ts'
import type { Manifest } from '../content/manifest.ts'
import { SCHEMA_ORG_TYPES } from '../content/schema-org.ts'
import { CIPHER } from '../content/stream.ts'
import type { Address, Deployment } from '../royalties/words.ts'
import type { Journal } from './journal.ts'
import type { Order } from './order.ts'
import type { Ports } from './ports.ts'
import { Stopped } from './problems.ts'
import { numberFiles } from './shards.ts'

/** `secret` is needed for sealed works only. Throws `Stopped` when the manifest would not be valid. */
export function composeManifest(
  order: Order,
  journal: Journal,
  deployment: Deployment,
  secret: WorkSecret | undefined,
  hints?: Ports['hints'],
): Manifest {
  const made = {
    tributary: 'v1',
    name: order.title,
    description: order.description,
    decimals: 6,
    '@context': 'https://schema.org',
    '@type': SCHEMA_ORG_TYPES[order.kind],
    kind: order.kind,
    creator: { name: order.creator.name, account: lower(order.creator.account) },
    created: journal.created,
    credits: order.credits.map(({ name, role, account }) => ({
      name,
      role,
      ...(account && { account: lower(account) }),
    })),
    licence: licenceOf(order, journal),
    parents: order.parents.map((id) => `eip155:${deployment.chainId}/erc1155:${lower(deployment.contract)}/${id}`),
    ...order.fields,
    ...publicPart(order, journal),
    ...(secret && keyPart(journal, deployment, secret)),
    ...(secret && journal.note && { sealedPart: journal.note.sealedPart }),
    files: secret ? sealedFiles(order, journal) : openFiles(order, journal),
    ...(hints &&
      (hints.peers.length > 0 || hints.gateways.length > 0) && {
        hints: { peers: [...hints.peers], gateways: [...hints.gateways] },
      }),
  }
  const checked = checkManifest(made)
  if (!checked.ok) throw new Stopped('invalid', checked.problem.sentence, checked.problem)
  return checked.manifest
}

const lower = (account: Address): Address => account.toLowerCase() as Address

function licenceOf({ licence }: Order, { licenceText }: Journal) {
  const { spdx, text: _, ...terms } = licence
  return {
    ...(spdx && { spdx }),
    ...(licenceText && { text: { cid: licenceText.cid, sha256: licenceText.sha256 } }),
    terms,
  }
}

function publicPart(order: Order, { cover, preview }: Journal) {
  const picture = cover && order.cover && { ...cover, width: order.cover.width, height: order.cover.height }
  const { note, from } = order.preview ?? {}
  const taste = preview && order.preview && { ...preview, note, ...(from !== undefined && { from }) }
  return {
    ...(picture && { image: `ipfs://${picture.cid}`, cover: picture }),
    ...(taste && { preview: taste }),
    ...(taste && /^(audio|video)\//.test(taste.type) && { animation_url: `ipfs://${taste.cid}` }),
  }
}

function keyPart({ salt32 }: Journal, { chainId, contract }: Deployment, secret: WorkSecret) {
  return {
    home: { chainId, contract: lower(contract), salt32 },
    salt32,
    key: publicKey(secret),
    cipher: CIPHER,
  }
}

function sealedFiles(order: Order, journal: Journal) {
  return numberFiles(order.files, journal.shelved).map(({ file, shard, shelved }) => {
    if (!shelved?.sealedBytes) throw new Stopped('sourceMissing', `“${file.name}” is not sealed yet.`)
    const { cid, bytes, sealedBytes } = shelved
    return {
      name: file.name,
      type: file.type,
      bytes,
      shards: [{ index: shard, cid, ctLen: sealedBytes, ptLen: bytes }],
    }
  })
}

function openFiles(order: Order, journal: Journal) {
  return order.files.map((file) => {
    const shelved = journal.shelved.find(({ job, shard }) => job === file.job && shard === undefined)
    if (!shelved) throw new Stopped('sourceMissing', `“${file.name}” is not added yet.`)
    return { name: file.name, type: file.type, bytes: shelved.bytes, cid: shelved.cid }
  })
}
