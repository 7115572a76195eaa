/** What one RPC says of a delivery's end is believed by nobody: it counts when it is proven, and where it is not true, the
 * delivery has to land after all. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { purseHand } from '../../src/keys/serving/hands.ts'
import type { Hand } from '../../src/keys/serving/ports.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { earnedBy, wordsOfEnd } from '../../src/screens/keys/words.ts'
import { giveCall } from '../../src/chain/calls.ts'
import { ada, bela, chidi } from '../chain/stage.ts'
import { FEE, keyOfAccount, PRICE, World, type ForSale, type Serving } from './world.ts'

let world: World
let work: ForSale
beforeAll(async () => {
  // A chain on which only what is safe counts, some blocks below the newest.
  world = await World.start({ id: 8453, local: false })
  work = await world.publish(ada)
})
afterAll(() => world.stop())
let tab: Serving
afterEach(() => tab.stop())

const SAFE = '0x80'
const safe = () => world.ask_('anvil_mine', [SAFE])
async function asked() {
  const { request } = await world.ask(bela, work)
  await safe()
  return request.terms.id
}
const serve = (hand?: Hand, store = memoryStore()) =>
  (tab = world.serve({
    server: ada,
    secrets: [work.secret],
    store,
    change: { witnesses: world.witnesses(2), ...(hand ? { hands: () => [hand] } : {}) },
  }))
const found = (id: `0x${string}`) => tab.journal.find(id)

test('landed is not confirmed: it is called so only where no reorganisation reaches it', async () => {
  const id = await asked()
  serve()
  await expect.poll(async () => (await found(id))?.state, { timeout: 25_000 }).toBe('delivered')
  await new Promise((go) => setTimeout(go, 800))
  const told = (await found(id))!
  expect(told.told).toBeDefined()
  expect(earnedBy([told])).toEqual([])
  expect(wordsOfEnd(told).label).toBe('Being confirmed')
  await safe()
  await expect.poll(async () => (await found(id))?.told, { timeout: 25_000 }).toBeUndefined()
  const proven = (await found(id))!
  expect(proven.state).toBe('delivered')
  expect(earnedBy([proven])[0]!.earned).toBe(PRICE + FEE)
})

test('a receipt that an RPC made up: what it swallowed goes to all others, and lands', async () => {
  const id = await asked()
  const own = purseHand(world.purse(keyOfAccount(ada)))
  const spread: string[] = []
  let lies = true
  const liar: Hand = {
    ...own,
    deliver: async (call, order) => {
      if (!lies) return own.deliver(call, order)
      await order.exposing()
      const receipt = { gasUsed: 1n, effectiveGasPrice: 1n, transactionHash: `0x${'77'.repeat(32)}`, status: 'success' }
      return { ok: true, value: receipt as never }
    },
    spread: async (name) => {
      spread.push(name)
      lies = false
    },
  }
  serve(liar)
  await expect.poll(async () => (await found(id))?.told, { timeout: 25_000 }).toBeDefined()
  await expect.poll(() => world.delivery(id), { timeout: 25_000 }).toBeTruthy()
  expect(spread).toHaveLength(1)
  await safe()
  await expect.poll(async () => (await found(id))?.told, { timeout: 25_000 }).toBeUndefined()
  expect((await found(id))?.state).toBe('delivered')
})

test('the bytes that go to all others once more are those that were signed; what was only signed stays', async () => {
  const purse = world.purse(keyOfAccount(chidi))
  const call = giveCall(bela.address, 5n)
  await world.ask_('evm_setAutomine', [false])
  const abort = new AbortController()
  let signed: string | undefined
  const sending = purse.send(call, {
    id: 'a gift',
    gas: 21_000n,
    signal: abort.signal,
    beforeLeaving: async ({ hash }) => {
      signed = hash
      await purse.spread('a gift')
      expect(await world.ask_('eth_getTransactionByHash', [hash])).toBeNull()
    },
  })
  const pending = () => world.ask_('eth_getTransactionByHash', [signed])
  await expect.poll(() => signed && pending(), { timeout: 10_000 }).toBeTruthy()
  abort.abort()
  await sending
  await world.ask_('anvil_dropAllTransactions')
  expect(await pending()).toBeNull()
  await purse.spread('a gift')
  expect(await pending()).toMatchObject({ hash: signed })
  await purse.spread('nothing of that name')
  await world.ask_('evm_setAutomine', [true])
  await safe()
})

test.each(['refunded', 'byOther'] as const)('%s, as one RPC told an earlier visit, and it is not', async (state) => {
  const id = await asked()
  const store = memoryStore()
  const never: Hand = {
    ...purseHand(world.purse(keyOfAccount(ada))),
    deliver: async (_, { exposing }) => (await exposing(), { ok: false, problem: { kind: 'timeout' } } as const),
  }
  serve(never, store)
  await expect.poll(async () => (await found(id))?.state, { timeout: 25_000 }).toBe('exposed')
  await tab.stop()
  await tab.journal.change(id, { state, told: Date.now() })
  serve(undefined, store)
  await expect.poll(() => world.delivery(id), { timeout: 25_000 }).toBeTruthy()
  await safe()
  await expect.poll(async () => (await found(id))?.told, { timeout: 25_000 }).toBeUndefined()
  expect((await found(id))?.state).toBe('delivered')
})

test('RPCs that are silent make nothing be sent again', async () => {
  const id = await asked()
  const store = memoryStore()
  serve(undefined, store)
  await expect.poll(async () => (await found(id))?.state, { timeout: 25_000 }).toBe('delivered')
  await tab.stop()
  const silent = world.witnesses(2).map((witness) => ({
    ...witness,
    client: { ...witness.client, request: () => Promise.reject(new Error('connection refused')) } as never,
  }))
  tab = world.serve({ server: ada, secrets: [work.secret], store, change: { witnesses: silent } })
  await new Promise((go) => setTimeout(go, 1_000))
  expect(await found(id)).toMatchObject({ state: 'delivered', told: expect.any(Number) as number })
})
