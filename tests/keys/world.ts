/** Works for sale on a chain of their own, and people who ask for keys and serve them: what the tests of serving share. */
import { encodeFunctionData, parseEventLogs, toHex, type Hex } from 'viem'
import { privateKeyToAccount, type HDAccount } from 'viem/accounts'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import type { Publication } from '../../src/chain/action.ts'
import { publishCall, requestKeyCall, setDelegateCall } from '../../src/chain/calls.ts'
import { openClient } from '../../src/chain/client.ts'
import { ledgerEvents, type Seen } from '../../src/chain/events.ts'
import type { Network } from '../../src/chain/networks.ts'
import { readCount } from '../../src/chain/tributary.ts'
import { fromHex, toHex as hexOf } from '../../src/content/bytes.ts'
import { canonical } from '../../src/content/canonical.ts'
import { makeRequest, receiveSecret, type RequestContext } from '../../src/content/delivery.ts'
import { manifestDigest } from '../../src/content/digest.ts'
import { mintProof, publicKey, randomSecret, workAddress, type WorkSecret } from '../../src/content/keyline.ts'
import type { Manifest } from '../../src/content/manifest.ts'
import { signingPayload } from '../../src/content/signing.ts'
import { DeliveryJournal } from '../../src/keys/serving/journal.ts'
import { Keeper } from '../../src/keys/serving/keeper.ts'
import { purseHand } from '../../src/keys/serving/hands.ts'
import type { Hand, ServingPorts } from '../../src/keys/serving/ports.ts'
import { requestOfEvent, type Request } from '../../src/keys/serving/request.ts'
import type { Witness } from '../../src/keys/serving/witness.ts'
import { watchLedger } from '../../src/chain/watch.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse, type Purse } from '../../src/purse/purse.ts'
import { memoryStore, type Store } from '../../src/purse/store.ts'
import { NATIVE, Usage, workId, type Address, type WorkId } from '../../src/royalties/words.ts'
import { song } from '../content/manifests.ts'
import { generator } from '../content/random.ts'
import { dollarAbi } from '../../contracts-abi/dollar.ts'
import { ada, deployDollar, publication, send, startStage, type Stage } from '../chain/stage.ts'

export const PRICE = 10n ** 15n
export const FEE = 10n ** 14n
const contract = deployment.tributary.address

export interface ForSale {
  readonly id: WorkId
  readonly secret: WorkSecret
  readonly digest: Hex
}

export interface Purchase {
  readonly request: Request
  readonly event: Seen
  /** m, as the buyer gets it out of the scalar delivered. */
  readonly receive: (scalar: bigint) => WorkSecret | undefined
}

export interface Serving {
  readonly keeper: Keeper
  readonly journal: DeliveryJournal
  readonly purse: Purse
  readonly ports: ServingPorts
  /** Ends it as a closed tab does. */
  stop(): Promise<void>
}

interface ForSaleOptions extends Partial<Publication> {
  readonly signer?: HDAccount
  readonly price?: bigint
  readonly fee?: bigint
}

interface ServingOptions {
  readonly server: HDAccount
  readonly secrets?: readonly WorkSecret[]
  /** Of the delegate; the server itself where left out. */
  readonly key?: Hex
  readonly store?: Store
  readonly purseStore?: Store
  readonly change?: Partial<ServingPorts>
}

export class World {
  readonly stage: Stage
  readonly network: Network
  readonly manifests = new Map<Hex, Manifest>()
  readonly #random = generator(77).bytes
  readonly #ends: (() => Promise<void>)[] = []

  private constructor(stage: Stage, network: Network) {
    this.stage = stage
    this.network = network
  }

  /** `local`: false for a chain on which nothing is taken at a single RPC's word. */
  static async start({ id = 31337, local = true }: { id?: number; local?: boolean } = {}): Promise<World> {
    const stage = await startStage({ id })
    return new World(stage, { ...stage.network, local })
  }

