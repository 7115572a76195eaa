/** Who sees the answer, and when: no RPC before it is in the journal, and then only as a signed transaction. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { numberToHex, parseTransaction, serializeTransaction, type Hex } from 'viem'
import { getTransaction, sendTransaction } from 'viem/actions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient, type ChainClient } from '../../src/chain/client.ts'
import { NETWORKS } from '../../src/chain/networks.ts'
import { publicKey } from '../../src/content/keyline.ts'
import { canonical } from '../../src/content/canonical.ts'
import { scalarOf } from '../../src/keys/serving/answer.ts'
import { purseHand, walletHand } from '../../src/keys/serving/hands.ts'
import { rawOf, spread } from '../../src/keys/serving/spread.ts'
import { startKeeper } from '../../src/local/keeper.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { fromHex, toHex } from '../../src/content/bytes.ts'
import { ada, bela, chidi } from '../chain/stage.ts'
import { keyOfAccount, World } from './world.ts'

let world: World
beforeAll(async () => void (world = await World.start()))
afterAll(() => world.stop())

interface Asked {
  readonly method: string
  readonly text: string
}

/** A client that writes down everything it asks. */
function overheard(asked: Asked[]): ChainClient {
  const client = Object.assign(openClient(world.stage.network), { pollingInterval: 40 })
  const request = client.request as unknown as (body: { method: string }) => Promise<unknown>
  const listening = (body: { method: string }) => {
    asked.push({ method: body.method, text: JSON.stringify(body).toLowerCase() })
    return request(body)
  }
  return Object.assign(client, { request: listening })
}

test('a purse: two RPCs get the same signed bytes, and nothing before them carries the answer', async () => {
  const work = await world.publish(ada)
  const logs: [Asked[], Asked[]] = [[], []]
  const clients = logs.map(overheard)
  const key = fromHex(keyOfAccount(ada))
  const pace = { look: 30, again: 5_000, raise: 60_000 }
  const purse = openPurse({ key, clients, network: world.network, journal: memoryStore(), lock: processLock(), pace })
  const tab = world.serve({
    server: ada,
    secrets: [work.secret],
    change: { client: clients[0]!, hands: () => [purseHand(purse)] },
  })
  const { request } = await world.ask(bela, work)
  await expect.poll(async () => (await tab.journal.find(request.terms.id))?.state).toBe('delivered')
  await tab.stop()
  const e = scalarOf(world.place, publicKey(work.secret), work.secret, request)!.slice(2)
  const before = (log: readonly Asked[]) =>
    log.slice(
      0,
      log.findIndex(({ text }) => text.includes(e)),
    )
  for (const log of logs) {
    const first = log.find(({ text }) => text.includes(e))
    expect(first?.method).toBe('eth_sendRawTransaction')
    expect(before(log).length).toBeGreaterThan(3)
    expect(log.filter(({ method }) => method === 'eth_estimateGas')).toEqual([])
    const carrying = log.filter(({ text, method }) => text.includes(e) && method !== 'eth_sendRawTransaction')
    // The ledger tells the scalar to everybody once it has landed; nobody is asked with it.
    expect(carrying).toEqual([])
  }
  const raws = logs.map((log) =>
    log.filter(({ method }) => method === 'eth_sendRawTransaction').map(({ text }) => text),
  )
  expect(raws[0]!.length).toBeGreaterThan(0)
  expect(raws[1]).toEqual(raws[0])
})

test('a wallet: the answer is in the journal before the wallet is asked; what it sent goes to every RPC', async () => {
  const work = await world.publish(ada)
  const { client } = world
  const asked: string[] = []
  const log: Asked[] = []
  const wallet = {
    address: ada.address,
    obstacle: () => undefined,
    send: async ({ to, data, value }: { to: Hex; data: Hex; value: bigint }, gas: bigint) => {
      asked.push((await tab.journal.find(request.terms.id))?.state ?? 'nothing')
      const hash = await sendTransaction(client, { account: ada, chain: client.chain, to, data, value, gas })
      return { ok: true, value: hash } as const
    },
  }
  const ports = { address: ada.address, wallet, network: world.network, client, clients: [client, overheard(log)] }
  const hand = walletHand(ports)
  const tab = world.serve({ server: ada, secrets: [work.secret], change: { hands: () => [hand] } })
  const { request } = await world.ask(chidi, work)
  const status = () => tab.keeper.view.waiting[0]?.status.kind
  await expect.poll(status).toBe('asks')
  expect(await tab.keeper.deliver(request.terms.id)).toBeUndefined()
  expect(asked).toEqual(['exposed'])
  expect(await tab.journal.find(request.terms.id)).toMatchObject({ state: 'delivered', automatic: false })
  await expect.poll(() => log.map(({ method }) => method)).toContain('eth_sendRawTransaction')
  await tab.stop()
})

