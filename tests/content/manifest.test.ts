import Ajv from 'ajv'
import { CID as MultiformatsCid } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import { canonical, canonicalText } from '../../src/content/canonical.ts'
import { manifestCid } from '../../src/content/address.ts'
import { manifestDigest } from '../../src/content/digest.ts'
import { parsePublished } from '../../src/content/published.ts'
import { KINDS } from '../../src/content/kind.ts'
import { isSealed, Manifest, MANIFEST_LIMIT } from '../../src/content/manifest.ts'
import { checkManifest, parseManifest } from '../../src/content/parse.ts'
import { isoDuration, SCHEMA_ORG_TYPES } from '../../src/content/schema-org.ts'
import schema from '../../public/schema/manifest-v1.json' with { type: 'json' }
import { dataset, song, spoiled, WRONG } from './manifests.ts'
import { generator } from './random.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const problemOf = (value: unknown) => {
  const result = checkManifest(value)
  return result.ok ? undefined : result.problem
}

describe('a manifest', () => {
  it.each([
    ['song', song],
    ['dataset', dataset],
  ])('of a %s is read and written again to the same bytes, unknown fields included', (_, manifest) => {
    const bytes = canonical(manifest)
    const result = parsePublished(bytes, manifestDigest(bytes))
    expect(result).toEqual({ ok: true, manifest })
    expect(result.ok && canonical(result.manifest)).toEqual(bytes)
  })

  it('keeps markup in names as the text it is', () => {
    const result = parseManifest(canonical(song))
    expect(result.ok && result.manifest.name).toBe('Rain on the <b>Delta</b>')
  })

  it('has a type of schema.org for every kind', () => {
    for (const kind of KINDS) {
      const value = { ...dataset, kind, '@type': SCHEMA_ORG_TYPES[kind] }
      expect(problemOf(value)).toBeUndefined()
    }
  })

  it('tells sealed files from open ones', () => {
    expect(song.files.every(isSealed)).toBe(true)
    expect(dataset.files.some(isSealed)).toBe(false)
  })
})

