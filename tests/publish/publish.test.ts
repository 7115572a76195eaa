import { CID } from 'multiformats/cid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWork } from '../../src/chain/tributary.ts'
import { manifestDigest } from '../../src/content/digest.ts'
import { publicKey, randomSecret } from '../../src/content/keyline.ts'
import { isSealed } from '../../src/content/manifest.ts'
import { parseManifest } from '../../src/content/parse.ts'
import { parsePublished } from '../../src/content/published.ts'
import { openPart } from '../../src/content/sealed-part.ts'
import { signerOf } from '../../src/content/signing.ts'
import { refused } from '../../src/publish/problems.ts'
import { publishWork } from '../../src/publish/publish.ts'
import { workId, type Hex } from '../../src/royalties/words.ts'
import { blockBytes } from '../../src/storage/blocks.ts'
import { account, minedAt, order, portsOf, sendCall, startStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.stop())

test('a sealed work is published in one transaction, under a manifest signed by its creator', async () => {
  const ports = portsOf(stage)
  const outcome = await publishWork(order(), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  const bytes = await blockBytes(ports.shelf.store, CID.parse(outcome.manifest.cid))
  const parsed = parsePublished(bytes, outcome.manifest.digest)
  if (!parsed.ok) throw new Error(parsed.problem.sentence)
  expect(signerOf(parsed.manifest)).toBe(account.address.toLowerCase())
  expect(parsed.manifest.files.map(({ name }) => name)).toEqual(['low-tide.mp3', 'stems.mp3'])
  expect(parsed.manifest.files.every(isSealed)).toBe(true)
  const work = await readWork(stage.client, outcome.work)
  expect(work).toMatchObject({ creator: account.address, manifest: manifestDigest(bytes), ancestorRoyalty: 500 })
  const key = publicKey(await ports.secret(ports.journal.read().salt32))
  expect(work!.keyX).toBe(BigInt(key.x))
  expect(parsed.manifest.key).toEqual(key)
  expect(ports.counts).toEqual({ signed: 1, sent: 1 })
})

test('a note for licensees opens with the key alone; a retry signs the same, an edited note anew', async () => {
  const ports = portsOf(stage)
  const note = 'Stems: low-tide-stems.zip\nKey: D minor'
  const broken = { ...ports, send: () => Promise.reject(refused({ kind: 'rejected' })) }
  await publishWork(order({ note: 'first thoughts' }), broken)
  await publishWork(order({ note }), broken)
  await publishWork(order({ note }), broken)
  expect(ports.counts.signed).toBe(2)
  const outcome = await publishWork(order({ note }), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  expect(ports.counts.signed).toBe(2)
  const bytes = await blockBytes(ports.shelf.store, CID.parse(outcome.manifest.cid))
  const parsed = parsePublished(bytes, outcome.manifest.digest)
  if (!parsed.ok) throw new Error(parsed.problem.sentence)
  const { salt32 } = ports.journal.read()
  expect(new TextDecoder().decode(bytes)).not.toContain('D minor')
  expect(await openPart(parsed.manifest.sealedPart!, await ports.secret(salt32), salt32)).toEqual({
    ok: true,
    value: { note },
  })
  await expect(openPart(parsed.manifest.sealedPart!, randomSecret(), salt32)).rejects.toThrow()
})

test('an open work has no key, and its files lie on the shelf as they are', async () => {
  const ports = portsOf(stage)
  const outcome = await publishWork(order({ sealed: false }), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  expect((await readWork(stage.client, outcome.work))!.keyX).toBe(0n)
  expect(ports.shelf.asked.filter((asked) => asked.startsWith('seal'))).toEqual([])
})

test('publishing again after it is done neither signs nor sends', async () => {
  const ports = portsOf(stage)
  const first = await publishWork(order(), ports)
  const again = await publishWork(order(), ports)
  expect(again).toEqual(first)
  expect(ports.counts).toEqual({ signed: 1, sent: 1 })
})

test('a rejected signature stops before anything is sent; the next attempt seals nothing again', async () => {
  const ports = portsOf(stage)
  const rejecting = { ...ports, sign: () => Promise.reject(refused({ kind: 'rejected' })) }
  const outcome = await publishWork(order(), rejecting)
  expect(outcome).toMatchObject({ ok: false, step: 'sign', problem: { kind: 'rejected' } })
  expect(ports.shelf.asked).not.toContain('addRaw')
  const sealed = ports.shelf.asked.filter((asked) => asked.startsWith('seal')).length
  expect((await publishWork(order(), ports)).ok).toBe(true)
  expect(ports.shelf.asked.filter((asked) => asked.startsWith('seal')).length).toBe(sealed)
})

test('a wallet that rejects in its own words is understood', async () => {
  const ports = portsOf(stage)
  const error = Object.assign(new Error('User rejected the request.'), { code: 4001 })
  const outcome = await publishWork(order(), { ...ports, send: () => Promise.reject(error) })
  expect(outcome).toMatchObject({ ok: false, step: 'send', problem: { kind: 'rejected' } })
  expect((await publishWork(order(), ports)).ok).toBe(true)
  expect(ports.counts).toEqual({ signed: 1, sent: 1 })
})

test('without a pinning service publishing stops and says so; the creator may go on without', async () => {
  const ports = portsOf(stage)
  ports.shelf.failPins = true
  expect(await publishWork(order(), ports)).toMatchObject({ ok: false, step: 'pin', problem: { kind: 'pin' } })
  expect((await publishWork(order(), ports, undefined, { withoutPins: true })).ok).toBe(true)
  expect(ports.counts.signed).toBe(1)
})

test('a tab closed after the wallet sent finds the work instead of publishing it twice', async () => {
  const ports = portsOf(stage)
  let mined: Hex | undefined
  const closing = {
    ...ports,
    async send(call: Parameters<typeof ports.send>[0]): Promise<Hex> {
      mined = await sendCall(stage, call)
      throw new Error('the tab is gone')
    },
  }
  expect((await publishWork(order({ sealed: false }), closing)).ok).toBe(false)
  expect((await minedAt(stage, mined!)).status).toBe('success')
  const outcome = await publishWork(order({ sealed: false }), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  expect(ports.counts.sent).toBe(0)
  expect((await readWork(stage.client, workId(outcome.work)))!.manifest).toBe(outcome.manifest.digest)
})

test('a dead network stops the last step only; it goes on from there', async () => {
  const ports = portsOf(stage)
  const failing = { ...ports, send: () => Promise.reject(new TypeError('fetch failed')) }
  expect(await publishWork(order(), failing)).toMatchObject({ ok: false, step: 'send', problem: { kind: 'network' } })
  expect((await publishWork(order(), ports)).ok).toBe(true)
  expect(ports.counts).toEqual({ signed: 1, sent: 1 })
})

test('a title changed after a failure is signed again, and only the new manifest is published', async () => {
  const ports = portsOf(stage)
  await publishWork(order(), { ...ports, send: () => Promise.reject(new TypeError('fetch failed')) })
  const outcome = await publishWork(order({ title: 'High Tide' }), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  const bytes = await blockBytes(ports.shelf.store, CID.parse(outcome.manifest.cid))
  expect(parseManifest(bytes)).toMatchObject({ ok: true, manifest: { name: 'High Tide' } })
  expect(ports.counts).toEqual({ signed: 2, sent: 1 })
})

test('a file taken out after sealing leaves no gap in the shard numbers', async () => {
  const ports = portsOf(stage)
  await publishWork(order(), { ...ports, sign: () => Promise.reject(refused({ kind: 'rejected' })) })
  const outcome = await publishWork(order({ files: order().files.slice(1) }), ports)
  if (!outcome.ok) throw new Error(outcome.problem.sentence)
  expect(ports.shelf.asked).toContain('seal stems.mp3/0')
})

test('a file whose bytes are no longer at hand is asked for by name', async () => {
  const [song] = order().files
  const { source: _, ...gone } = song!
  const outcome = await publishWork(order({ files: [gone] }), portsOf(stage))
  expect(outcome).toMatchObject({ ok: false, step: 'seal', problem: { kind: 'sourceMissing' } })
  expect(!outcome.ok && outcome.problem.sentence).toContain('low-tide.mp3')
})

test('a pause while sealing is no failure, and what was sealed stays', async () => {
  const ports = portsOf(stage)
  const pause = new AbortController()
  const tell = ({ file }: { file?: string }) => {
    if (file === 'stems.mp3') pause.abort()
  }
  const outcome = await publishWork(order(), ports, tell, { signal: pause.signal })
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'paused' } })
  expect(ports.journal.read().shelved.map(({ job }) => job)).toContain('low-tide.mp3')
})
