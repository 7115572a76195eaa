/** The chain takes blocks back: a request that is gone is not answered, one that returns is, and a delivery is sent anew. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { requestOf } from '../../src/chain/keys.ts'
import { generator } from '../content/random.ts'
import { ada, bela } from '../chain/stage.ts'
import { World, type Serving } from './world.ts'

let world: World
beforeAll(async () => void (world = await World.start()))
afterAll(() => world.stop())
let tab: Serving
afterEach(() => tab.stop())

const { bytes } = generator(99)
const state = async (id: `0x${string}`) => (await tab.journal.find(id))?.state
const reorg = (depth: number) => world.ask_('anvil_reorg', [depth, []])

test('a request that is reorganised away while it is left to others is not answered; made again, it is', async () => {
  const work = await world.publish(ada)
  const root = bytes(32)
  tab = world.serve({ server: ada, secrets: [work.secret], change: { pace: { look: 40, backOff: [4_000, 4_000] } } })
  await expect.poll(() => tab.keeper.view.works).toEqual([work.id])
  const { request } = await world.ask(bela, work, { root })
  const { id } = request.terms
  await expect.poll(() => tab.keeper.view.waiting[0]?.status.kind).toBe('soon')
  await reorg(1)
  expect((await requestOf(world.client, id)).kind).toBe('unused')
  await new Promise((go) => setTimeout(go, 4_600))
  expect(await tab.journal.find(id)).toBeUndefined()
  await world.ask_('evm_increaseTime', [60])
  const again = await world.ask(bela, work, { root })
  expect(again.request.terms.id).toBe(id)
  expect(again.request.terms.deadline).toBeGreaterThan(request.terms.deadline)
  await expect.poll(() => world.delivery(id)).toBeTruthy()
  await expect.poll(() => state(id)).toBe('delivered')
})

test('a delivery that is reorganised away is sent anew', async () => {
  const work = await world.publish(ada)
  tab = world.serve({ server: ada, secrets: [work.secret] })
  const { request, receive } = await world.ask(bela, work)
  const { id } = request.terms
  await expect.poll(() => state(id)).toBe('delivered')
  await reorg(1)
  await expect.poll(async () => (await requestOf(world.client, id)).kind).toBe('closed')
  await expect.poll(() => state(id)).toBe('delivered')
  expect(receive((await world.delivery(id))!.scalar)).toEqual(work.secret)
})

test('request and delivery are both gone: the answer waits, and lands under the terms of the request made again', async () => {
  const work = await world.publish(ada)
  const root = bytes(32)
  tab = world.serve({ server: ada, secrets: [work.secret] })
  const { request } = await world.ask(bela, work, { root })
  const { id } = request.terms
  await expect.poll(() => state(id)).toBe('delivered')
  await reorg(2)
  expect((await requestOf(world.client, id)).kind).toBe('unused')
  await expect.poll(() => state(id)).toBe('exposed')
  await world.ask_('evm_increaseTime', [90])
  const again = await world.ask(bela, work, { root })
  expect(again.request.terms.id).toBe(id)
  await expect.poll(() => world.delivery(id)).toBeTruthy()
  await expect.poll(() => state(id)).toBe('delivered')
  expect(again.receive((await world.delivery(id))!.scalar)).toEqual(work.secret)
})
