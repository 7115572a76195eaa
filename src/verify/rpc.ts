import { decodeFunctionResult, encodeFunctionData, numberToHex } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import type { ChainClient } from '../chain/client.ts'
import { genesis } from '../royalties/chain.ts'
import { workId, type Address, type Hex, type WorkId } from '../royalties/words.ts'
import type { Held, Pin, RawLog, StateProof, WorkFacts } from './evidence.ts'
import { JsonRpc } from './loading/json-rpc.ts'
import { LogSource } from './loading/logs.ts'
import { ReceiptSource } from './loading/receipts.ts'
import { rawLogs } from './loading/told.ts'
import type { BlockTag, LedgerReader, OldHead, Told } from './reader.ts'
import { StateSource } from './state/ask.ts'
import { AtBlock, type Where } from './state/at-block.ts'
import { toldPin } from './witnesses/shown.ts'

type Request = (args: { method: string; params: unknown[] }) => Promise<unknown>
type View = 'worksOf' | 'ancestorsOf' | 'holdingOf' | 'claimable'
/** A pinned block, or the number of an old one. */
type At = Pin | Hex

const contract: Address = deployment.tributary.address

/** Reads from an RPC. State is asked for by the pinned block's hash. */
export class RpcReader implements LedgerReader {
  readonly deployment
  readonly rpc: string | undefined
  readonly mintBlocks = new Map<WorkId, bigint>()
  readonly #request: Request
  readonly #logs: LogSource
  readonly #state: StateSource
  readonly #receipts: ReceiptSource
  readonly #blocks = new AtBlock()

  constructor(client: ChainClient | JsonRpc, address: Address = contract) {
    const own = client instanceof JsonRpc ? client : undefined
    this.deployment = { chainId: client.chain.id, contract: address.toLowerCase() as Address }
    this.rpc = own?.url
    this.#request = own ? (call) => own.request(call) : ((client as ChainClient).request as unknown as Request)
    this.#logs = new LogSource(this.#request, this.deployment.contract, own)
    this.#state = new StateSource(this.#request, this.deployment.contract)
    this.#receipts = new ReceiptSource(this.#request)
  }

  async pin(): Promise<Pin> {
    return toldPin(await this.block('latest'))
  }

  async stands({ number, hash }: Pin): Promise<boolean> {
    return toldPin(await this.block(number)).hash === hash
  }

  async facts(work: WorkId, pin: Pin): Promise<WorkFacts | undefined> {
    const asked = this.#call('ancestorsOf', [work], pin)
    // It reverts where there is no such work; what says so is that there is nothing else of it.
    asked.catch(() => undefined)
    const told = await this.#work(work, pin)
    if (!told) return undefined
    const asks = await asked
    const { lastBlock, mintBlock, ...facts } = told
    this.mintBlocks.set(work, BigInt(mintBlock))
    const ancestors = (asks as { work: number | bigint; royalty: number }[]).map((ask) => ({
      ...ask,
      work: workId(ask.work),
    }))
    return { work, ...facts, lastBlock: BigInt(lastBlock), ancestors }
  }

  async logs(work: WorkId, block: bigint): Promise<readonly RawLog[]> {
    return rawLogs(await this.range(work, block, block), this.deployment.contract)
  }

  range(work: WorkId, from: bigint, to: bigint, signal?: AbortSignal): Promise<Told> {
    return this.#logs.range(work, from, to, signal)
  }

  state(pin: Pin, slots: readonly Hex[]): Promise<StateProof> {
    return this.#state.ask(pin, slots)
  }

  async holding(work: WorkId, account: Address, pin: Pin): Promise<Held> {
    const [held, claimable] = await Promise.all([
      this.#call('holdingOf', [work, account], pin) as Promise<{ units: number; debt: bigint }>,
      this.#call('claimable', [work, account], pin) as Promise<bigint>,
    ])
    return { account, units: BigInt(held.units), debt: held.debt, claimable }
  }

  async headAt(work: WorkId, block: bigint): Promise<OldHead> {
    const told = await this.#work(work, numberToHex(block))
    if (!told) return { sequence: 0, head: genesis(this.deployment, work) }
    return { sequence: told.sequence, head: told.head }
  }

  block(which: bigint | Hex | BlockTag): Promise<unknown> {
    if (typeof which === 'bigint')
      return this.#request({ method: 'eth_getBlockByNumber', params: [numberToHex(which), false] })
    const method = which.startsWith('0x') ? 'eth_getBlockByHash' : 'eth_getBlockByNumber'
    return this.#request({ method, params: [which, false] })
  }

  receipts(block: bigint): Promise<unknown> {
    return this.#receipts.ask(block)
  }

  async #work(work: WorkId, at: At) {
    type Told = {
      currency: Address
      sequence: number
      lastBlock: number
      mintBlock: number
      head: Hex
      income: bigint
      prepaid: bigint
      flowRate: bigint
      ancestorRoyalty: number
    }
    const [found] = (await this.#call('worksOf', [work, 1n], at)) as Told[]
    if (!found) return undefined
    const { currency, sequence, lastBlock, mintBlock, head, income, prepaid, flowRate, ancestorRoyalty } = found
    return { currency, sequence, lastBlock, mintBlock, head, income, prepaid, flowRate, ancestorRoyalty }
  }

  async #call(functionName: View, args: readonly unknown[], at: At): Promise<unknown> {
    const asked: object = { abi: tributaryAbi, functionName, args }
    const data = encodeFunctionData(asked as never)
    const ask = (where: Where) =>
      this.#request({ method: 'eth_call', params: [{ to: this.deployment.contract, data }, where] })
    const raw = await (typeof at === 'string' ? ask(at) : this.#blocks.ask(at, ask))
    // An account without code answers nothing.
    if (raw === '0x') throw new Error('In this block the contract is not there')
    return decoded(functionName, raw)
  }
}

/** Throws a sentence for what is no answer of the contract: a liar may send anything. */
function decoded(functionName: View, data: unknown): unknown {
  const answered: object = { abi: tributaryAbi, functionName, data }
  try {
    return decodeFunctionResult(answered as never)
  } catch {
    throw new Error('What the RPC sent as the contract’s answer cannot be read')
  }
}