test('a wallet that is not ready is not asked, and nothing is exposed', async () => {
  const { client } = world
  const work = await world.publish(ada)
  let address = ada.address
  let obstacle: { kind: 'wrongNetwork'; wanted: string } | undefined = { kind: 'wrongNetwork', wanted: 'Test' }
  const wallet = {
    get address() {
      return address
    },
    obstacle: () => obstacle,
    send: () => Promise.reject(new Error('asked all the same')),
  }
  const hand = walletHand({ address: ada.address, wallet, network: world.network, client, clients: [client] })
  const tab = world.serve({ server: ada, secrets: [work.secret], change: { hands: () => [hand] } })
  const { request } = await world.ask(bela, work)
  await expect.poll(() => tab.keeper.view.waiting[0]?.status.kind).toBe('asks')
  expect(await tab.keeper.deliver(request.terms.id)).toMatchObject({
    sentence: expect.stringContaining('wallet') as string,
  })
  obstacle = undefined
  address = bela.address
  expect(await tab.keeper.deliver(request.terms.id)).toMatchObject({
    sentence: expect.stringContaining('another account') as string,
  })
  expect(await tab.journal.find(request.terms.id)).toBeUndefined()
  await tab.stop()
})

test('a transaction is put together again from what an RPC tells of it, byte for byte', async () => {
  const { client } = world
  const raw = await ada.signTransaction({
    ...{ type: 'eip1559', chainId: 31337, to: bela.address, value: 5n, data: '0xc0ffee', gas: 60_000n },
    nonce: Number(await world.ask_('eth_getTransactionCount', [ada.address, 'latest'])),
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  })
  const hash = await world.ask_('eth_sendRawTransaction', [raw])
  const known = await getTransaction(client, { hash })
  expect(rawOf(known)).toBe(raw)
  expect(serializeTransaction(parseTransaction(raw))).toBe(raw)
  const legacy = { ...known, type: 'legacy' } as unknown as typeof known
  expect(rawOf(legacy)).toBeUndefined()
  // Nobody knows it: nothing to do, and nothing to fail with.
  await spread(numberToHex(1, { size: 32 }), [client])
})

test('npm start hands over what no tab does, and leaves it to tabs first', async () => {
  const work = await world.publish(ada)
  const manifests = world.manifests
  const server = createServer((_, answer) => answer.end(canonical(manifests.get(work.digest)!)))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config = {
    network: { ...world.network, local: true },
    ipfs: { gateway, relay: '', pinning: { endpoint: '', token: '' } },
    accounts: [
      { name: 'Ada', key: keyOfAccount(ada), secrets: [toHex(work.secret)] },
      { name: 'Bela', key: keyOfAccount(bela), secrets: [] },
    ],
  }
  const keeper = startKeeper(config as never, { backOff: [900, 900] })
  const { request, receive } = await world.ask(chidi, work)
  await new Promise((go) => setTimeout(go, 600))
  expect(await world.delivery(request.terms.id)).toBeUndefined()
  await expect.poll(() => world.delivery(request.terms.id)).toBeTruthy()
  expect(receive((await world.delivery(request.terms.id))!.scalar)).toEqual(work.secret)
  await keeper.stop()
  server.close()
  server.closeAllConnections()
})

test('networks whose fees are told by contracts of their own are asked with bytes that mean nothing', async () => {
  const { costOf } = await import('../../src/keys/serving/cost.ts')
  const asked: string[] = []
  const answer = (method: string): unknown =>
    method === 'eth_call'
      ? `0x${'0'.repeat(61)}64${'0'.repeat(129)}`
      : method === 'eth_gasPrice' || method === 'eth_maxPriorityFeePerGas'
        ? '0x1'
        : { baseFeePerGas: '0x1', number: '0x1', timestamp: '0x1', transactions: [] }
  for (const id of [8453, 42161]) {
    const network = NETWORKS.find((each) => each.id === id)!
    const client = openClient(network)
    const request = async ({ method, params }: { method: string; params: unknown[] }) => {
      if (method === 'eth_call') asked.push((params[0] as { data: string }).data)
      return answer(method)
    }
    const cost = await costOf(Object.assign(client, { request }), network, 3)
    expect(cost.gas).toBeGreaterThanOrEqual(420_000n)
    expect(cost.most).toBeGreaterThan(cost.likely)
  }
  expect(asked).toHaveLength(2)
  const selector = (await import('viem')).toFunctionSelector(
    'deliverKey((bytes32,uint256,address,uint8,uint256,bytes32,address,address,uint256,uint256,uint256),uint256,address,uint256,address)',
  )
  for (const data of asked) expect(data).not.toContain(selector.slice(2))
})