describe('a manifest is refused', () => {
  it.each(WRONG)('with the field %s being %j', (path, value) => {
    const problem = problemOf(spoiled(path, value))
    expect(problem?.kind).toBe('field')
    expect(problem?.sentence).toContain(path.split('/')[0])
  })

  it('names the field inside a list of files', () => {
    const problem = problemOf(spoiled('files/0/shards/1/cid', 'nonsense'))
    expect(problem).toMatchObject({ kind: 'field', path: 'files.0.shards.1.cid' })
    expect(problem?.sentence).toContain('a CID')
  })

  it.each([null, 1, 'text', [], [song]])('when it is %j', (value) => {
    expect(parseManifest(canonical(value))).toMatchObject({ ok: false, problem: { kind: 'field' } })
  })

  it('when it is larger than 256 KiB', () => {
    const bytes = canonical({ ...song, filler: 'x'.repeat(MANIFEST_LIMIT) })
    expect(parseManifest(bytes)).toMatchObject({ ok: false, problem: { kind: 'tooLarge', bytes: bytes.length } })
  })

  it('when it is not the one on chain', () => {
    const bytes = canonical(song)
    const result = parsePublished(bytes, manifestDigest(canonical(dataset)))
    expect(result).toMatchObject({ ok: false, problem: { kind: 'wrongDigest', found: manifestDigest(bytes) } })
  })

  it('when it is not UTF-8', () => {
    expect(parseManifest(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatchObject({ ok: false, problem: { kind: 'notText' } })
  })

  it('when it is not canonical', () => {
    const result = parseManifest(utf8(JSON.stringify(song, null, 2)))
    expect(result).toMatchObject({ ok: false, problem: { kind: 'notCanonical' } })
  })

  it('when a key stands there twice, reaches a prototype, or hides too deep', () => {
    const text = canonicalText(song)
    const insert = (member: string) => utf8(`{${member},${text.slice(1)}`)
    expect(parseManifest(insert('"name":"other"'))).toMatchObject({ problem: { kind: 'duplicateKey', key: 'name' } })
    expect(parseManifest(insert('"__proto__":{"kind":"song"}'))).toMatchObject({ problem: { kind: 'forbiddenKey' } })
    const deep = `"deep":${'['.repeat(20)}${']'.repeat(20)}`
    expect(parseManifest(insert(deep))).toMatchObject({ problem: { kind: 'tooDeep' } })
  })

  it('when it is of a version to come', () => {
    expect(problemOf({ ...song, tributary: 'v2' })).toMatchObject({ kind: 'otherVersion', version: 'v2' })
  })

  it('when its kind and its schema.org type differ, or it has no licence', () => {
    expect(problemOf({ ...song, '@type': 'Book' })).toMatchObject({ kind: 'field', path: '@type' })
    expect(problemOf(spoiled('licence/spdx', undefined))).toMatchObject({ kind: 'field', path: 'licence' })
  })

  it.each(['key', 'home', 'salt32', 'cipher'])('when it is sealed and has no %s', (field) => {
    expect(problemOf(spoiled(field, undefined))).toMatchObject({ kind: 'key' })
  })

  it('when its content key is not on the curve', () => {
    expect(problemOf(spoiled('key/y', `0x${'01'.repeat(32)}`))).toMatchObject({ kind: 'key' })
  })

  it.each([
    ['do not begin with 0', 'files/0/shards/0/index', 1],
    ['repeat', 'files/0/shards/1/index', 0],
    ['skip one across files', 'files/1/shards/0/index', 3],
    ['hold more than they could', 'files/0/shards/0/ptLen', 20_000_001],
    ['do not add up to the file', 'files/0/bytes', 29_999_999],
  ])('when its shards %s', (_, path, value) => {
    expect(problemOf(spoiled(path, value))).toMatchObject({ kind: 'shards' })
  })

  it.each([
    ['isbn', '9780306406158'],
    ['isbn', '0306406153'],
    ['iswcCode', 'T-034.524.680-2'],
  ])('when the check digit of its %s is wrong', (field, value) => {
    expect(problemOf({ ...dataset, [field]: value })).toMatchObject({ kind: 'field', path: field })
  })

  it('or read, but never throws, whatever its bytes', () => {
    const { below, pick } = generator(17)
    const bytes = canonical(song)
    for (let i = 0; i < 500; i++) {
      const hostile = bytes.slice(0, pick([bytes.length, below(bytes.length)]))
      for (let n = below(4); n > 0; n--) hostile[below(hostile.length)] = below(256)
      expect(typeof parseManifest(hostile).ok).toBe('boolean')
    }
  })
})

describe('the JSON Schema in public/schema', () => {
  const agrees = new Ajv({ allErrors: false }).compile(schema)
  const corpus: unknown[] = [
    song,
    dataset,
    ...WRONG.map(([path, value]) => spoiled(path, value)),
    ...Object.keys(song).map((field) => spoiled(field, undefined)),
    ...Object.keys(song).flatMap((field) => [null, [], {}, 0, -1, 'text', true].map((value) => spoiled(field, value))),
    ...['isbn', 'iswcCode', 'genre', 'datePublished', 'auditRoot'].map((field) => ({ ...dataset, [field]: 7 })),
    { ...dataset, isbn: '9780306406157', iswcCode: 'T-034.524.680-1', genre: 'rain', inLanguage: 'sr-Latn-RS' },
    { ...song, name: '🎻'.repeat(200) },
    { ...song, name: '🎻'.repeat(201) },
    { ...dataset, files: [{ ...dataset.files[0], shards: song.files[0]!['shards'] }] },
  ]

  it('agrees with this program on every manifest of the corpus', () => {
    const differing = corpus.filter((value) => agrees(value) !== v.safeParse(Manifest, value).success)
    expect(differing).toEqual([])
  })

  it('names the same fields', () => {
    expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(Manifest.entries).toSorted())
  })
})

describe('a manifest’s address', () => {
  it('is the CID that multiformats makes of the same digest', () => {
    const { bytes: random } = generator(19)
    for (let i = 0; i < 50; i++) {
      const digest = random(32)
      const theirs = MultiformatsCid.createV1(0x55, Digest.create(0x12, digest)).toString()
      expect(manifestCid(toHex(digest))).toBe(theirs)
    }
    expect(fromHex(manifestDigest(utf8('{}')))).toHaveLength(32)
  })
})

describe('durations', () => {
  it.each([
    [0, 'PT0S'],
    [59.6, 'PT1M'],
    [205, 'PT3M25S'],
    [3600, 'PT1H'],
    [3725, 'PT1H2M5S'],
    [-1, 'PT0S'],
  ])('of %d seconds are written %s', (seconds, written) => {
    expect(isoDuration(seconds)).toBe(written)
  })
})
