/** A song and an open dataset, described as this app describes them, and ways to spoil such a description. */
import { manifestCid } from '../../src/content/address.ts'
import { publicKey } from '../../src/content/keyline.ts'
import { deriveWorkSecret } from '../../src/content/keyline.ts'
import { sealedLength } from '../../src/content/stream.ts'
import type { Manifest } from '../../src/content/manifest.ts'
import type { Hex } from '../../src/royalties/words.ts'

const hex = (digits: string): Hex => `0x${digits}`
export const CID = manifestCid(hex('ab'.repeat(32)))
export const DAG_CID = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
export const SALT = hex('33'.repeat(32))
export const HOME = { chainId: 31337, contract: hex('11'.repeat(20)), salt32: SALT }
export const CREATOR = hex('22'.repeat(20))
export const SECRET = deriveWorkSecret(new Uint8Array(32), HOME, CREATOR, SALT)

const shard = (index: number, ptLen: number) => ({ index, cid: DAG_CID, ctLen: sealedLength(ptLen), ptLen })

export const song: Manifest = {
  tributary: 'v1',
  name: 'Rain on the <b>Delta</b>',
  description: 'Recorded in one take.\nNo <script>alert(1)</script> was harmed.',
  image: `ipfs://${DAG_CID}`,
  decimals: 6,
  '@context': 'https://schema.org',
  '@type': 'MusicRecording',
  kind: 'song',
  creator: { name: 'Ama', account: CREATOR },
  created: '2026-11-21T09:00:00Z',
  credits: [
    { name: 'Kofi', role: 'drums', account: hex('44'.repeat(20)) },
    { name: 'Åsa 🎻', role: 'violin' },
  ],
  licence: {
    spdx: 'CC-BY-4.0',
    terms: { commercialUse: true, derivatives: true, attribution: true, aiTraining: false, territory: 'worldwide' },
  },
  parents: [`eip155:31337/erc1155:${hex('11'.repeat(20))}/7`],
  home: HOME,
  salt32: SALT,
  key: publicKey(SECRET),
  cipher: 'AES256-GCM-HKDF-1MB',
  cover: { cid: DAG_CID, type: 'image/webp', bytes: 40_000, width: 800, height: 800 },
  preview: { cid: DAG_CID, type: 'audio/mpeg', bytes: 300_000, note: 'the first 30 seconds' },
  files: [
    { name: 'delta.flac', type: 'audio/flac', bytes: 30_000_000, shards: [shard(0, 20_000_000), shard(1, 10_000_000)] },
    { name: 'notes.txt', type: 'text/plain', bytes: 0, shards: [shard(2, 0)] },
  ],
  hints: { peers: ['/ip4/127.0.0.1/tcp/4001/ws'], gateways: ['https://ipfs.example'] },
  signature: hex('00'.repeat(65)),
  isrcCode: 'GBAYE0601498',
  duration: 'PT3M25S',
  anything: { else: ['is', 'kept', null, 1.5] },
}

export const dataset: Manifest = {
  tributary: 'v1',
  name: 'River levels',
  description: '',
  decimals: 6,
  '@context': 'https://schema.org',
  '@type': 'Dataset',
  kind: 'dataset',
  creator: { name: 'Ama', account: CREATOR },
  created: '2026-11-21T09:00:00.123Z',
  credits: [],
  licence: {
    text: { cid: CID, sha256: SALT },
    terms: {
      commercialUse: false,
      derivatives: false,
      attribution: true,
      aiTraining: true,
      territory: 'DE FR',
      expiry: '2030-01-01',
    },
  },
  parents: [],
  files: [{ name: 'levels.csv', type: 'text/csv', bytes: 1234, cid: CID }],
}

/** `song` with the value at `path` replaced, or removed when `value` is undefined. */
export function spoiled(path: string, value: unknown, from: Manifest = song): unknown {
  const copy = structuredClone(from) as Record<string, unknown>
  const steps = path.split('/')
  const last = steps.pop()!
  let place = copy
  for (const step of steps) place = place[step] as Record<string, unknown>
  if (value === undefined) Reflect.deleteProperty(place, last)
  else place[last] = value
  return copy
}

