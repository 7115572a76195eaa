/** A sealed work for sale on a real chain, its buyers and whoever delivers. */
import type { TransactionReceipt } from 'viem'
import type { HDAccount } from 'viem/accounts'
import { getTransactionCount, getTransactionReceipt } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { Call } from '../../src/chain/action.ts'
import { deliverKeyCall, requestKeyCall } from '../../src/chain/calls.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { bigEndian, toHex } from '../../src/content/bytes.ts'
import {
  answerRequest,
  deliveryProof,
  makeRequest,
  receiveSecret,
  type RequestContext,
} from '../../src/content/delivery.ts'
import { mintProof, publicKey, randomSecret, workAddress, type WorkSecret } from '../../src/content/keyline.ts'
import type { Asked } from '../../src/keys/buying/asked.ts'
import { contextOf, termsOfAsked } from '../../src/keys/buying/asked.ts'
import { RequestJournal } from '../../src/keys/buying/journal.ts'
import { ask, type AskingPorts, type Wish } from '../../src/keys/buying/request.ts'
import type { KeyTerms } from '../../src/royalties/terms.ts'
import { NATIVE, Usage, type Address, type Hex, type WorkId } from '../../src/royalties/words.ts'
import { generator } from '../content/random.ts'
import { ada, bela, publish, send, type Stage } from '../chain/stage.ts'

export const [PRICE, FEE, DAY] = [1_000n, 7n, 86_400n]
const place = { chainId: 31337, contract: deployment.tributary.address }
const { bytes: random } = generator(4_711)

export interface Sold {
  readonly work: WorkId
  readonly secret: WorkSecret
}

export async function publishSealed(stage: Stage, currency: Address = NATIVE): Promise<Sold> {
  const secret = randomSecret(random)
  const key = publicKey(secret)
  const manifest = toHex(random(32))
  const proof = mintProof(secret, { ...place, creator: ada.address, manifest }, random)
  const work = await publish(stage, {
    manifest,
    currency,
    offers: [
      { usage: Usage.Play, bringsKey: true, price: PRICE },
      { usage: Usage.Perform, bringsKey: false, price: PRICE },
    ],
    deliveryFee: FEE,
    key: { x: BigInt(key.x), y: BigInt(key.y), commitment: proof.commitment, response: BigInt(proof.response) },
  })
  return { work, secret }
}

/** The vault of one person, as far as buying needs it: the same arithmetic over a root of its own, nothing kept wrapped. */
export function rootOnly(root = random(32)) {
  const known = new Map<string, WorkSecret>()
  return {
    requestTerms: async (context: RequestContext, attempt: number) => makeRequest(root, context, attempt),
    receive: async (context: RequestContext, attempt: number, scalar: Hex) => {
      const secret = receiveSecret(root, context, attempt, scalar)
      if (secret) known.set(workAddress(context.key), secret)
      return secret
    },
    secretFor: async (key: { x: Hex; y: Hex }) => known.get(workAddress(key)),
    damage: async () => ({ works: [], roots: 0 }),
    root,
  }
}

/** One tab at a time, as Web Locks have it. */
export function locks(): AskingPorts['alone'] {
  const turns = new Map<string, Promise<unknown>>()
  return (name, act) => {
    const turn = (turns.get(name) ?? Promise.resolve()).then(act)
    turns.set(
      name,
      turn.catch(() => undefined),
    )
    return turn
  }
}

/** `localStorage` of one profile. */
export function memoryStorage(): Storage {
  const records = new Map<string, string>()
  return {
    get length() {
      return records.size
    },
    key: (at) => [...records.keys()][at] ?? null,
    getItem: (key) => records.get(key) ?? null,
    setItem: (key, value) => void records.set(key, value),
    removeItem: (key) => void records.delete(key),
    clear: () => records.clear(),
  }
}

export function buyer(stage: Stage, account: HDAccount = bela, storage = memoryStorage()) {
  const vault = rootOnly()
  const journal = new RequestJournal(storage, place.chainId)
  const ports: AskingPorts = { client: stage.client, vault, journal, alone: locks() }
  const wishOf = ({ work, secret }: Sold, change: Partial<Wish> = {}): Wish => ({
    ...{ work, key: publicKey(secret), usage: Usage.Play, units: 1n, ref: toHex(random(32)) },
    ...{ buyer: account.address, price: PRICE, fee: FEE, window: DAY },
    ...change,
  })
  return {
    ...{ vault, journal, storage, ports, account },
    ask: async (sold: Sold, change: Partial<Wish> = {}): Promise<Asked> => {
      const asked = await ask(ports, wishOf(sold, change))
      if (!asked.ok) throw new Error(asked.problem.kind)
      return asked.value
    },
    /** Asked and mined. */
    buy: async function (sold: Sold, change: Partial<Wish> = {}): Promise<Asked> {
      const asked = await this.ask(sold, change)
      return mined(asked, await send(stage, requestKeyCall(asked.request, NATIVE), account))
    },
  }
}

export function mined(asked: Asked, receipt: TransactionReceipt): Asked {
  if (receipt.status !== 'success') throw new Error('reverted')
  const seen = ledgerEvents(receipt.logs).find(({ event }) => event.kind === 'KeyRequested')
  if (seen?.event.kind !== 'KeyRequested') throw new Error('No request was told')
  return { ...asked, deadline: BigInt(seen.event.deadline), block: seen.block }
}

/** A delivery by the creator. Throws when the request is none that may be answered. */
export function deliveryOf(asked: Asked, { secret }: Sold, terms: KeyTerms = termsOfAsked(asked)!): Call {
  const context = contextOf(asked)
  const kAddr = asked.request.kAddress
  const e = answerRequest(secret, context, { ex: toHex(bigEndian(asked.request.ex, 32)), kAddr })
  if (!e) throw new Error('This request must not be answered')
  const { commitment, response } = deliveryProof(secret, {
    ...place,
    ...{ deliverer: ada.address, requestId: asked.id, key: context.key, kAddr, e },
  })
  return deliverKeyCall({ terms, scalar: e, commitment, response, server: ada.address })
}

export const anvil = (stage: Stage, method: string, ...params: unknown[]): Promise<unknown> =>
  stage.client.request({ method, params } as never)

/** Seconds of the next block. */
export const nextBlockAt = (stage: Stage, seconds: bigint) => anvil(stage, 'evm_setNextBlockTimestamp', Number(seconds))

export const pass = async (stage: Stage, seconds: bigint) => {
  await anvil(stage, 'evm_increaseTime', Number(seconds))
  await anvil(stage, 'evm_mine')
}

/** Signed and handed to the node, which is told not to mine. */
export async function sendUnmined({ client }: Stage, { to, data, value }: Call, account: HDAccount): Promise<Hex> {
  const nonce = await getTransactionCount(client, { address: account.address, blockTag: 'pending' })
  const signed = await account.signTransaction({
    ...{ to, data, value, nonce, chainId: place.chainId, gas: 1_000_000n, type: 'eip1559' as const },
    ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n },
  })
  return client.request({ method: 'eth_sendRawTransaction', params: [signed] })
}

export const receiptOf = ({ client }: Stage, hash: Hex) => getTransactionReceipt(client, { hash })
