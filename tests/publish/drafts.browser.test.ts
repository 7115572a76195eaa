import { afterEach, beforeEach, expect, test } from 'vitest'
import { newDraft } from '../../src/publish/draft/draft.ts'
import { openDrafts, type Drafts } from '../../src/publish/draft/drafts.ts'
import { findSource } from '../../src/publish/draft/sources.ts'

let name: string
let drafts: Drafts
beforeEach(async () => {
  name = `drafts-${crypto.randomUUID()}`
  drafts = await openDrafts(name)
})
afterEach(() => {
  drafts.close()
  indexedDB.deleteDatabase(name)
})

const file = { job: 'j1', name: 'low-tide.mp3', bytes: 5, modified: 0, type: 'audio/mpeg' }

test('a draft is there again after the tab was closed, with everything typed and done', async () => {
  const draft = newDraft(31337)
  draft.form.title = 'Low Tide'
  const journal = { ...draft.journal, shelved: [{ job: 'j1', cid: 'bafy', bytes: 5, sealedBytes: 61, shard: 0 }] }
  await drafts.save({ ...draft, journal, files: [file] })
  drafts.close()
  drafts = await openDrafts(name)
  expect(await drafts.find(draft.id)).toEqual({ ...draft, journal, files: [file] })
})

test('the draft worked on last comes first', async () => {
  const [old, recent] = [newDraft(1), newDraft(1)]
  await drafts.save({ ...recent, changed: 2 })
  await drafts.save({ ...old, changed: 1 })
  expect((await drafts.list()).map(({ id }) => id)).toEqual([recent.id, old.id])
})

test('deleting a draft takes its blobs along and leaves those of others', async () => {
  const [doomed, other] = [newDraft(1), newDraft(1)]
  for (const draft of [doomed, other]) {
    await drafts.save(draft)
    await drafts.keepBlob(draft.id, 'cover', new Blob(['picture']))
  }
  await drafts.forget(doomed.id)
  expect(await drafts.blob(doomed.id, 'cover')).toBeUndefined()
  expect(await (await drafts.blob(other.id, 'cover'))?.text()).toBe('picture')
})

test('a small file is found in the draft itself; a large one without a handle is asked for again', async () => {
  const draft = newDraft(1)
  await drafts.keepBlob(draft.id, 'j1', new Blob(['bytes']))
  const kept = await findSource(drafts, draft.id, { ...file, kept: true })
  expect(kept.state === 'here' && (await kept.blob.text())).toBe('bytes')
  expect(await findSource(drafts, draft.id, { ...file, job: 'j2' })).toEqual({ state: 'missing' })
})

test('a file handle the browser kept is read again, unless the file is another one now', async () => {
  const root = await navigator.storage.getDirectory()
  const handle = await root.getFileHandle(`song-${name}.mp3`, { create: true })
  const writer = await handle.createWritable()
  await writer.write('bytes')
  await writer.close()
  const known = { ...file, name: `song-${name}.mp3`, handle }
  await drafts.save({ ...newDraft(1), id: 'with-handle', files: [known] })
  const [restored] = (await drafts.find('with-handle'))!.files
  expect((await findSource(drafts, 'with-handle', restored!)).state).toBe('here')
  expect((await findSource(drafts, 'with-handle', { ...restored!, bytes: 6 })).state).toBe('missing')
  await root.removeEntry(`song-${name}.mp3`)
})

test('a full disk is said in a sentence', async () => {
  drafts.close()
  const problem = await drafts.save(newDraft(1)).catch((error: unknown) => error)
  expect(problem).toMatchObject({ name: 'DraftProblem', kind: 'unavailable' })
  expect((problem as Error).message).toContain('What you typed stays here')
})
