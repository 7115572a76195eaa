import { concat, encodeFunctionData, erc20Abi, type Abi } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import type { KeyRequest, KeyTerms } from '../royalties/terms.ts'
import { NATIVE, type Address, type Hex, type WorkId } from '../royalties/words.ts'
import {
  isPaying,
  type Action,
  type Call,
  type Payment,
  type Permit,
  type Publication,
  type Purchase,
} from './action.ts'

type Name = Exclude<Action['kind'], 'transfer' | 'approve' | 'give' | 'giveToken' | 'deploy'> | 'safeTransferFrom'

const abi: Abi = tributaryAbi

/** Calldata for the Tributary contract. The builders below have checked the arguments' types against `Action`. */
function tributary(action: Action, functionName: Name, args: readonly unknown[], value = 0n): Call {
  const data = encodeFunctionData({ abi, functionName, args })
  return { to: deployment.tributary.address, data, value, action }
}

const sum = (payments: readonly Payment[]) => payments.reduce((total, { amount }) => total + amount, 0n)

/** One payment, or several in one currency. In the native currency their sum travels with the call. */
export function payCall(payments: readonly Payment[], currency: Address): Call {
  const value = currency === NATIVE ? sum(payments) : 0n
  const [payment, ...more] = payments
  if (!payment) throw new Error('Nothing to pay')
  return more.length === 0
    ? tributary({ kind: 'pay', payment }, 'pay', [payment], value)
    : tributary({ kind: 'payBatch', payments }, 'payBatch', [payments], value)
}

/** The same call, with the allowance it needs granted by a signature in the same transaction. */
export function permitAndCall(currency: Address, permit: Permit, { data, action: inner }: Call): Call {
  if (!isPaying(inner)) throw new Error(`A signed allowance is of no use to ${inner.kind}`)
  return tributary({ kind: 'permitAndCall', currency, permit, inner }, 'permitAndCall', [currency, permit, data])
}

export const reportCall = (use: Omit<Extract<Action, { kind: 'report' }>, 'kind'>): Call =>
  tributary({ kind: 'report', ...use }, 'report', [use.work, use.usage, use.units, use.ref, use.beneficiary])

export const publishCall = (publication: Publication): Call =>
  tributary({ kind: 'publish', publication }, 'publish', [publication])

/** `rate` in 1e-8 of a currency unit a second; `end` a full hour. In the native currency what is above the cost returns. */
export const openFlowCall = (flow: Omit<Extract<Action, { kind: 'openFlow' }>, 'kind'>, currency: Address): Call =>
  tributary(
    { kind: 'openFlow', ...flow },
    'openFlow',
    [flow.work, flow.rate, flow.end, flow.maximum],
    currency === NATIVE ? flow.maximum : 0n,
  )

/** `works` grouped by currency: each change of currency is one more transfer. */
export const claimCall = (works: readonly WorkId[], to: Address): Call =>
  tributary({ kind: 'claim', works, to }, 'claim', [works, to])

export const claimForCall = (holder: Address, works: readonly WorkId[]): Call =>
  tributary({ kind: 'claimFor', holder, works }, 'claimFor', [holder, works])

/** By anyone, for everybody who has a part in the work. */
export const accrueCall = (work: WorkId, steps: number): Call =>
  tributary({ kind: 'accrue', work, steps }, 'accrue', [work, steps])

export const openSaleCall = (work: WorkId): Call => tributary({ kind: 'openSale', work }, 'openSale', [work])

/** Replaces the seller's listing; `units` 0 withdraws it. `unitPrice` is of one whole share, `expiry` in Unix seconds. */
export const listCall = (work: WorkId, units: number, unitPrice: bigint, expiry: number): Call =>
  tributary({ kind: 'list', work, units, unitPrice, expiry }, 'list', [work, units, unitPrice, expiry])

/** In the native currency the maximum price travels with the call, and what is above the price comes back. */
export const buyCall = (purchase: Purchase, currency: Address): Call =>
  tributary(
    { kind: 'buy', purchase },
    'buy',
    [purchase.work, purchase.seller, purchase.units, purchase.maximumPrice, purchase.deadline],
    currency === NATIVE ? purchase.maximumPrice : 0n,
  )

export const transferCall = (from: Address, to: Address, work: WorkId, units: bigint): Call =>
  tributary({ kind: 'transfer', from, to, work, units }, 'safeTransferFrom', [from, to, work, units, '0x'])

/** In the native currency price and delivery fee travel with the call. */
export const requestKeyCall = (request: KeyRequest, currency: Address): Call =>
  tributary(
    { kind: 'requestKey', request },
    'requestKey',
    [request],
    currency === NATIVE ? request.price + request.fee : 0n,
  )

export const deliverKeyCall = (delivery: Omit<Extract<Action, { kind: 'deliverKey' }>, 'kind'>): Call => {
  const { terms, scalar, commitment, response, server } = delivery
  return tributary({ kind: 'deliverKey', ...delivery }, 'deliverKey', [
    terms,
    BigInt(scalar),
    commitment,
    BigInt(response),
    server,
  ])
}

/** By anyone, after the deadline: what was paid waits for the buyer then. */
export const refundKeyCall = (terms: KeyTerms): Call => tributary({ kind: 'refundKey', terms }, 'refundKey', [terms])

export const setDelegateCall = (work: WorkId, delegate: Address): Call =>
  tributary({ kind: 'setDelegate', work, delegate }, 'setDelegate', [work, delegate])

/** All that waits for the caller in one currency. */
export const withdrawCall = (currency: Address, to: Address): Call =>
  tributary({ kind: 'withdraw', currency, to }, 'withdraw', [currency, to])

/** An ERC-20 allowance for the Tributary contract, for tokens without permit. Exactly what is paid, never unlimited. */
export function approveCall(token: Address, amount: bigint): Call {
  const spender = deployment.tributary.address
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] })
  return { to: token, data, value: 0n, action: { kind: 'approve', spender, amount } }
}

/** Native money to another account: no calldata at all. */
export const giveCall = (to: Address, amount: bigint): Call => ({
  to,
  data: '0x',
  value: amount,
  action: { kind: 'give', to, amount },
})

export function giveTokenCall(token: Address, to: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  return { to: token, data, value: 0n, action: { kind: 'giveToken', to, amount } }
}

/** One piece of the deployment through the deterministic proxy; the address follows from salt and code alone. */
export const deployCall = (initCode: Hex): Call => ({
  to: deployment.proxy,
  data: concat([deployment.salt, initCode]),
  value: 0n,
  action: { kind: 'deploy', salt: deployment.salt, initCode },
})
