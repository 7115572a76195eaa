/** Everything that must keep an answer from leaving: each check refuses, and on a chain nothing is sent. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import * as check from '../../src/keys/serving/checks.ts'
import { depthOf } from '../../src/keys/serving/finality.ts'
import { purseHand } from '../../src/keys/serving/hands.ts'
import { keyOf, liftX } from '../../src/keys/serving/lift.ts'
import type { Witness } from '../../src/keys/serving/witness.ts'
import { operatorOf } from '../../src/verify/witnesses/operator.ts'
import { hashTerms } from '../../src/keys/terms.ts'
import { publicKey, randomSecret } from '../../src/content/keyline.ts'
import { NETWORKS } from '../../src/chain/networks.ts'
import { NATIVE, type Address } from '../../src/royalties/words.ts'
import { generator } from '../content/random.ts'
import { ada, bela, chidi } from '../chain/stage.ts'
import { addressOfKey, delegateKey, keyOfAccount, lying, PRICE, World, type ForSale, type Serving } from './world.ts'

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

describe('a network that is taken at nobody’s single word', () => {
  let world: World
  let work: ForSale
  beforeAll(async () => {
    world = await World.start({ id: 8453, local: false })
    work = await world.publish(ada)
    await world.ask_('anvil_mine', ['0x80'])
  })
  afterAll(() => world.stop())
  let tab: Serving | undefined
  afterEach(async () => tab?.stop())

  type Json = Record<string, unknown>
  const header = (change: (block: Json) => Json) => (witness: Witness) =>
    lying(witness, (method, answer) => (method === 'eth_getBlockByNumber' && answer ? change(answer as Json) : answer))
  const flipped = (hex: string) => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`
  const status = (id: `0x${string}`) => tab!.keeper.view.waiting.find(({ request }) => request.terms.id === id)?.status
  const refusal = (id: `0x${string}`) => {
    const found = status(id)
    return found?.kind === 'refused' ? found.refusal.kind : found?.kind
  }

  async function serve(change: (witnesses: Witness[]) => Witness[], depth = '0x80') {
    const { request } = await world.ask(bela, work)
    await world.ask_('anvil_mine', [depth])
    tab = world.serve({ server: ada, secrets: [work.secret], change: { witnesses: change(world.witnesses(3)) } })
    return request.terms.id
  }
  const served = (id: `0x${string}`) => expect.poll(() => world.delivery(id)).toBeTruthy()
  async function refused(id: `0x${string}`, kind: string) {
    await expect.poll(() => refusal(id)).toBe(kind)
    await new Promise((go) => setTimeout(go, 250))
    expect(await world.delivery(id)).toBeUndefined()
    expect(await tab!.journal.find(id)).toBeUndefined()
  }

  test('two honest RPCs are enough, whatever a third says', async () => {
    await served(await serve((all) => all.slice(0, 2)))
    await tab!.stop()
    await served(
      await serve(([a, b, c]) => [
        header((block) => ({ ...block, stateRoot: flipped(block['stateRoot'] as string) }))(a!),
        b!,
        c!,
      ]),
    )
  })

  test('not before the block is safe', async () => {
    const id = await serve((all) => all, '0x1')
    await refused(id, 'notFinal')
    await world.ask_('anvil_mine', ['0x80'])
    await served(id)
  })

  test('a header with another state root under the same hash', async () => {
    const lie = header((block) => ({ ...block, stateRoot: flipped(block['stateRoot'] as string) }))
    await refused(await serve(([a, b]) => [lie(a!), b!]), 'disagreement')
  })

  test('another header altogether, in itself right', async () => {
    const other = await World.start({ id: 8453, local: false })
    await other.ask_('anvil_mine', ['0x200'])
    const [foreign] = other.witnesses(1)
    await refused(await serve(([a]) => [a!, { ...foreign!, operator: 'operator 9' }]), 'disagreement')
    await other.stop()
  })

  test('two names of one operator', async () => {
    await refused(await serve(([a, b]) => [a!, { ...b!, operator: a!.operator }]), 'unanswered')
  })

  test('a proof with one wrong byte from one RPC: the other’s is taken; from all: nothing is sent', async () => {
    const spoiled = (witness: Witness) =>
      lying(witness, (method, answer) => {
        if (method !== 'eth_getProof') return answer
        const proof = answer as { accountProof: string[] }
        return { ...proof, accountProof: proof.accountProof.map((node, i) => (i === 1 ? flipped(node) : node)) }
      })
    await served(await serve(([a, b]) => [spoiled(a!), b!]))
    await tab!.stop()
    await refused(await serve((all) => all.map(spoiled)), 'disagreement')
  })

  test('a proof of another request’s slot', async () => {
    const swapped = (witness: Witness) =>
      lying(witness, (method, answer) => {
        if (method !== 'eth_getProof') return answer
        const proof = answer as { storageProof: unknown[] }
        return { ...proof, storageProof: [proof.storageProof[1], ...proof.storageProof.slice(1)] }
      })
    await refused(await serve((all) => all.map(swapped)), 'disagreement')
  })

  test('an RPC that lags: nothing before both have the block', async () => {
    const old = await world.ask_('eth_blockNumber')
    let behind = true
    const lagging = (witness: Witness) => ({
      ...witness,
      client: {
        ...witness.client,
        request: ({ method, params }: { method: string; params: unknown[] }) =>
          (witness.client.request as unknown as (asked: object) => Promise<unknown>)({
            method,
            params: behind && method === 'eth_getBlockByNumber' && params[0] === 'safe' ? [old, false] : params,
          }),
      } as never,
    })
    const id = await serve(([a, b]) => [a!, lagging(b!)])
    await refused(id, 'notFinal')
    behind = false
    await served(id)
  })

  test('an RPC that dies midway: it waits, says so, and goes on when it answers again', async () => {
    let dead = true
    const dying = (witness: Witness) =>
      lying(witness, (_, answer) => (dead ? Promise.reject(new Error('connection refused')) : answer))
    const id = await serve(([a, b]) => [a!, dying(b!)])
    await refused(id, 'unanswered')
    dead = false
    await served(id)
  })

  test('a header of a later fork than this app knows', async () => {
    const later = header((block) => ({ ...block, hash: `0x${'aa'.repeat(32)}`, cheeseRoot: '0x00' }))
    await refused(await serve((all) => all.map(later)), 'unanswered')
  })
})

describe('each check says why', () => {
  const { bytes } = generator(5)
  const key = publicKey(randomSecret(bytes))
  const terms = {
    id: `0x${'01'.repeat(32)}`,
    work: 1n as never,
    keyAddress: nobody,
    usage: 0,
    units: 1n,
    ref: `0x${'02'.repeat(32)}`,
    buyer: nobody,
    kAddress: nobody,
    deadline: 1_000_000n,
    price: PRICE,
    fee: 0n,
  } as const
  const request = { terms, ex: `0x${'03'.repeat(32)}`, asked: 1_000_000 - 86_400 } as const
  const standing = { key, creator: ada.address, keyBlock: 0n, delegate: NATIVE }
  const kind = (refusal: ReturnType<typeof check.isWorth>) => refusal?.kind

  test('a margin of four hours, whatever the event says of when it was asked', () => {
    const last = 1_000_000 - 14_400
    expect(check.inTime(request, last, last)).toBeUndefined()
    expect(kind(check.inTime(request, last + 1, 0))).toBe('late')
    expect(kind(check.inTime(request, 0, last + 1))).toBe('late')
    for (const asked of [0, 999_999, 1_000_000, 2_000_000]) {
      const told = { ...request, asked }
      expect(check.inTime(told, last, last)).toBeUndefined()
      expect(kind(check.inTime(told, last + 1, 0))).toBe('late')
    }
  })

  test('what the chain keeps of a request', () => {
    const stored = BigInt(hashTerms(terms))
    expect(check.requestStands(stored, terms)).toBeUndefined()
    expect(check.requestStands(0n, terms)).toMatchObject({ kind: 'notFinal', passing: true })
    expect(check.requestStands(1n, terms)).toMatchObject({ kind: 'closed', passing: false })
    expect(check.requestStands(stored ^ 1n, terms)).toMatchObject({ kind: 'unproven' })
    expect(check.stillOpen(stored, terms)).toBeUndefined()
    expect(check.stillOpen(0n, terms)).toMatchObject({ kind: 'closed', passing: true })
    expect(check.stillOpen(1n, terms)).toMatchObject({ kind: 'closed', passing: false })
    expect(check.stillOpen(7n, terms)).toMatchObject({ kind: 'closed', passing: false })
  })

  test('every one of the others', () => {
    const { codeHash } = deployment.tributary
    expect(kind(check.codeIsOurs(`0x${'00'.repeat(32)}`, codeHash))).toBe('foreignCode')
    expect(check.codeIsOurs(codeHash, codeHash)).toBeUndefined()
    expect(kind(check.keyIsTheWorks(key, terms))).toBe('otherKey')
    expect(kind(check.answerFits(undefined))).toBe('unfit')
    expect(kind(check.networkIsAllowed(true, false))).toBe('network')
    expect(check.networkIsAllowed(true, true) ?? check.networkIsAllowed(false, false)).toBeUndefined()
    expect(kind(check.serverHoldsKey(standing, bela.address))).toBe('notHolder')
    expect(
      check.serverHoldsKey(standing, ada.address) ?? check.serverHoldsKey({ ...standing, keyBlock: 1n }, bela.address),
    ).toBeUndefined()
    expect(kind(check.senderMayDeliver(standing, ada.address, bela.address))).toBe('notNamed')
    expect(check.senderMayDeliver({ ...standing, delegate: bela.address }, ada.address, bela.address)).toBeUndefined()
    expect(kind(check.workIsTheCreators(ada.address, undefined))).toBe('copy')
    expect(kind(check.workIsTheCreators(ada.address, bela.address))).toBe('copy')
    expect(kind(check.balanceCovers(9n, 10n))).toBe('balance')
    expect(kind(check.isWorth({ income: 9n, cost: 20n }, 10n))).toBe('unpaid')
    expect(
      check.isWorth({ income: 9n, cost: 20n }, 11n) ?? check.isWorth({ income: 20n, cost: 20n }, -5n),
    ).toBeUndefined()
  })

  test('how deep a request has to lie', () => {
    const on = (id: number) => ({ network: NETWORKS.find((each) => each.id === id)!, embedded: false, known: true })
    const rich = { ...terms, price: 10n ** 18n }
    expect(depthOf(on(8453), terms, NATIVE)).toEqual({ tag: 'safe', below: 0n })
    expect(depthOf(on(42161), rich, NATIVE)).toEqual({ tag: 'safe', below: 0n })
    expect(depthOf(on(1), terms, NATIVE)).toEqual({ tag: 'latest', below: 6n })
    expect(depthOf(on(1), rich, NATIVE)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf(on(1), terms, nobody)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf({ ...on(8453), known: false }, terms, NATIVE)).toEqual({ tag: 'finalized', below: 0n })
    expect(depthOf({ ...on(1), embedded: true }, rich, NATIVE)).toEqual({ tag: 'latest', below: 0n })
  })

  test('every network of the app has RPCs of two operators', () => {
    const lonely = NETWORKS.filter(({ rpcs }) => new Set(rpcs.map(operatorOf)).size < 2)
    expect(lonely.map(({ name }) => name)).toEqual([])
    expect(operatorOf('https://a.rpc.example.org/x')).toBe(operatorOf('https://b.example.org'))
    expect(operatorOf('http://127.0.0.1:1')).toBe('127.0.0.1')
    expect(operatorOf('http://[::1]:1')).toBe('[::1]')
  })

  test('a key is lifted from x and parity as the contract keeps them', () => {
    for (let i = 0; i < 20; i++) {
      const made = publicKey(randomSecret(bytes))
      expect(keyOf(BigInt(made.x), (BigInt(made.y) & 1n) === 1n)).toEqual(made)
    }
    expect(keyOf(0n, false)).toBeUndefined()
  })
})
