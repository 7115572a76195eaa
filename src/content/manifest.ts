/** The manifest, version 1: the JSON document that describes a work. Its SHA-256 is on chain, its bytes are on IPFS.
 * Fields not named here are kept as they are and mean nothing to us. Reading: parse.ts. Signing: signing.ts. */
import * as v from 'valibot'
import * as field from './fields.ts'
import { KINDS } from './kind.ts'
import { CIPHER } from './lengths.ts'
import { SCHEMA_ORG_TYPES, schemaOrgFields } from './schema-org.ts'

// Not by destructuring: that would keep all of valibot in the bundle.
const maybe = v.exactOptional

/** Longest manifest, in bytes. */
export const MANIFEST_LIMIT = 262_144

/** One sealed stream. Shards are numbered through all files of a work: 0, 1, 2 … */
const Shard = v.looseObject({
  index: field.count,
  cid: field.cid,
  ctLen: field.positive,
  ptLen: field.count,
  /** Root of the tree that a dispute proves against (key-delivery §5.7). */
  auditRoot: maybe(field.bytes32),
})

const fileHead = { name: field.fileName, type: field.mime, bytes: field.count }
const SealedFile = v.looseObject({
  ...fileHead,
  shards: v.pipe(field.list(Shard, 1024), v.minLength(1, 'at least one shard')),
})
const OpenFile = v.looseObject({ ...fileHead, cid: field.cid, shards: maybe(v.never('either a cid or shards')) })

/** What a licensee may do, in the vocabulary of PIL. */
const Terms = v.looseObject({
  commercialUse: v.boolean(),
  derivatives: v.boolean(),
  attribution: v.boolean(),
  aiTraining: v.boolean(),
  /** ISO 3166 codes separated by spaces, or `worldwide`. */
  territory: v.pipe(v.string(), v.regex(/^(?:worldwide|[A-Z]{2}(?: [A-Z]{2}){0,248})$/, 'worldwide, or country codes')),
  expiry: maybe(field.day),
})

export const Manifest = v.looseObject({
  tributary: v.literal('v1'),
  name: field.name(200),
  description: field.text(10_000),
  image: maybe(field.ipfsUrl),
  animation_url: maybe(field.ipfsUrl),
  external_url: maybe(field.webUrl),
  /** Of shares: wallets show 1 000 000 units as 1. */
  decimals: v.literal(6),
  '@context': v.literal('https://schema.org'),
  '@type': v.picklist(Object.values(SCHEMA_ORG_TYPES)),
  kind: v.picklist(KINDS),
  creator: v.looseObject({ name: field.name(200), account: field.account }),
  created: field.moment,
  credits: field.list(
    v.looseObject({ name: field.name(200), role: field.name(100), account: maybe(field.account) }),
    500,
  ),
  licence: v.looseObject({
    spdx: maybe(field.spdx),
    text: maybe(v.looseObject({ cid: field.cid, sha256: field.bytes32 })),
    terms: Terms,
  }),
  parents: field.list(field.parent, 16),
  /** The first publication: what the work secret was derived for. Stays in later versions and on other chains. */
  home: maybe(v.looseObject({ chainId: field.positive, contract: field.account, salt32: field.bytes32 })),
  /** Salt of this version's shard keys. Never used twice under one key. */
  salt32: maybe(field.bytes32),
  key: maybe(v.looseObject({ x: field.bytes32, y: field.bytes32 })),
  cipher: maybe(v.literal(CIPHER)),
  /** Ciphertext of what only licensees may read (sealed-part.ts). */
  sealedPart: maybe(field.hexBytes(65_536)),
  cover: maybe(
    v.looseObject({
      cid: field.cid,
      type: field.mime,
      bytes: field.count,
      width: field.positive,
      height: field.positive,
    }),
  ),
  preview: maybe(v.looseObject({ cid: field.cid, type: field.mime, bytes: field.count, note: field.text(200) })),
  files: v.pipe(field.list(v.union([SealedFile, OpenFile]), 10_000), v.minLength(1, 'at least one file')),
  hints: maybe(
    v.pipe(
      // Nothing in it is required, so a list would pass for it.
      v.custom<object>((hints) => !Array.isArray(hints), 'an object'),
      v.looseObject({ peers: maybe(field.list(field.multiaddr, 16)), gateways: maybe(field.list(field.webUrl, 16)) }),
    ),
  ),
  /** EIP-712 by the creator's account; longer than 65 bytes when the account is a contract. */
  signature: maybe(field.hexBytes(4096)),
  ...schemaOrgFields,
})

export type Manifest = v.InferOutput<typeof Manifest>
export type ManifestFile = Manifest['files'][number]
export type SealedFile = v.InferOutput<typeof SealedFile>
export type ManifestShard = v.InferOutput<typeof Shard>

export const isSealed = (file: ManifestFile): file is SealedFile => 'shards' in file
