/** Keeping works in a real browser: fetched whole, stopped and gone on with, removed without taking what is another's. */
import { expect, test } from 'vitest'
import { together } from '../../src/storage/keep.ts'
import { numbered } from './harness/bytes.ts'
import { around } from './harness/around.ts'

const stage = around()
const profile = () => stage.profile({ gateways: [stage.node.gateway] })

test('a file is kept whole, read without anybody, and gone after it was released', async () => {
  const { cid } = await stage.node.shelf.add(new Blob([numbered(9_000_000)]))
  const { page, problems } = await profile()
  const seen = await page.evaluate(async (cid) => {
    const marks: number[] = []
    const order = { id: 'a', title: 'A', roots: [{ cid, bytes: 9_000_000 }] }
    const kept = await library.keep(order, { progress: ({ done }) => marks.push(done) })
    library.configure({ gateways: [], pinning: [], relays: [] })
    const reading = await library.open({ cid, bytes: 9_000_000, type: 'x/y' })
    const same = (await digest(await reading.read(0, 9_000_000))) === (await digest(content(9_000_000)))
    reading.close()
    const listed = await library.kept()
    await library.release('a')
    return {
      kept,
      last: marks.at(-1),
      same,
      listed,
      left: await library.kept(),
      here: (await library.copies(cid)).filter(({ where }) => where === 'here'),
    }
  }, cid)
  expect(seen.kept).toMatchObject({ id: 'a', complete: true, own: [] })
  expect(seen).toMatchObject({ last: 9_000_000, same: true, left: [], here: [] })
  expect(seen.listed.map(({ id }) => id)).toEqual(['a'])
  expect(problems).toEqual([])
})

test('stopped midway it says so, and goes on with what is missing', async () => {
  const { cid } = await stage.node.shelf.add(new Blob([numbered(20_000_000, 2)]))
  const { page } = await profile()
  const seen = await page.evaluate(async (cid) => {
    const order = { id: 'b', title: 'B', roots: [{ cid, bytes: 20_000_000 }] }
    const stop = new AbortController()
    const progress = ({ done }: { done: number }) => done > 6e6 && stop.abort()
    const why = await reason(library.keep(order, { signal: stop.signal, progress }))
    const [midway] = await library.kept()
    const asked = performance.getEntriesByType('resource').length
    const kept = await library.keep(order)
    return { why: why.kind, midway: midway?.complete, complete: kept.complete, asked }
  }, cid)
  expect(seen).toMatchObject({ why: 'aborted', midway: false, complete: true })
})

test('what was here before, or is kept for another work too, stays when one is released', async () => {
  const both = await stage.node.shelf.add(new Blob([numbered(3_000_000, 3)]))
  const { page } = await profile()
  const seen = await page.evaluate(async (shared) => {
    const mine = await library.add(new Blob([content(2_500_000, 4)]))
    const roots = (cid: string, bytes: number) => [{ cid, bytes }]
    await library.keep({ id: '1', title: '', roots: [...roots(mine.cid, 2_500_000), ...roots(shared, 3_000_000)] })
    await library.keep({ id: '2', title: '', roots: roots(shared, 3_000_000) })
    await library.release('1')
    const first = [await library.copies(mine.cid), await library.copies(shared)].map(([copy]) => copy?.label)
    await library.release('2')
    return {
      first,
      second: (await library.copies(shared)).filter(({ where }) => where === 'here').length,
      mine: (await library.copies(mine.cid))[0]?.label,
    }
  }, both.cid)
  expect(seen.first).toEqual(['This browser', 'This browser'])
  expect(seen).toMatchObject({ second: 0, mine: 'This browser' })
})

test('what is only read through for a download is not stored', async () => {
  const { cid } = await stage.node.shelf.add(new Blob([numbered(4_000_000, 5)]))
  const { page } = await profile()
  const seen = await page.evaluate(async (cid) => {
    const item = { cid, bytes: 4_000_000, type: 'x/y' }
    const passing = await library.open(item, { keep: false })
    const same = (await digest(await passing.read(0, 4_000_000))) === (await digest(content(4_000_000, 5)))
    passing.close()
    const after = (await library.copies(cid)).filter(({ where }) => where === 'here').length
    return { same, after, closed: await reason(passing.read(0, 10)) }
  }, cid)
  expect(seen).toMatchObject({ same: true, after: 0, closed: { kind: 'aborted' } })
})

test('orders of the same work are put together, each root once', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((cid, at) => ({ cid, bytes: at })) as [never, never, never]
  expect(together([a, b], [b, c])).toEqual([a, b, c])
})
