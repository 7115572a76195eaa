/** A real chain, a real shelf and a real account for the tests of publishing. */
import { spawn, type ChildProcess } from 'node:child_process'
import { MemoryBlockstore } from 'blockstore-core'
import { createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getTransactionReceipt, sendTransaction } from 'viem/actions'
import { anvil } from 'viem/chains'
import { foundry } from '../../contracts/tools/forge.ts'
import type { Call } from '../../src/chain/action.ts'
import { openClient } from '../../src/chain/client.ts'
import { deployCalls } from '../../src/chain/deploy.ts'
import { mined } from '../../src/chain/mined.ts'
import { randomSecret, type WorkSecret } from '../../src/content/keyline.ts'
import { deployment } from '../../contracts-abi/deployment.ts'
import { memoryJournal, newJournal } from '../../src/publish/journal.ts'
import type { Order } from '../../src/publish/order.ts'
import type { Ports } from '../../src/publish/ports.ts'
import { freePort } from '../../src/local/ports.ts'
import { Derivatives, NATIVE, Usage, type Hex } from '../../src/royalties/words.ts'
import { addInto } from '../../src/storage/addInto.ts'
import { cidOf } from '../../src/storage/blocks.ts'
import { memoryJobs } from '../../src/storage/jobs.ts'
import { sealInto } from '../../src/storage/sealInto.ts'
import type { Shelf } from '../../src/storage/shelf.ts'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
export const account = privateKeyToAccount(KEY)

export interface Stage {
  readonly client: ReturnType<typeof openClient>
  readonly chainId: number
  readonly url: string
  stop(): void
}

/** `chainId`: another one than anvil's makes it no test network, so that keys follow from the root. */
export async function startStage(chainId: number = anvil.id): Promise<Stage> {
  const port = await freePort(0)
  const url = `http://127.0.0.1:${port}`
  const chain: ChildProcess = spawn(foundry('anvil'), [
    '--port',
    String(port),
    '--silent',
    '--hardfork',
    'prague',
    '--chain-id',
    String(chainId),
  ])
  const network = { id: chainId, name: 'Test', rpcs: [url], currency: anvil.nativeCurrency, tokens: [], local: true }
  const client = openClient(network)
  for (let tries = 0; tries < 100; tries++) {
    const up = await client.request({ method: 'eth_chainId' }).catch(() => undefined)
    if (up) break
    await new Promise((go) => setTimeout(go, 50))
  }
  const stage = { client, chainId, url, stop: () => void chain.kill('SIGKILL') }
  for (const { call } of await deployCalls(client)) await sendCall(stage, call)
  return stage
}

export async function sendCall({ url, client, chainId }: Stage, call: Call): Promise<Hex> {
  const chain = { ...anvil, id: chainId }
  const wallet = createWalletClient({ account, chain, transport: http(url) })
  const hash = await sendTransaction(wallet, { account, chain, to: call.to, data: call.data, value: call.value })
  const { status } = await mined(client, hash, { interval: 20 })
  if (status === 'reverted') throw new Error(`reverted: ${hash}`)
  return hash
}

export const minedAt = ({ client }: Stage, hash: Hex) => getTransactionReceipt(client, { hash })

/** A shelf in memory that counts what it is asked to do, and can be told to fail. */
export function memoryShelf(): Shelf & { store: MemoryBlockstore; asked: string[]; failPins: boolean } {
  const store = new MemoryBlockstore()
  const jobs = memoryJobs()
  return {
    store,
    asked: [],
    failPins: false,
    async add(blob, working) {
      this.asked.push('add')
      return addInto(store, blob, working)
    },
    async addRaw(bytes) {
      this.asked.push('addRaw')
      const cid = await cidOf(bytes)
      await store.put(cid, bytes)
      return cid.toString()
    },
    async seal(source, order) {
      this.asked.push(`seal ${order.job}`)
      return sealInto({ store, jobs }, source, order)
    },
    async pin(cid) {
      this.asked.push('pin')
      if (this.failPins) throw new Error('no service')
      return { where: 'pin', label: cid, seen: 0 }
    },
  }
}

export interface Played extends Ports {
  readonly shelf: ReturnType<typeof memoryShelf>
  readonly counts: { signed: number; sent: number }
}

export function portsOf(stage: Stage): Played {
  const secrets = new Map<Hex, WorkSecret>()
  const counts = { signed: 0, sent: 0 }
  return {
    shelf: memoryShelf(),
    counts,
    client: stage.client,
    deployment: { chainId: stage.chainId, contract: deployment.tributary.address },
    async secret(salt32) {
      if (!secrets.has(salt32)) secrets.set(salt32, randomSecret())
      return secrets.get(salt32)!
    },
    async sign(manifest) {
      counts.signed++
      return account.signTypedData(manifest)
    },
    async send(call, sent) {
      counts.sent++
      const hash = await sendCall(stage, call)
      await sent(hash)
      return hash
    },
    journal: memoryJournal(newJournal(crypto.getRandomValues(new Uint8Array(32)), new Date('2026-01-02T03:04:05Z'))),
  }
}

const file = (name: string, length: number) => ({
  job: name,
  name,
  type: 'audio/mpeg',
  source: new Blob([new Uint8Array(length).fill(7)]),
})

export const order = (change: Partial<Order> = {}): Order => ({
  title: 'Low Tide',
  description: 'Recorded by the sea.',
  kind: 'song',
  creator: { name: 'Ada', account: account.address },
  credits: [{ name: 'Ada', role: 'piano' }],
  fields: { isrcCode: 'GBAYE6800023', duration: 'PT3M25S' },
  licence: {
    text: 'Private use.',
    commercialUse: false,
    derivatives: true,
    attribution: true,
    aiTraining: false,
    territory: 'worldwide',
  },
  holders: [{ account: account.address, units: 100_000_000n }],
  parents: [],
  offers: [{ usage: Usage.Play, price: 1_000n, bringsKey: false }],
  ancestorRoyalty: 500,
  derivatives: Derivatives.Open,
  resaleRoyalty: 250,
  deliveryFee: 0n,
  currency: NATIVE,
  minimumTip: 0n,
  minimumFlowRate: 0n,
  sealed: true,
  files: [file('low-tide.mp3', 3_000_000), file('stems.mp3', 1_000)],
  ...change,
})
