import { numberToHex } from 'viem'
import { KINDS, word } from '../../royalties/chain.ts'
import type { Columns } from '../../royalties/columns/columns.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import type { RawLog } from '../evidence.ts'
import type { Told } from '../reader.ts'
import { RpcFailure } from './failure.ts'
import { Unusual } from './cursor.ts'
import { Whole, type JsonRpc, type Sink } from './json-rpc.ts'
import { LogScanner } from './scan.ts'

type Request = (args: { method: string; params: unknown[] }) => Promise<unknown>

/** Asks one RPC for ledger logs. */
export class LogSource {
  readonly #request: Request
  readonly #rpc: JsonRpc | undefined
  readonly #contract: Address

  /** `rpc`: answers are read as they come. */
  constructor(request: Request, contract: Address, rpc?: JsonRpc) {
    this.#request = request
    this.#rpc = rpc
    this.#contract = contract
  }

  /** Both ends included. Rejects with what the RPC said. */
  async range(work: WorkId, from: bigint, to: bigint, signal?: AbortSignal): Promise<Told> {
    const topics = [[...KINDS.keys()], `0x${word(work)}`]
    const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) }
    const call = { method: 'eth_getLogs', params: [{ address: this.#contract, topics, ...range }] }
    if (!this.#rpc) return rawLogsOf(await this.#request(call))
    try {
      return await this.#rpc.stream(call, () => new LogSink(this.#contract, work), signal)
    } catch (error) {
      if (!(error instanceof Unusual)) throw error
      return rawLogsOf(await this.#rpc.request(call, signal))
    }
  }
}

/** Scans an answer that begins as a list of logs does, and reads any other as a whole: it will be short. */
class LogSink implements Sink<Told> {
  readonly #scanner: LogScanner
  readonly #whole = new Whole()
  #scanning = true

  constructor(contract: Address, work: WorkId) {
    this.#scanner = new LogScanner(contract, work)
  }

  push(chunk: Uint8Array): void {
    if (!this.#scanner.began) this.#whole.push(chunk)
    if (!this.#scanning) return
    try {
      this.#scanner.push(chunk)
    } catch (error) {
      if (!(error instanceof Unusual) || this.#scanner.began) throw error
      this.#scanning = false
    }
  }

  end(): Columns | readonly RawLog[] {
    return this.#scanner.began ? this.#scanner.end() : rawLogsOf(this.#whole.end())
  }
}

interface RpcLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockNumber: Hex
  readonly blockHash: Hex
  readonly logIndex: Hex
  readonly transactionHash: Hex
}

/** Throws: RpcFailure for what is no list of logs. Whether they are events of this ledger is judged elsewhere. */
function rawLogsOf(answer: unknown): RawLog[] {
  try {
    return (answer as RpcLog[]).map(rawOf)
  } catch {
    throw new RpcFailure('malformed', 'The RPC sent something that is no list of logs.')
  }
}

const lower = (hex: string) => hex.toLowerCase() as Hex

const rawOf = (log: RpcLog): RawLog => ({
  address: lower(log.address),
  topics: log.topics.map(lower),
  data: lower(log.data),
  block: BigInt(log.blockNumber),
  blockHash: lower(log.blockHash),
  index: Number(BigInt(log.logIndex)),
  transaction: lower(log.transactionHash),
})
