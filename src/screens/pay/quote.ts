import { networkFee, type NetworkFee } from '../../chain/fees.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { simulate } from '../../chain/simulate.ts'
import { balanceOf } from '../../chain/token-reads.ts'
import type { Address } from '../../royalties/words.ts'
import { wayOf, type Spending, type Way } from '../../wallet/spend.ts'
import type { App } from '../context.ts'

/** What the chain says about spending this now. */
export interface Quote {
  readonly balance: bigint
  readonly way: Way
  /** `undefined` where it cannot be tried before the allowance is signed. */
  readonly fee?: NetworkFee
  readonly problem?: Problem
}

/** Balance, way and network fee. `ready`: whether what is to be sent is complete, so that it can be tried. */
export async function quoteOf(
  { client, network }: Pick<App, 'client' | 'network'>,
  spending: Spending,
  owner: Address,
  ready: boolean,
): Promise<Quote> {
  try {
    const { amount, currency } = spending
    const [balance, way] = await Promise.all([
      balanceOf(client, currency.address, owner),
      wayOf(client, owner, spending),
    ])
    if (!ready || balance < amount || way === 'permit' || way === 'allowance') return { balance, way }
    const call = spending.call()
    const gas = await simulate(client, call, owner)
    if (!gas.ok) return { balance, way, problem: gas.problem }
    return { balance, way, fee: await networkFee(client, network, gas.value, call) }
  } catch (error) {
    return { balance: 0n, way: 'native', problem: problemOf(error) }
  }
}

export const wayWords: Readonly<Record<Way, string>> = {
  native: '',
  allowed: 'The contract may already take this much.',
  permit: 'One signature without cost allows exactly this amount, then one transaction pays it.',
  allowance: 'This token needs two transactions: one allows exactly this amount, one pays it.',
}
