import type { TransactionReceipt } from 'viem'
import { getBlock } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { Call, Permit } from '../chain/action.ts'
import { approveCall, permitAndCall } from '../chain/calls.ts'
import type { ChainClient } from '../chain/client.ts'
import { assureDeployment } from '../chain/deployed.ts'
import { permitData, permitOf } from '../chain/permit.ts'
import { failure, problemOf, type Problem, type Result } from '../chain/problems.ts'
import { allowanceOf } from '../chain/token-reads.ts'
import type { Currency } from '../chain/tokens.ts'
import { NATIVE } from '../royalties/words.ts'
import type { Transactions } from './transactions.svelte.ts'
import type { Wallet } from './wallet.svelte.ts'

/** A call that takes money of one currency from the connected account. */
export interface Spending {
  readonly title: string
  readonly currency: Currency
  readonly amount: bigint
  call(): Call
}

/** How the contract gets at the money, told before anything is signed. */
export type Way = 'native' | 'allowed' | 'permit' | 'allowance'

/** What is being done right now. */
export type SpendingStep = 'allowance signature' | 'allowance transaction' | 'payment'

export interface SpendingPorts {
  readonly client: ChainClient
  readonly wallet: Wallet
  readonly transactions: Transactions
}

const MINUTES_30 = 1800n

/** Native money travels along; an ERC-20 needs an allowance, which costs a signature or a transaction of its own. */
export async function wayOf(client: ChainClient, owner: `0x${string}`, { currency, amount }: Spending): Promise<Way> {
  if (currency.address === NATIVE) return 'native'
  const spender = deployment.tributary.address
  if ((await allowanceOf(client, currency.address, owner, spender)) >= amount) return 'allowed'
  if (!currency.permit) return 'allowance'
  const order = { owner, spender, value: amount, deadline: 0n }
  return (await permitData(client, currency.address, order)).ok ? 'permit' : 'allowance'
}

export async function spend(
  ports: SpendingPorts,
  spending: Spending,
  tell: (step: SpendingStep, trackedId?: string) => void,
): Promise<Result<TransactionReceipt>> {
  const owner = ports.wallet.address
  if (!owner) return failure({ kind: 'noWallet' })
  // A signed allowance is worth as much as a transaction: it too names the contracts as its spender.
  const deployed = await assureDeployment(ports.client)
  if (!deployed.ok) return deployed
  const call = await payable(ports, spending, owner, tell)
  if (!call.ok) return call
  tell('payment')
  return ports.transactions.send(call.value, { title: spending.title, onTracked: (id) => tell('payment', id) })
}

async function payable(
  { client, wallet, transactions }: SpendingPorts,
  spending: Spending,
  owner: `0x${string}`,
  tell: (step: SpendingStep, trackedId?: string) => void,
): Promise<Result<Call>> {
  const way = await wayOf(client, owner, spending).catch((error: unknown): Problem => problemOf(error))
  if (typeof way === 'object') return failure(way)
  const { currency, amount } = spending
  if (way === 'permit') {
    const permit = await signPermit({ client, wallet }, currency, amount, owner, () => tell('allowance signature'))
    return permit.ok ? { ok: true, value: permitAndCall(currency.address, permit.value, spending.call()) } : permit
  }
  if (way === 'allowance') {
    const title = `Allow ${currency.symbol} for: ${spending.title}`
    const onTracked = (id: string) => tell('allowance transaction', id)
    const allowed = await transactions.send(approveCall(currency.address, amount), { title, onTracked })
    if (!allowed.ok) return allowed
  }
  return { ok: true, value: spending.call() }
}

async function signPermit(
  { client, wallet }: Pick<SpendingPorts, 'client' | 'wallet'>,
  { address }: Currency,
  value: bigint,
  owner: `0x${string}`,
  tell: () => void,
): Promise<Result<Permit>> {
  // By the chain's clock, which is the one that counts: this computer's may be wrong.
  const block = await getBlock(client).catch(problemOf)
  if ('kind' in block) return failure(block)
  const order = { owner, spender: deployment.tributary.address, value, deadline: block.timestamp + MINUTES_30 }
  const data = await permitData(client, address, order)
  if (!data.ok) return data
  tell()
  const signature = await wallet.sign({
    ...data.value,
    domain: { ...data.value.domain },
    message: { ...data.value.message },
  })
  return signature.ok ? { ok: true, value: permitOf(order, signature.value) } : signature
}
