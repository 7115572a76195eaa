import type { Address, Hex, WorkId } from '../royalties/words.ts'

/** A problem as a person reads it: what happened, and what to do. */
export interface Sentence {
  readonly what: string
  readonly remedy: string
}

/** Everything that can go wrong between the app, a wallet and a chain. The only place that knows foreign errors. */
export type Problem =
  | { kind: 'noWallet' }
  | { kind: 'wrongNetwork'; wanted: string; actual?: string }
  | { kind: 'rejected' }
  /** `said`: in words, by refusals.ts, which knows what the contracts refuse. */
  | { kind: 'reverted'; name: string; args: readonly unknown[]; said?: Sentence }
  | { kind: 'insufficientFunds' }
  | { kind: 'rpcDown'; detail: string }
  | { kind: 'timeout'; hash?: Hex }
  | { kind: 'priceChanged'; args: readonly unknown[] }
  | { kind: 'replaced'; reason: 'cancelled' | 'replaced'; hash?: Hex }
  | { kind: 'dropped'; hash: Hex }
  | { kind: 'notDeployed'; pieces: readonly string[] }
  | { kind: 'foreign'; pieces: readonly { name: string; address: Address }[] }
  /** The RPC serves another chain than the network it is listed for. */
  | { kind: 'elsewhere'; wanted: string; answered: number }
  | { kind: 'mismatch'; detail: string }
  | { kind: 'pending' }
  /** The wallet has another account by now than the one that was to sign. */
  | { kind: 'switched' }
  | { kind: 'closed' }
  | { kind: 'outdated' }
  /** The browser refused to keep the record without which nothing may be sent. */
  | { kind: 'unkept' }
  /** The network's fee would be above what its payer allowed, in the smallest unit of the native currency. */
  | { kind: 'feeTooHigh'; most: bigint; fee: bigint }
  /** It would use more gas than one transaction may have. `works`: whose number, or whose past, is to blame. */
  | { kind: 'tooMuchGas'; works: readonly WorkId[] }
  | { kind: 'unknown'; detail: string }

export type Failure = { readonly ok: false; readonly problem: Problem }
export type Result<T> = { readonly ok: true; readonly value: T } | Failure

export const failure = (problem: Problem): Failure => ({ ok: false, problem })

interface Foreign {
  readonly name?: unknown
  readonly code?: unknown
  readonly status?: unknown
  readonly message?: unknown
  readonly shortMessage?: unknown
  readonly details?: unknown
  readonly data?: unknown
  readonly cause?: unknown
}

/** An error and its causes, outermost first; errors of viem, of wagmi and of wallets all nest this way. */
function causes(error: unknown): Foreign[] {
  const chain: Foreign[] = []
  for (let at = error; at && typeof at === 'object' && chain.length < 12; at = (at as Foreign).cause) {
    chain.push(at)
    const inner = (at as { data?: { originalError?: unknown } }).data?.originalError
    if (inner && typeof inner === 'object') chain.push(inner)
  }
  return chain
}

const hexData = (data: unknown): Hex | undefined => {
  const hex = typeof data === 'object' && data !== null ? (data as Foreign).data : data
  return typeof hex === 'string' && /^0x([0-9a-f]{2})*$/i.test(hex) ? (hex as Hex) : undefined
}

/** What a reverting call returned, wherever a library or a wallet has hidden it. */
export function revertData(error: unknown): Hex | undefined {
  for (const { data } of causes(error)) {
    const hex = hexData(data)
    if (hex && hex.length >= 10) return hex
  }
  return undefined
}

const words = (chain: readonly Foreign[]) =>
  chain
    .flatMap(({ message, details, shortMessage }) => [message, details, shortMessage])
    .filter((text) => typeof text === 'string')
    .join('\n')

const named = (chain: readonly Foreign[], ...names: string[]) => chain.some(({ name }) => names.includes(String(name)))
const coded = (chain: readonly Foreign[], ...codes: number[]) => chain.some(({ code }) => codes.includes(Number(code)))

/** What Chromium, Firefox, Safari and Vite say when a part of the app itself cannot be fetched. */
const UNLOADED = /dynamically imported module|importing a module script failed|unable to preload/i

/** The last is how geth says how little gas the account can pay for; an RPC's own bound is never that low. */
const POOR = /insufficient funds|exceeds (the )?balance|gas required exceeds allowance \(\d{1,5}\)/i

/** What geth, Nethermind, Besu, Erigon, reth and anvil say when a call needs more gas than they give it. */
const BEYOND =
  /out ?of ?gas|gas required exceeds allowance|exceeds (the )?(block|transaction|maximum).{0,12}gas|gas limit (is )?too high/i

/**
 * Any error from viem, wagmi or a wallet as one of ours. A refusal of the contracts stays as its bytes: naming it needs
 * all their errors, which refusals.ts brings.
 */
export function problemOf(error: unknown): Problem {
  const chain = causes(error)
  const text = words(chain)
  if (UNLOADED.test(text)) return { kind: 'outdated' }
  if (coded(chain, 4001) || named(chain, 'UserRejectedRequestError')) return { kind: 'rejected' }
  if (coded(chain, -32002)) return { kind: 'pending' }
  const data = revertData(error)
  if (data) return { kind: 'reverted', name: '', args: [data] }
  if (
    named(
      chain,
      'ConnectorNotConnectedError',
      'ConnectorNotFoundError',
      'ProviderNotFoundError',
      'ConnectorAccountNotFoundError',
    )
  )
    return { kind: 'noWallet' }
  if (coded(chain, 4902) || named(chain, 'ConnectorChainMismatchError', 'ChainMismatchError', 'SwitchChainError'))
    return { kind: 'wrongNetwork', wanted: '' }
  if (named(chain, 'InsufficientFundsError') || POOR.test(text)) return { kind: 'insufficientFunds' }
  if (named(chain, 'AbiDecodingZeroDataError', 'ContractFunctionZeroDataError'))
    return { kind: 'notDeployed', pieces: ['Tributary'] }
  if (BEYOND.test(text)) return { kind: 'tooMuchGas', works: [] }
  if (named(chain, 'WaitForTransactionReceiptTimeoutError', 'TimeoutError')) return { kind: 'timeout' }
  if (/execution reverted|revert/i.test(text)) return { kind: 'reverted', name: '', args: [] }
  if (
    named(chain, 'HttpRequestError', 'WebSocketRequestError', 'SocketClosedError', 'RpcRequestError', 'AbortError') ||
    /failed to fetch|fetch failed|network ?error|econnrefused/i.test(text)
  )
    return { kind: 'rpcDown', detail: firstLine(chain) }
  return { kind: 'unknown', detail: firstLine(chain) || String(error) }
}

function firstLine(chain: readonly Foreign[]): string {
  const texts = chain.flatMap(({ details, shortMessage, message }) => [details, shortMessage, message])
  const text = texts.find((each): each is string => typeof each === 'string' && each !== '') ?? ''
  return text.split('\n')[0]!.slice(0, 240)
}
