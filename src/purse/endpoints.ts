import { sendRawTransaction } from 'viem/actions'
import { openClient, type ChainClient } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import { problemOf, type Problem } from '../chain/problems.ts'
import type { Hex } from '../royalties/words.ts'

/** How much longer than the quickest the others may take. */
const GRACE_MS = 4_000

/** One client for each RPC of a network, none standing in for another. */
export const independentClients = (network: Network): ChainClient[] =>
  network.rpcs.map((url) => openClient({ ...network, rpcs: [url] }))

/** The RPCs of one network. Any of them may be dead, behind, or lie: good news needs one witness, bad news all. */
export class Endpoints {
  readonly clients: readonly ChainClient[]

  constructor(clients: readonly ChainClient[]) {
    if (clients.length === 0) throw new RangeError('A purse needs at least one RPC')
    this.clients = clients
  }

  /** What each says that answers in time; at least one. Rejects as the first did when none answers. */
  async every<T>(ask: (client: ChainClient) => Promise<T>): Promise<T[]> {
    const answers: T[] = []
    const asked = this.clients.map((client) => ask(client).then((answer) => void answers.push(answer)))
    await Promise.any(asked).catch(throwFirst)
    await Promise.race([Promise.allSettled(asked), pause(GRACE_MS)])
    return [...answers]
  }

  /** What the first to answer says. */
  first<T>(ask: (client: ChainClient) => Promise<T>): Promise<T> {
    return Promise.any(this.clients.map(ask)).catch(throwFirst)
  }

  /**
   * Hands the same signed bytes to all. What they answer proves nothing ("already known" may be said of what was never
   * taken): only a receipt does. Returns why nobody took it, for telling.
   */
  async broadcast(raw: Hex): Promise<Problem | undefined> {
    const taken = this.every((client) => sendRawTransaction(client, { serializedTransaction: raw }))
    return taken.then(() => undefined, problemOf)
  }
}

function throwFirst({ errors }: AggregateError): never {
  throw errors[0]
}

export const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => (clearTimeout(timer), signal?.removeEventListener('abort', done), resolve())
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