const many = (count: number, one: unknown) => Array<unknown>(count).fill(one)

/** What is wrong with each field: path in `song`, and the value that stands there. */
export const WRONG: readonly (readonly [path: string, value: unknown])[] = [
  ['tributary', undefined],
  ['tributary', 1],
  ['name', ''],
  ['name', '   '],
  ['name', 'a'.repeat(201)],
  ['name', 'two\nlines'],
  ['name', 'gnp.\u202eexe'],
  ['name', 42],
  ['name', { toString: 'x' }],
  ['description', 'a'.repeat(10_001)],
  ['description', null],
  ['image', 'javascript:alert(1)'],
  ['image', 'https://tracker.example/pixel.png'],
  ['image', 'data:image/svg+xml,<svg onload=alert(1)>'],
  ['image', `ipfs://${DAG_CID}/with space`],
  ['animation_url', 'javascript:alert(1)'],
  ['external_url', 'javascript:alert(1)//https://'],
  ['decimals', 18],
  ['decimals', '6'],
  ['@context', 'http://evil.example'],
  ['@type', 'Person'],
  ['kind', 'person'],
  ['creator', undefined],
  ['creator', 'Ama'],
  ['creator/name', ''],
  ['creator/account', '0xABCDEF0000000000000000000000000000000000'],
  ['creator/account', '0x1234'],
  ['created', 'yesterday'],
  ['created', '2026-11-21T09:00:00+01:00'],
  ['created', '2026-13-01T00:00:00Z'],
  ['credits', {}],
  ['credits', many(501, { name: 'a', role: 'b' })],
  ['credits/0/name', ''],
  ['credits/0/account', 'ama.eth'],
  ['licence', undefined],
  ['licence/spdx', '<CC>'],
  ['licence/text', { cid: CID }],
  ['licence/terms/aiTraining', 'no'],
  ['licence/terms/territory', 'everywhere'],
  ['licence/terms/territory', ''],
  ['licence/terms/expiry', 'soon'],
  ['parents', many(17, song.parents[0])],
  ['parents/0', '7'],
  ['parents/0', 'eip155:1/erc721:0x1111111111111111111111111111111111111111/7'],
  ['parents/0', 'eip155:1/erc1155:0x1111111111111111111111111111111111111111/07'],
  ['home/chainId', 0],
  ['home/chainId', 1.5],
  ['home/salt32', '0x'],
  ['salt32', `0x${'AA'.repeat(32)}`],
  ['key/x', `0x${'00'.repeat(31)}`],
  ['key', []],
  ['cipher', 'ROT13'],
  ['sealedPart', '0x0'],
  ['sealedPart', `0x${'00'.repeat(65_537)}`],
  ['cover/width', 0],
  ['cover/bytes', -1],
  ['cover/type', 'image/png; onload=x'],
  ['cover/cid', 'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKVoFA'],
  ['preview/note', 5],
  ['files', []],
  ['files', undefined],
  ['files/0/name', '../../etc/passwd'],
  ['files/0/name', '..'],
  ['files/0/type', 'audio'],
  ['files/0/bytes', -1],
  ['files/0/bytes', 2 ** 53],
  ['files/0/bytes', '30000000'],
  ['files/0/shards', []],
  ['files/0/shards/0/cid', `${DAG_CID}A`],
  ['files/0/shards/0/ptLen', -5],
  ['files/0/shards/0/ctLen', 0.5],
  ['files/0/shards/0/auditRoot', 'abc'],
  ['files/0', { name: 'both.bin', type: 'a/b', bytes: 1 }],
  ['hints/gateways', ['ftp://x']],
  ['hints/peers', ['127.0.0.1']],
  ['hints/peers', many(17, '/ip4/1.2.3.4')],
  ['signature', '0xzz'],
  ['isrcCode', 'GB-AYE-06-01498'],
  ['isbn', '123'],
  ['duration', '3:25'],
  ['duration', 'PT'],
  ['inLanguage', 'english please'],
  ['numberOfPages', 0],
]
