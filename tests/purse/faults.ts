/** Endpoints that fail, lie, or are watched; and a browser that is killed at a chosen moment. */
import { createClient, custom, type EIP1193RequestFn } from 'viem'
import type { ChainClient } from '../../src/chain/client.ts'
import { memoryStore, Unkept, type Store } from '../../src/purse/store.ts'

type Request = { method: string; params?: unknown }
type Answer = (request: Request, honest: () => Promise<unknown>) => Promise<unknown>

/** A client like `client`, whose every request goes through `answer`. */
export function endpoint(client: ChainClient, answer: Answer): ChainClient {
  const honest = client.request as EIP1193RequestFn
  const request = async (asked: Request) => answer(asked, () => honest(asked as never))
  const transport = custom({ request: request as EIP1193RequestFn }, { retryCount: 0 })
  return Object.assign(createClient({ chain: client.chain, transport, cacheTime: 0 }), { pollingInterval: 20 })
}

export const watched = (client: ChainClient, methods: string[]) =>
  endpoint(client, (request, honest) => (methods.push(request.method), honest()))

export const dead = (client: ChainClient) => endpoint(client, () => Promise.reject(new Error('fetch failed')))

/** Answers as `client` does, but never passes a transaction on, and says `words` of it. */
export const swallowing = (client: ChainClient, words: string) =>
  endpoint(client, (request, honest) =>
    request.method === 'eth_sendRawTransaction' ? Promise.reject(new Error(words)) : honest(),
  )

export const saying = (client: ChainClient, method: string, result: unknown) =>
  endpoint(client, (request, honest) => (request.method === method ? Promise.resolve(result) : honest()))

export const fullStore = (): Store => ({ ...memoryStore(), change: () => Promise.reject(new Unkept()) })

const never = () => new Promise<never>(() => undefined)

/**
 * A browser that dies at its n-th act (a record written, a request sent): that act and all later ones never come back.
 * `after`: the act itself still happens, only nobody learns of it.
 */
export class Mortal {
  acts = 0
  readonly #dies: number
  readonly #after: boolean

  constructor(dies = Number.POSITIVE_INFINITY, after = false) {
    this.#dies = dies
    this.#after = after
  }

  get dead(): boolean {
    return this.acts >= this.#dies
  }

  async #act<T>(act: () => Promise<T>): Promise<T> {
    if (this.dead) return never()
    this.acts++
    const last = this.acts >= this.#dies
    if (!last) return act()
    if (this.#after) await act().catch(() => undefined)
    return never()
  }

  client(client: ChainClient): ChainClient {
    return endpoint(client, (_, honest) => this.#act(honest))
  }

  store(records: Map<string, unknown>): Store {
    const store = memoryStore(records)
    return { ...store, change: (key, make) => this.#act(() => store.change(key, make)) }
  }
}
