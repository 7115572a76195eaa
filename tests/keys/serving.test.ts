/** Keys served on a real chain: by creators, by fans, by their delegates; each key to the one who paid, and the fee to the
 * one who is served for. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refundKeyCall } from '../../src/chain/calls.ts'
import { withdrawableOf } from '../../src/chain/keys.ts'
import { scalarOf } from '../../src/keys/serving/answer.ts'
import { purseHand } from '../../src/keys/serving/hands.ts'
import { publicKey } from '../../src/content/keyline.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE } from '../../src/royalties/words.ts'
import { ada, bela, chidi, dora, emre, send } from '../chain/stage.ts'
import { addressOfKey, delegateKey, FEE, keyOfAccount, World, type Serving } from './world.ts'

let world: World
beforeAll(async () => void (world = await World.start()))
afterAll(() => world.stop())

const serving: Serving[] = []
const serve = (...options: Parameters<World['serve']>) => {
  const made = world.serve(...options)
  serving.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(serving.splice(0).map((each) => each.stop()))
})
const delivered = (id: `0x${string}`) => expect.poll(() => world.delivery(id)).toBeTruthy()
const states = async (each: Serving) => (await each.journal.all()).map(({ state }) => state)

describe('serving', () => {
  test("the creator's delegate answers; the fee is the creator's, the key is the buyer's", async () => {
    const work = await world.publish(ada)
    const key = delegateKey(1)
    await world.give(addressOfKey(key), 10n ** 17n)
    await world.name(ada, work.id, addressOfKey(key))
    const before = await withdrawableOf(world.client, NATIVE, ada.address)
    const tab = serve({ server: ada, secrets: [work.secret], key })
    const { request, receive } = await world.ask(bela, work)
    await delivered(request.terms.id)
    const { scalar, server, fee } = (await world.delivery(request.terms.id))!
    expect(receive(scalar)).toEqual(work.secret)
    expect([server, fee]).toEqual([ada.address, FEE])
    expect((await withdrawableOf(world.client, NATIVE, ada.address)) - before).toBe(FEE)
    await expect.poll(() => states(tab)).toEqual(['delivered'])
    const [kept] = await tab.journal.all()
    expect(kept).toMatchObject({ fee: FEE, part: 10n ** 15n, sender: addressOfKey(key), server: ada.address })
    expect(kept!.gasPaid).toBeGreaterThan(0n)
    await expect.poll(() => tab.keeper.view.waiting).toEqual([])
  })

  test('what was asked before the tab opened is found, and answered', async () => {
    const work = await world.publish(ada)
    const first = await world.ask(bela, work)
    const second = await world.ask(chidi, work)
    const tab = serve({ server: ada, secrets: [work.secret] })
    await delivered(first.request.terms.id)
    await delivered(second.request.terms.id)
    await expect.poll(() => states(tab)).toEqual(['delivered', 'delivered'])
  })

  test('a work published while the tab is open is served, too', async () => {
    const secrets: (typeof work.secret)[] = []
    serve({ server: ada, secrets })
    await new Promise((go) => setTimeout(go, 200))
    const work = await world.publish(ada)
    secrets.push(work.secret)
    const { request } = await world.ask(bela, work)
    await delivered(request.terms.id)
  })

  test("the first fan's tab serves the second while the creator is away", async () => {
    const work = await world.publish(ada)
    const creator = serve({ server: ada, secrets: [work.secret] })
    const first = await world.ask(bela, work)
    await delivered(first.request.terms.id)
    await creator.stop()
    const { scalar } = (await world.delivery(first.request.terms.id))!
    const bought = first.receive(scalar)!
    serve({
      server: bela,
      secrets: [bought],
      change: { rules: () => ({ serving: true, allowed: false, budget: 10n ** 17n }) },
    })
    const second = await world.ask(chidi, work)
    await delivered(second.request.terms.id)
    const answer = (await world.delivery(second.request.terms.id))!
    expect(answer.server).toBe(bela.address)
    expect(second.receive(answer.scalar)).toEqual(work.secret)
  })

  test('any deliverer answers a request with the same scalar', async () => {
    const work = await world.publish(ada)
    for (let i = 0; i < 20; i++) {
      const { request } = await world.ask(dora, work)
      const copy = Uint8Array.from(work.secret) as typeof work.secret
      const scalars = [work.secret, copy].map((secret) => scalarOf(world.place, publicKey(secret), secret, request))
      expect(scalars[0]).toBeDefined()
      expect(scalars[1]).toBe(scalars[0])
    }
  })

  test('two who race at the very same moment: one is paid, the other ends calmly, and nobody learns anything', async () => {
    const work = await world.publish(ada)
    const held = await world.ask(bela, work)
    const start = serve({ server: ada, secrets: [work.secret] })
    await delivered(held.request.terms.id)
    await start.stop()
    const wait = {
      pace: { look: 40, backOff: [400, 400] as const },
      rules: () => ({ serving: true, allowed: false, budget: 10n ** 17n }),
    }
    const tabs = [ada, bela].map((server) => serve({ server, secrets: [work.secret], change: wait }))
    // No block is made before both have sent.
    await world.ask_('evm_setAutomine', [false])
    const asking = world.ask(chidi, work)
    const waiting = async () => Number(((await world.ask_('txpool_status')) as unknown as { pending: string }).pending)
    await expect.poll(waiting).toBe(1)
    await world.ask_('evm_mine')
    const { request, receive } = await asking
    await expect
      .poll(
        async () => (await Promise.all(tabs.map((tab) => tab.journal.find(request.terms.id)))).filter(Boolean).length,
      )
      .toBe(2)
    await expect.poll(waiting).toBe(2)
    await world.ask_('evm_mine')
    await world.ask_('evm_setAutomine', [true])
    const ends = async () =>
      (await Promise.all(tabs.map(async (tab) => (await tab.journal.find(request.terms.id))?.state))).toSorted()
    await expect.poll(ends).toEqual(['byOther', 'delivered'])
    expect(receive((await world.delivery(request.terms.id))!.scalar)).toEqual(work.secret)
    for (const tab of tabs) await expect.poll(() => tab.keeper.view.waiting).toEqual([])
  })

  test('who waits longer finds it answered, and sends nothing', async () => {
    const work = await world.publish(ada)
    const patient = serve({
      server: ada,
      secrets: [work.secret],
      change: { pace: { look: 40, backOff: [6_000, 6_000] } },
    })
    const quick = serve({ server: ada, secrets: [work.secret], key: delegateKey(2) })
    await world.give(quick.purse.address, 10n ** 17n)
    await world.name(ada, work.id, quick.purse.address)
    quick.keeper.search()
    const { request } = await world.ask(bela, work)
    await delivered(request.terms.id)
    await expect.poll(() => states(quick)).toEqual(['delivered'])
    await expect.poll(() => patient.keeper.view.waiting).toEqual([])
    expect(await states(patient)).toEqual([])
  })
})

describe('from the moment the answer may be known, it lands', () => {
  test('the tab is closed right after the answer left, and the network has forgotten it: the next visit lands it', async () => {
    const work = await world.publish(ada)
    const [store, purseStore] = [memoryStore(), memoryStore()]
    const { request, receive } = await world.ask(bela, work)
    await world.ask_('evm_setAutomine', [false])
    const tab = serve({ server: ada, secrets: [work.secret], store, purseStore })
    await expect.poll(async () => (await tab.journal.find(request.terms.id))?.state).toBe('exposed')
    await expect.poll(() => world.ask_('txpool_status')).toMatchObject({ pending: '0x1' })
    await tab.stop()
    await world.ask_('anvil_dropAllTransactions')
    await world.ask_('evm_setAutomine', [true])
    expect(await world.delivery(request.terms.id)).toBeUndefined()
    const again = serve({ server: ada, secrets: [work.secret], store, purseStore })
    await delivered(request.terms.id)
    expect(receive((await world.delivery(request.terms.id))!.scalar)).toEqual(work.secret)
    await expect.poll(() => states(again)).toEqual(['delivered'])
  })

  test('the tab is closed between the note and the sending', async () => {
    const work = await world.publish(ada)
    const store = memoryStore()
    const { request } = await world.ask(bela, work)
    const never = {
      deliver: async (_: unknown, { exposing }: { exposing: () => Promise<void> }) => (
        await exposing(),
        new Promise<never>(() => undefined)
      ),
    }
    const hand = { ...purseHand(world.purse(keyOfAccount(ada))), ...never }
    const dying = serve({ server: ada, secrets: [work.secret], store, change: { hands: () => [hand] } })
    await expect.poll(async () => (await dying.journal.find(request.terms.id))?.state).toBe('exposed')
    serving.splice(serving.indexOf(dying), 1)
    serve({ server: ada, secrets: [work.secret], store })
    await delivered(request.terms.id)
  })

  test('a wallet that says no: it stays exposed, is shown, and lands when asked again', async () => {
    const work = await world.publish(emre)
    let yes = false
    const asked: string[] = []
    const store = memoryStore()
    const own = purseHand(world.purse(keyOfAccount(emre)))
    const wallet = {
      ...own,
      automatic: false,
      deliver: async (call: Parameters<typeof own.deliver>[0], order: Parameters<typeof own.deliver>[1]) => {
        await order.exposing()
        asked.push(order.id)
        return yes
          ? own.deliver(call, { ...order, exposing: async () => undefined })
          : ({ ok: false, problem: { kind: 'rejected' } } as const)
      },
    }
    const tab = serve({ server: emre, secrets: [work.secret], store, change: { hands: () => [wallet] } })
    const { request } = await world.ask(bela, work)
    const { id } = request.terms
    const status = () => tab.keeper.view.waiting.find((each) => each.request.terms.id === id)?.status.kind
    await expect.poll(status).toBe('asks')
    expect(asked).toEqual([])
    expect(await tab.keeper.deliver(id)).toMatchObject({ sentence: expect.stringContaining('said no') as string })
    expect(await tab.journal.find(id)).toMatchObject({ state: 'exposed', automatic: false })
    // Nothing pops up by itself.
    await new Promise((go) => setTimeout(go, 300))
    expect(asked).toHaveLength(1)
    yes = true
    await tab.keeper.deliver(id)
    await delivered(id)
    await expect.poll(() => states(tab)).toEqual(['delivered'])
  })

  test('pressed twice, it is handed over once', async () => {
    const work = await world.publish(emre)
    const own = purseHand(world.purse(keyOfAccount(emre)))
    let asked = 0
    const deliver: typeof own.deliver = (call, order) => (asked++, own.deliver(call, { ...order, id: `${asked}` }))
    const tab = serve({
      server: emre,
      secrets: [work.secret],
      change: { hands: () => [{ ...own, automatic: false, deliver }] },
    })
    const { request } = await world.ask(bela, work)
    const { id } = request.terms
    await expect.poll(() => tab.keeper.view.waiting[0]?.status.kind).toBe('asks')
    await Promise.all([tab.keeper.deliver(id), tab.keeper.deliver(id)])
    await delivered(id)
    expect(asked).toBe(1)
  })

  test('what was refused on chain is not sent again before it would be taken', async () => {
    const work = await world.publish(ada)
    const key = delegateKey(7)
    const delegate = addressOfKey(key)
    await world.give(delegate, 10n ** 17n)
    await world.name(ada, work.id, delegate)
    const purse = world.purse(key)
    const own = purseHand(purse)
    let dismissed = false
    const deliver: typeof own.deliver = async (call, order) => {
      if (!dismissed) await world.name(ada, work.id, NATIVE)
      dismissed = true
      return own.deliver(call, order)
    }
    const tab = serve({ server: ada, secrets: [work.secret], change: { hands: () => [{ ...own, deliver }] } })
    const { request } = await world.ask(bela, work)
    const { id } = request.terms
    await expect.poll(async () => (await tab.journal.find(id))?.attempt).toBe(1)
    await new Promise((go) => setTimeout(go, 1_500))
    expect(await purse.count()).toBe(1)
    expect(await tab.journal.find(id)).toMatchObject({ state: 'exposed', attempt: 1 })
    await world.name(ada, work.id, delegate)
    tab.keeper.reconsider()
    await delivered(id)
    expect(await purse.count()).toBe(2)
  })

  test('switched off: what was answered still lands, and nothing new is answered', async () => {
    const work = await world.publish(ada)
    const [store, purseStore] = [memoryStore(), memoryStore()]
    const { request } = await world.ask(bela, work)
    await world.ask_('evm_setAutomine', [false])
    const tab = serve({ server: ada, secrets: [work.secret], store, purseStore })
    await expect.poll(async () => (await tab.journal.find(request.terms.id))?.state).toBe('exposed')
    await tab.stop()
    await world.ask_('anvil_dropAllTransactions')
    await world.ask_('evm_setAutomine', [true])
    const next = await world.ask(chidi, work)
    const change = { rules: () => ({ serving: false, allowed: false, budget: 0n }) }
    const off = serve({ server: ada, secrets: [work.secret], store, purseStore, change })
    await delivered(request.terms.id)
    await expect.poll(() => states(off)).toEqual(['delivered'])
    await new Promise((go) => setTimeout(go, 300))
    expect(await world.delivery(next.request.terms.id)).toBeUndefined()
  })

  test('refunded after the deadline: exposed for nothing, and said so', async () => {
    const snapshot = await world.ask_('evm_snapshot')
    const work = await world.publish(ada)
    const refuse = {
      ...purseHand(world.purse(keyOfAccount(ada))),
      automatic: false,
      deliver: async (_: unknown, { exposing }: { exposing: () => Promise<void> }) => (
        await exposing(),
        { ok: false, problem: { kind: 'rejected' } } as const
      ),
    }
    const tab = serve({ server: ada, secrets: [work.secret], change: { hands: () => [refuse] } })
    const { request } = await world.ask(bela, work)
    const { id, deadline } = request.terms
    await expect.poll(() => tab.keeper.view.waiting.length).toBe(1)
    await expect.poll(() => tab.keeper.view.waiting[0]?.status.kind).toBe('asks')
    await tab.keeper.deliver(id)
    expect((await tab.journal.find(id))?.state).toBe('exposed')
    await world.ask_('evm_setNextBlockTimestamp', [Number(deadline) + 1])
    await world.did(send(world.stage, refundKeyCall(request.terms), chidi))
    await expect.poll(async () => (await tab.journal.find(id))?.state).toBe('refunded')
    await tab.stop()
    await world.ask_('evm_revert', [snapshot])
  })
})
