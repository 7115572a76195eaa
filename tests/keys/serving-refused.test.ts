/** Requests, works and accounts for which no answer leaves, on the embedded chain: each is refused, and nothing is sent. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { purseHand } from '../../src/keys/serving/hands.ts'
import { liftX } from '../../src/keys/serving/lift.ts'
import { type Address } from '../../src/royalties/words.ts'
import { ada, bela, chidi } from '../chain/stage.ts'
import { addressOfKey, delegateKey, keyOfAccount, World, type ForSale, type Serving } from './world.ts'

const nobody: Address = `0x${'5e'.repeat(20)}`

describe('a network served without two witnesses', () => {
  let world: World
  let work: ForSale
  beforeAll(async () => {
    world = await World.start()
    work = await world.publish(ada)
  })
  afterAll(() => world.stop())
  let tab: Serving | undefined
  afterEach(async () => tab?.stop())

  /** What the keeper says of a request, after it has had time to do something foolish. */
  async function said(options: Parameters<World['serve']>[0], purchase: { request: { terms: { id: `0x${string}` } } }) {
    await tab?.stop()
    tab = world.serve(options)
    const { id } = purchase.request.terms
    const status = () => tab!.keeper.view.waiting.find(({ request }) => request.terms.id === id)?.status
    await expect.poll(() => status()?.kind).toBe('refused')
    await new Promise((go) => setTimeout(go, 250))
    expect(await world.delivery(id)).toBeUndefined()
    expect(await tab.journal.find(id)).toBeUndefined()
    const found = status()
    return found?.kind === 'refused' ? found.refusal.kind : undefined
  }
  const own = { server: ada } as const

  test('a request whose kAddr is not of its buyer: answering would give the key away', async () => {
    expect(
      await said({ ...own, secrets: [work.secret] }, await world.ask(bela, work, { spoil: { kAddress: nobody } })),
    ).toBe('unfit')
  })

  test('a request whose point is not on the curve', async () => {
    let ex = 5n
    while (liftX(ex)) ex++
    expect(await said({ ...own, secrets: [work.secret] }, await world.ask(bela, work, { spoil: { ex } }))).toBe(
      'offCurve',
    )
    const beyond = await world.ask(bela, work, { spoil: { ex: 2n ** 256n - 1n } })
    expect(await said({ ...own, secrets: [work.secret] }, beyond)).toBe('offCurve')
  })

  test("a point of somebody else's request", async () => {
    const theirs = await world.ask(bela, work)
    const copied = await world.ask(chidi, work, {
      spoil: { ex: BigInt(theirs.request.ex), kAddress: theirs.request.terms.kAddress },
    })
    expect(await said({ ...own, secrets: [work.secret] }, copied)).toBe('unfit')
  })

  test('a copy: who published it is not who signed it', async () => {
    const copy = await world.publish(ada, { signer: bela })
    expect(await said({ ...own, secrets: [copy.secret] }, await world.ask(chidi, copy))).toBe('copy')
  })

  test('a manifest that nobody has', async () => {
    const secrets = [work.secret]
    const change = { manifest: () => Promise.reject(new Error('Nobody has it')) }
    expect(await said({ ...own, secrets, change }, await world.ask(bela, work))).toBe('noManifest')
  })

  test('a network added by hand, until it is allowed', async () => {
    const change = { known: false, network: { ...world.network, local: false }, witnesses: world.witnesses(2) }
    expect(await said({ ...own, secrets: [work.secret], change }, await world.ask(bela, work))).toBe('network')
  })

  test('a network added by hand that calls itself local', async () => {
    const change = { known: false, embedded: false, network: { ...world.network, local: true } }
    expect(await said({ ...own, secrets: [work.secret], change }, await world.ask(bela, work))).toBe('network')
    const allowed = { ...change, rules: () => ({ serving: true, allowed: true, budget: 0n }) }
    expect(await said({ ...own, secrets: [work.secret], change: allowed }, await world.ask(bela, work))).toBe(
      'unanswered',
    )
  })

  test('only one RPC, outside the embedded chain', async () => {
    const change = { network: { ...world.network, local: false } }
    expect(await said({ ...own, secrets: [work.secret], change }, await world.ask(bela, work))).toBe('unanswered')
  })

  test('a delegate nobody named', async () => {
    const key = delegateKey(9)
    await world.give(addressOfKey(key), 10n ** 17n)
    expect(await said({ ...own, secrets: [work.secret], key }, await world.ask(bela, work))).toBe('notNamed')
  })

  test('no hand at all', async () => {
    expect(
      await said({ ...own, secrets: [work.secret], change: { hands: () => [] } }, await world.ask(bela, work)),
    ).toBe('notNamed')
  })

  test('a delegate without money for the network fee', async () => {
    const key = delegateKey(10)
    await world.name(ada, work.id, addressOfKey(key))
    expect(await said({ ...own, secrets: [work.secret], key }, await world.ask(bela, work))).toBe('balance')
  })

  test('a delivery that costs more than it brings, and no budget', async () => {
    const cheap = await world.publish(ada, { price: 0n, fee: 0n })
    const asked = await world.ask(bela, cheap, { price: 0n, fee: 0n })
    expect(await said({ ...own, secrets: [cheap.secret] }, asked)).toBe('unpaid')
    const change = { rules: () => ({ serving: true, allowed: false, budget: 10n ** 17n }) }
    await tab!.stop()
    tab = world.serve({ ...own, secrets: [cheap.secret], change })
    await expect.poll(() => world.delivery(asked.request.terms.id)).toBeTruthy()
  })

  test('inside the margin before the deadline, by either clock', async () => {
    const late = await world.ask(bela, work)
    const change = { now: () => (Number(late.request.terms.deadline) - 4 * 3_600 + 60) * 1_000 }
    expect(await said({ ...own, secrets: [work.secret], change }, late)).toBe('late')
  })

  test('what came too close to its deadline while others of the account landed', async () => {
    const asked = await world.ask(bela, work)
    let clock = Date.now()
    const purse = purseHand(world.purse(keyOfAccount(ada)))
    const deliver: typeof purse.deliver = (call, order) => {
      clock = Number(asked.request.terms.deadline) * 1_000
      return purse.deliver(call, order)
    }
    const change = { now: () => clock, hands: () => [{ ...purse, deliver }] }
    expect(await said({ ...own, secrets: [work.secret], change }, asked)).toBe('late')
  })

  test('a secret that is not at hand any more', async () => {
    const change = { secretFor: async () => undefined }
    expect(await said({ ...own, secrets: [work.secret], change }, await world.ask(bela, work))).toBe('noSecret')
  })

  test('a work whose key the server does not hold is not even looked at', async () => {
    tab = world.serve({ server: chidi, secrets: [work.secret] })
    await world.ask(bela, work)
    await expect.poll(() => tab!.keeper.view.works).toEqual([])
    await new Promise((go) => setTimeout(go, 300))
    expect(tab.keeper.view.waiting).toEqual([])
  })
})
