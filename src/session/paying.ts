/** How the purse pays a batch: natively, with a permit it signs itself, or under an allowance. */
import { deployment } from '../../contracts-abi/deployment.ts'
import type { Call, Payment } from '../chain/action.ts'
import { approveCall, payCall, permitAndCall } from '../chain/calls.ts'
import type { ChainClient } from '../chain/client.ts'
import { permitData, permitOf } from '../chain/permit.ts'
import { failure, problemOf, type Result } from '../chain/problems.ts'
import { simulate } from '../chain/simulate.ts'
import { allowanceOf } from '../chain/token-reads.ts'
import type { Purse, SendOptions } from '../purse/purse.ts'
import { NATIVE, Usage, type Address, type Hex } from '../royalties/words.ts'
import { amountOf, type Plays } from './books.ts'

export interface PayingPorts {
  readonly client: ChainClient
  readonly purse: Purse
  /** Whom the plays are for. */
  readonly owner: Address
}

/** The purse pays with its permit at once, or never. An end would only make it worthless where this computer's clock is
 * wrong, or where a transaction waits long for its block. */
const NO_END = 2n ** 256n - 1n

export const paymentsOf = (items: readonly Plays[], ref: Hex, beneficiary: Address): Payment[] =>
  items.map(({ work, price, plays }) => {
    const units = BigInt(plays)
    return { work, usage: Usage.Play, units, price, amount: price * units, ref, beneficiary }
  })

/** The call that pays `items` of one currency. Signing a permit costs nothing, so it is done for each call anew. */
export async function payingCall(
  { client, purse, owner }: PayingPorts,
  items: readonly Plays[],
  currency: Address,
  ref: Hex,
): Promise<Result<Call>> {
  const call = payCall(paymentsOf(items, ref, owner), currency)
  if (currency === NATIVE) return { ok: true, value: call }
  try {
    const spender = deployment.tributary.address
    const value = amountOf(items)
    if ((await allowanceOf(client, currency, purse.address, spender)) >= value) return { ok: true, value: call }
    const order = { owner: purse.address, spender, value, deadline: NO_END }
    const data = await permitData(client, currency, order)
    // Without a permit the call needs the allowance that `allow` gives; simulating it says so if it is missing.
    if (!data.ok) return data.problem.kind === 'reverted' ? { ok: true, value: call } : data
    const signature = await purse.signData({ ...data.value, message: { ...data.value.message } })
    return { ok: true, value: permitAndCall(currency, permitOf(order, signature), call) }
  } catch (error) {
    return failure(problemOf(error))
  }
}

/**
 * For tokens without permit: an allowance of exactly what the session may still spend, once. Does nothing where it is
 * not needed.
 */
export async function allow(
  { client, purse }: PayingPorts,
  currency: Address,
  amounts: { readonly now: bigint; readonly still: bigint },
  options: SendOptions,
): Promise<Result<true>> {
  if (currency === NATIVE) return DONE
  try {
    const spender = deployment.tributary.address
    const standing = await allowanceOf(client, currency, purse.address, spender)
    if (standing >= amounts.now) return DONE
    const order = { owner: purse.address, spender, value: amounts.now, deadline: 0n }
    if ((await permitData(client, currency, order)).ok) return DONE
    const call = approveCall(currency, amounts.still)
    // Some tokens raise an allowance only from zero.
    if (standing > 0n && !(await simulate(client, call, purse.address)).ok) {
      const cleared = await purse.send(approveCall(currency, 0n), { ...options, id: `${options.id}:clear` })
      if (!cleared.ok) return cleared
    }
    const allowed = await purse.send(call, options)
    return allowed.ok ? DONE : allowed
  } catch (error) {
    return failure(problemOf(error))
  }
}

const DONE = { ok: true, value: true } as const
