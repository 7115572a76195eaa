/** What a keeper does with notes it cannot read, with clocks that lie, and where a person wants what it does not do unasked. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { purseHand, walletHand } from '../../src/keys/serving/hands.ts'
import type { Hand } from '../../src/keys/serving/ports.ts'
import { memoryStore, Unkept, type Store } from '../../src/purse/store.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { ada, bela, chidi, emre } from '../chain/stage.ts'
import { keyOfAccount, World, type ForSale, type Serving } from './world.ts'

let world: World
let work: ForSale
beforeAll(async () => {
  world = await World.start()
  work = await world.publish(ada)
})
afterAll(() => world.stop())
let tab: Serving
afterEach(() => tab.stop())

type Options = Partial<Parameters<World['serve']>[0]>
const serve = (options: Options = {}) => (tab = world.serve({ server: ada, secrets: [work.secret], ...options }))
const ask = async () => (await world.ask(bela, work)).request.terms.id
const delivered = (id: Hex) => expect.poll(() => world.delivery(id), { timeout: 25_000 }).toBeTruthy()
const refusal = (id: Hex) => {
  const status = tab.keeper.view.waiting.find(({ request }) => request.terms.id === id)?.status
  return status?.kind === 'refused' ? status.refusal.kind : status?.kind
}
const refused = (id: Hex, kind: string) => expect.poll(() => refusal(id), { timeout: 25_000 }).toBe(kind)
async function notSent(id: Hex) {
  await new Promise((go) => setTimeout(go, 300))
  expect(await world.delivery(id)).toBeUndefined()
}

describe('notes that cannot be read', () => {
  test('nothing is handed over, which is said; as soon as they can be read, it goes on', async () => {
    const notes = memoryStore()
    let broken = true
    const reading = <T>(read: () => Promise<T>): Promise<T> => (broken ? Promise.reject(new Unkept()) : read())
    const store: Store = {
      read: (key) => reading(() => notes.read(key)),
      all: (prefix) => reading(() => notes.all(prefix)),
      change: (key, make) => notes.change(key, make),
    }
    const id = await ask()
    serve({ store })
    await expect.poll(() => tab.keeper.view.problem?.of, { timeout: 25_000 }).toBe('journal')
    expect(tab.keeper.view.problem?.sentence).toContain('Reload the page')
    await notSent(id)
    broken = false
    await delivered(id)
    await expect.poll(() => tab.keeper.view.problem).toBeUndefined()
  })

  test('they break while a request waits its turn', async () => {
    const notes = memoryStore()
    let broken = false
    const store: Store = {
      ...notes,
      read: (key) => (broken ? Promise.reject(new Unkept()) : notes.read(key)),
    }
    serve({ store, change: { pace: { look: 40, backOff: [500, 500] } } })
    const id = await ask()
    await expect.poll(() => refusal(id), { timeout: 25_000 }).toBe('soon')
    broken = true
    await refused(id, 'journal')
    expect(await tab.keeper.deliver(id)).toMatchObject({ kind: 'journal' })
    expect(await tab.keeper.overrule(id)).toMatchObject({ kind: 'journal' })
    await notSent(id)
    broken = false
    await delivered(id)
  })

  test('storage that is full when it landed: that is said, and noted as soon as there is room', async () => {
    const notes = memoryStore()
    let full = false
    const store: Store = {
      ...notes,
      change: async (key, make) => {
        if (full) throw new Unkept()
        const changed = await notes.change(key, make)
        // There was room for the answer, and for nothing after it.
        if (key.startsWith('delivery:') && (changed as { state?: string } | undefined)?.state === 'exposed') full = true
        return changed
      },
    }
    const id = await ask()
    serve({ store })
    await delivered(id)
    await refused(id, 'journal')
    expect(await tab.journal.find(id)).toMatchObject({ state: 'exposed' })
    full = false
    await expect.poll(async () => (await tab.journal.find(id))?.state, { timeout: 25_000 }).toBe('delivered')
  })

  test.each([
    ['null', null],
    ['half of it', { state: 'exposed' }],
    ['a text', 'x'],
  ])('a damaged note (%s) may be one of an answer: it is handed over by hand only', async (_, record) => {
    const store = memoryStore()
    const id = await ask()
    await store.change(`delivery:31337:${id}`, () => record as object)
    serve({ store })
    await refused(id, 'damaged')
    expect(tab.keeper.view.damaged).toBe(1)
    await notSent(id)
    expect(await tab.keeper.overrule(id)).toBeUndefined()
    await delivered(id)
    expect(tab.keeper.view.damaged).toBe(0)
  })

  test('a damaged note of how far a ledger was walked costs a second walk', async () => {
    const store = memoryStore()
    await store.change(`walked:31337:${work.id}`, () => ({ sequence: 10 ** 6, open: [{}] }))
    const id = await ask()
    serve({ store })
    await delivered(id)
  })
})

describe('clocks', () => {
  test('put back by hours while a request waits its turn: it does not wait for hours', async () => {
    let back = 0
    const change = { now: () => Date.now() - back, pace: { look: 40, backOff: [600, 600] as const } }
    serve({ change })
    const id = await ask()
    await expect.poll(() => refusal(id), { timeout: 25_000 }).toBe('soon')
    back = 3 * 3_600_000
    await delivered(id)
  })

  test('a year ahead: the request is refused, and not forgotten when the clock is right again', async () => {
    const store = memoryStore()
    const id = await ask()
    serve({ store, change: { now: () => Date.now() + 365 * 86_400_000 } })
    await refused(id, 'late')
    await tab.stop()
    serve({ store })
    await delivered(id)
  })
})

describe('by hand', () => {
  test('what costs more than it brings: the person sees both, and may', async () => {
    const cheap = await world.publish(ada, { price: 0n, fee: 0n })
    const { request } = await world.ask(bela, cheap, { price: 0n, fee: 0n })
    const { id } = request.terms
    serve({ secrets: [cheap.secret] })
    await refused(id, 'unpaid')
    const status = tab.keeper.view.waiting[0]!.status
    expect(status).toMatchObject({ refusal: { bargain: { income: 0n } } })
    await notSent(id)
    expect(await tab.keeper.overrule(id)).toBeUndefined()
    await delivered(id)
  })

  test('what could not be done when it was pressed is not done unasked later, at another cost', async () => {
    const cheap = await world.publish(ada, { price: 0n, fee: 0n })
    const { id } = (await world.ask(bela, cheap, { price: 0n, fee: 0n })).request.terms
    const hand = purseHand(world.purse(keyOfAccount(ada)))
    let empty = true
    const filled: Hand = { ...hand, balance: async () => (empty ? 0n : hand.balance()) }
    serve({ secrets: [cheap.secret], change: { hands: () => [filled] } })
    await refused(id, 'unpaid')
    expect(await tab.keeper.overrule(id)).toMatchObject({ kind: 'balance' })
    empty = false
    await refused(id, 'unpaid')
    await notSent(id)
    expect(await tab.keeper.overrule(id)).toBeUndefined()
    await delivered(id)
  })

  test('a copy', async () => {
    const copy = await world.publish(ada, { signer: bela })
    const { request } = await world.ask(chidi, copy)
    serve({ secrets: [copy.secret] })
    await refused(request.terms.id, 'copy')
    expect(await tab.keeper.overrule(request.terms.id)).toBeUndefined()
    await delivered(request.terms.id)
  })

  test('a network added by hand: one request, and not the next one', async () => {
    const first = await ask()
    serve({ change: { known: false, embedded: false, witnesses: world.witnesses(2) } })
    await refused(first, 'network')
    await world.ask_('anvil_mine', ['0x80'])
    expect(await tab.keeper.overrule(first)).toBeUndefined()
    await delivered(first)
    await refused(await ask(), 'network')
  })

  test('never what would give the key away', async () => {
    const spoil = { kAddress: `0x${'5e'.repeat(20)}` }
    const { request } = await world.ask(bela, work, { spoil })
    serve()
    await refused(request.terms.id, 'unfit')
    expect(await tab.keeper.overrule(request.terms.id)).toMatchObject({ kind: 'unfit' })
    await notSent(request.terms.id)
    expect(await tab.journal.find(request.terms.id)).toBeUndefined()
  })

  test('what is exposed is sent again once, however often it is pressed', async () => {
    const own = await world.publish(emre)
    const hand = purseHand(world.purse(keyOfAccount(emre)))
    let asked = 0
    const wallet: Hand = {
      ...hand,
      automatic: false,
      deliver: async (_, { exposing }) => {
        await exposing()
        asked += 1
        await new Promise((go) => setTimeout(go, 100))
        return { ok: false, problem: { kind: 'rejected' } } as const
      },
    }
    serve({ server: emre, secrets: [own.secret], change: { hands: () => [wallet] } })
    const { id } = (await world.ask(bela, own)).request.terms
    await expect.poll(() => refusal(id), { timeout: 25_000 }).toBe('asks')
    await tab.keeper.deliver(id)
    await Promise.all([tab.keeper.deliver(id), tab.keeper.deliver(id)])
    expect(asked).toBe(2)
  })

  test('a wallet that is switched to another account in the very last moment is not asked', async () => {
    let address = ada.address
    const wallet = {
      get address() {
        return address
      },
      obstacle: () => undefined,
      send: () => Promise.reject(new Error('asked all the same')),
    }
    const { client, network } = world
    const hand = walletHand({ address: ada.address, wallet, network, client, clients: [client] })
    const id = await ask()
    const deliver: Hand['deliver'] = (call, order) =>
      hand.deliver(call, { ...order, exposing: async () => (await order.exposing(), void (address = bela.address)) })
    serve({ change: { hands: () => [{ ...hand, deliver }] } })
    await expect.poll(() => refusal(id), { timeout: 25_000 }).toBe('asks')
    expect(await tab.keeper.deliver(id)).toMatchObject({
      sentence: expect.stringContaining('another account') as string,
    })
  })
})