  async stop(): Promise<void> {
    // A keeper whose wallet never answers never ends; its chain does.
    const patience = new Promise((go) => setTimeout(go, 1_000))
    await Promise.race([Promise.all(this.#ends.splice(0).map((end) => end())), patience])
    this.stage.stop()
  }

  get client() {
    return this.stage.client
  }

  get place() {
    return { chainId: this.network.id, contract }
  }

  /** `signer`: whose signature the manifest carries. */
  async publish(by = ada, { signer = by, price = PRICE, fee = FEE, ...change }: ForSaleOptions = {}): Promise<ForSale> {
    const secret = randomSecret(this.#random)
    const key = publicKey(secret)
    const creator = { name: 'Somebody', account: signer.address.toLowerCase() as Address }
    const unsigned: Manifest = { ...song, creator, key, salt32: hexOf(this.#random(32)) }
    const data = signingPayload(unsigned)
    const signature = await signer.signTypedData({ ...data, types: { Manifest: [...data.types.Manifest] } })
    const manifest = { ...unsigned, signature }
    const digest = manifestDigest(canonical(manifest))
    this.manifests.set(digest, manifest)
    const proof = mintProof(secret, { ...this.place, creator: by.address, manifest: digest })
    const sold = publication({
      manifest: digest,
      holders: [{ account: by.address, units: 100_000_000 }],
      offers: [{ usage: Usage.Play, bringsKey: true, price }],
      deliveryFee: fee,
      key: { x: BigInt(key.x), y: BigInt(key.y), commitment: proof.commitment, response: BigInt(proof.response) },
      ...change,
    })
    await this.did(send(this.stage, publishCall(sold), by))
    return { id: workId(await readCount(this.client)), secret, digest }
  }

  /** `spoil` changes what the buyer says on chain: for requests that must not be answered. */
  async ask(
    buyer: HDAccount,
    { id, secret }: ForSale,
    {
      window = 86_400n,
      spoil = {},
      attempt = 0,
      price = PRICE,
      fee = FEE,
      root = this.#random(32),
      currency = NATIVE,
    } = {},
  ): Promise<Purchase> {
    const context: RequestContext = { ...this.place, key: publicKey(secret), buyer: buyer.address }
    const { ex, kAddr } = makeRequest(root, context, attempt)
    const wish = {
      work: id,
      keyAddress: workAddress(context.key),
      usage: Usage.Play,
      units: 1n,
      ref: hexOf(this.#random(32)),
      buyer: buyer.address,
      ex: BigInt(ex),
      kAddress: kAddr,
      price,
      fee,
      window,
      ...spoil,
    } as const
    const receipt = await this.did(send(this.stage, requestKeyCall(wish, currency), buyer))
    const event = ledgerEvents(receipt.logs).find((seen) => seen.event.kind === 'KeyRequested')!
    if (event.event.kind !== 'KeyRequested') throw new Error('No request was made')
    const receive = (scalar: bigint) => receiveSecret(root, context, attempt, toHex(scalar, { size: 32 }))
    return { request: requestOfEvent(event.event), event, receive }
  }

  /** An ERC-20 of which `account` has enough, and lets the contract take it. */
  async token(account: HDAccount): Promise<Address> {
    const dollar = await deployDollar(this.stage, [account])
    const args = [contract, 10n ** 18n] as const
    const data = encodeFunctionData({ abi: dollarAbi, functionName: 'approve', args })
    await this.did(send(this.stage, { to: dollar, data, value: 0n }, account))
    return dollar
  }

  async name(account: HDAccount, work: WorkId, delegate: Address): Promise<void> {
    await this.did(send(this.stage, setDelegateCall(work, delegate), account))
  }

  async give(to: Address, value: bigint): Promise<void> {
    await this.did(send(this.stage, { to, data: '0x', value }))
  }

  async balance(address: Address): Promise<bigint> {
    return BigInt(await this.ask_('eth_getBalance', [address, 'latest']))
  }

  /** Any RPC method, of anvil too. */
  ask_(method: string, params: unknown[] = []): Promise<Hex> {
    return (this.client.request as unknown as (request: object) => Promise<Hex>)({ method, params })
  }

  /** Serves at once, without leaving anything to others, unless `change` says otherwise. */
  serve({ server, secrets = [], key, store = memoryStore(), purseStore = memoryStore(), change = {} }: ServingOptions) {
    const abort = new AbortController()
    const purse = this.purse(key ?? keyOfAccount(server), purseStore)
    const hands: Hand[] = [purseHand(purse)]
    const ports: ServingPorts = {
      network: this.network,
      embedded: (change.network ?? this.network).local,
      known: true,
      client: this.client,
      witnesses: this.witnesses(),
      server: server.address,
      hands: () => hands,
      rules: () => ({ serving: true, allowed: false, budget: 0n }),
      pace: { look: 40, backOff: [0, 0] },
      secretFor: async (wanted) => secrets.find((secret) => publicKey(secret).x === wanted.x),
      held: async () => secrets.map((secret) => workAddress(publicKey(secret))),
      manifest: async (digest) => this.manifests.get(digest)!,
      ...change,
    }
    const journal = new DeliveryJournal(store, this.network.id)
    const keeper = new Keeper(ports, journal)
    const unwatch = watchLedger(
      this.client,
      { onEvents: (events) => keeper.notice(events), onRollback: () => void keeper.rolledBack() },
      { intervalMs: 40 },
    )
    const running = keeper.run(abort.signal)
    const stop = async () => {
      unwatch()
      abort.abort()
      await running
    }
    this.#ends.push(stop)
    return { keeper, journal, purse, ports, stop } satisfies Serving
  }

  purse(key: Hex, journal: Store = memoryStore()): Purse {
    const pace = { look: 30, again: 300, raise: 60_000 }
    return openPurse({
      key: fromHex(key),
      clients: [this.client],
      network: this.network,
      journal,
      lock: processLock(),
      pace,
    })
  }

  /** Several RPCs in front of the one chain. */
  witnesses(count = 1): Witness[] {
    return Array.from({ length: count }, (_, i) => ({
      operator: `operator ${i}`,
      client: Object.assign(openClient(this.stage.network), { pollingInterval: 40 }),
    }))
  }

  /** The delivery of a request, once it is there. */
  async delivery(id: Hex) {
    const logs = await this.client.request({
      method: 'eth_getLogs',
      params: [{ address: contract, fromBlock: '0x0', toBlock: 'latest' }],
    })
    return parseEventLogs({ abi: tributaryAbi, logs: logs, eventName: 'KeyDelivered' })
      .map((log) => log.args as { id: Hex; scalar: bigint; server: Address; fee: bigint })
      .find((args) => args.id === id)
  }

  async did(sending: ReturnType<typeof send>) {
    const receipt = await sending
    if (receipt.status !== 'success') throw new Error('reverted')
    return receipt
  }
}

export const keyOfAccount = (account: HDAccount): Hex => toHex(account.getHdKey().privateKey!)
/** A private key that nobody else in the tests has. */
export const delegateKey = (n: number): Hex => toHex(BigInt(n) + 1_000_000n, { size: 32 })
export const addressOfKey = (key: Hex): Address => privateKeyToAccount(key).address

/** `eth_*` answers of one RPC, changed on their way. */
export function lying(
  witness: Witness,
  change: (method: string, answer: unknown, params: readonly unknown[]) => unknown,
): Witness {
  const request = witness.client.request as unknown as (asked: {
    method: string
    params?: unknown[]
  }) => Promise<unknown>
  const client = {
    ...witness.client,
    request: async (asked: { method: string; params?: unknown[] }) =>
      change(asked.method, await request(asked), asked.params ?? []),
  }
  return { ...witness, client: client as never }
}
