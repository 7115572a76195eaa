import { keccak256, parseTransaction, sliceHex, type Hex, type TransactionSerializedLegacy } from 'viem'
import { estimateGas, getBalance, getBlock, getCode, getTransactionCount, sendRawTransaction } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import { proxyTransaction } from '../../contracts-abi/initcode.ts'
import type { Call } from './action.ts'
import type { ChainClient } from './client.ts'
import { mined } from './mined.ts'
import { problemOf, type Problem } from './problems.ts'

/**
 * The deterministic deployment proxy comes onto a chain by one transaction that is the same everywhere: its signature
 * was chosen instead of made, so nobody has the key, its sender follows from it, and it names no chain (it is older
 * than EIP-155). The sender needs exactly the transaction's highest cost first; what is not used stays with it for ever.
 */
const raw: Hex = proxyTransaction.raw
const { gas = 0n, gasPrice = 0n, data: initCode = '0x' } = parseTransaction(raw as TransactionSerializedLegacy)
export const PROXY_SENDER = proxyTransaction.from
export const PROXY_COST = BigInt(proxyTransaction.cost)

/** Its init code is fourteen bytes that return what follows them. */
const PROXY_CODE_HASH = keccak256(sliceHex(initCode, 14))

/** Why the proxy can never, or not now, come onto this chain by its transaction. */
export type ProxyObstacle =
  /** The chain refuses transactions that name no chain. */
  | 'unprotected'
  /** Its sender's first transaction was another one: the one that counts can never be sent again. */
  | 'spent'
  /** Creating it costs more gas here than the transaction offers. */
  | 'gas'
  /** The chain asks for a higher price than the transaction offers, for now. */
  | 'price'
  /** Something else stands at the proxy's address. */
  | 'foreign'

export type ProxyState =
  | { readonly kind: 'here' }
  /** `lacking`: what its sender still needs. */
  | { readonly kind: 'missing'; readonly lacking: bigint }
  | { readonly kind: 'impossible'; readonly why: ProxyObstacle }

const impossible = (why: ProxyObstacle): ProxyState => ({ kind: 'impossible', why })

/** Finds out whether the proxy is there and, before anything is spent, what would keep it from coming. */
export async function readProxy(client: ChainClient): Promise<ProxyState> {
  const code = await getCode(client, { address: deployment.proxy })
  if (code) return keccak256(code) === PROXY_CODE_HASH ? { kind: 'here' } : impossible('foreign')
  const [balance, count, block, needed] = await Promise.all([
    getBalance(client, { address: PROXY_SENDER }),
    getTransactionCount(client, { address: PROXY_SENDER }),
    getBlock(client),
    // From nobody in particular: asking in the sender's name would fail for want of money on some chains.
    estimateGas(client, { data: initCode }),
  ])
  if (count > 0) return impossible('spent')
  if (needed > gas) return impossible('gas')
  if ((block.baseFeePerGas ?? 0n) > gasPrice) return impossible('price')
  return { kind: 'missing', lacking: balance < PROXY_COST ? PROXY_COST - balance : 0n }
}

export const fundCall = (lacking: bigint): Call => ({
  to: PROXY_SENDER,
  data: '0x',
  value: lacking,
  action: { kind: 'fund', amount: lacking },
})

export type Placed =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: ProxyObstacle | 'unfunded' }
  | { readonly ok: false; readonly why: 'problem'; readonly problem: Problem }

/**
 * Hands the transaction to the chain. Called before its sender is paid, too: a chain that would never take it refuses
 * it right then, by another reason than `unfunded`, and nothing has been spent.
 */
export async function placeProxy(client: ChainClient): Promise<Placed> {
  const refused = await sendRawTransaction(client, { serializedTransaction: raw }).then(() => undefined, refusalOf)
  if (refused) return refused
  const hash = keccak256(raw)
  const receipt = await mined(client, hash, { timeout: 120_000 }).catch(problemOf)
  if ('kind' in receipt) return { ok: false, why: 'problem', problem: receipt }
  return receipt.status === 'success' ? { ok: true } : { ok: false, why: 'spent' }
}

/** Nodes word their refusals freely; these are those of geth, Nethermind, Besu, Erigon and anvil. */
function refusalOf(error: unknown): Placed | undefined {
  const text = String((error as { details?: string }).details ?? error)
  const because = (why: ProxyObstacle | 'unfunded') => ({ ok: false, why }) as const
  if (/already (known|imported|exists)|known transaction/i.test(text)) return undefined
  if (/replay.?protect|eip-?155|unprotected|chain.?id/i.test(text)) return because('unprotected')
  if (/insufficient|not enough|lack of funds|exceeds (the )?balance|upfront/i.test(text)) return because('unfunded')
  if (/nonce/i.test(text)) return because('spent')
  if (/intrinsic gas|out of gas/i.test(text)) return because('gas')
  if (/underpriced|max fee|base fee|gas ?price/i.test(text)) return because('price')
  return { ok: false, why: 'problem', problem: problemOf(error) }
}
