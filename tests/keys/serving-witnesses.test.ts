/** What RPCs may say, lie and keep silent about before an answer leaves: never is one of them believed alone. */
import { encodeFunctionResult, toFunctionSelector, type Hex } from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import type { Witness } from '../../src/keys/serving/witness.ts'
import { ada, bela } from '../chain/stage.ts'
import { lying, World, type ForSale, type Serving } from './world.ts'

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

  test('an RPC that takes its time is waited for: the quick one alone proves nothing', async () => {
    const slow = (witness: Witness) =>
      lying(witness, async (method, answer, params) => {
        if (method === 'eth_getBlockByNumber' && params[0] === 'safe') await new Promise((go) => setTimeout(go, 3_000))
        return answer
      })
    await served(await serve(([a, b]) => [a!, slow(b!)]))
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

describe('Ethereum itself, where little money is answered after six blocks', () => {
  let world: World
  beforeAll(async () => {
    world = await World.start({ id: 1, local: false })
    // Final blocks have to know the contract.
    await world.ask_('anvil_mine', ['0x80'])
  })
  afterAll(() => world.stop())
  let tab: Serving | undefined
  afterEach(async () => tab?.stop())

  /** The reading client, with the answers to its calls changed. */
  const client = (change: (data: Hex, answer: string) => string): ChainClient =>
    lying(world.witnesses()[0]!, (method, answer, params) =>
      method === 'eth_call' ? change((params[0] as { data: Hex }).data, answer as string) : answer,
    ).client
  const rules = () => ({ serving: true, allowed: false, budget: 10n ** 18n })
  const status = () => tab!.keeper.view.waiting[0]?.status
  const refusal = () => {
    const found = status()
    return found?.kind === 'refused' ? found.refusal.kind : found?.kind
  }

  test('money of a token waits until it is final, though an RPC calls it Ether', async () => {
    const currency = await world.token(bela)
    const work = await world.publish(ada, { currency, price: 1_000n, fee: 10n })
    const { request } = await world.ask(bela, work, { currency, price: 1_000n, fee: 10n })
    await world.ask_('anvil_mine', ['0x10'])
    const ether = client((_, answer) => answer.replaceAll(currency.slice(2).toLowerCase(), '0'.repeat(40)))
    const change = { witnesses: world.witnesses(2), client: ether, rules }
    tab = world.serve({ server: ada, secrets: [work.secret], change })
    await expect.poll(refusal, { timeout: 25_000 }).toBe('notFinal')
    await new Promise((go) => setTimeout(go, 400))
    expect(await world.delivery(request.terms.id)).toBeUndefined()
    await world.ask_('anvil_mine', ['0x80'])
    await expect.poll(() => world.delivery(request.terms.id), { timeout: 25_000 }).toBeTruthy()
    // What a token brings is not weighed against gas, whatever an RPC calls it.
    expect((await tab.journal.all())[0]).toMatchObject({ currency: currency.toLowerCase() })
  })

  test('ancestors that an RPC keeps back: with the gas for none of them the delivery would be public and fail', async () => {
    const parent = await world.publish(ada, { ancestorRoyalty: 500 })
    const work = await world.publish(ada, { parents: [parent.id] })
    const { request } = await world.ask(bela, work)
    await world.ask_('anvil_mine', ['0x10'])
    const none = encodeFunctionResult({ abi: tributaryAbi, functionName: 'ancestorsOf', result: [] })
    const selector = toFunctionSelector('ancestorsOf(uint256)')
    const orphan = client((data, answer) => (data.startsWith(selector) ? none : answer))
    tab = world.serve({
      server: ada,
      secrets: [work.secret],
      change: { witnesses: world.witnesses(2), client: orphan, rules },
    })
    await expect.poll(refusal, { timeout: 25_000 }).toBe('disagreement')
    expect(await tab.journal.find(request.terms.id)).toBeUndefined()
    await tab.stop()
    tab = world.serve({ server: ada, secrets: [work.secret], change: { witnesses: world.witnesses(2), rules } })
    await expect.poll(() => world.delivery(request.terms.id), { timeout: 25_000 }).toBeTruthy()
  })
})
