import { estimateFeesPerGas, getGasPrice } from 'viem/actions'
import type { Endpoints } from './endpoints.ts'

/** In the smallest unit of the native currency, per gas. */
export interface Fees {
  readonly most: bigint
  /** Of `most`, what goes to the block's maker at most. `undefined`: a chain that knows one price only. */
  readonly tip: bigint | undefined
}

/** Today's fees as each endpoint names them. */
export const feesNamed = (endpoints: Endpoints): Promise<Fees[]> =>
  endpoints.every(async (client): Promise<Fees> => {
    try {
      const { maxFeePerGas, maxPriorityFeePerGas } = await estimateFeesPerGas(client, { chain: client.chain })
      return { most: maxFeePerGas, tip: maxPriorityFeePerGas }
    } catch (error) {
      if ((error as Error).name !== 'Eip1559FeesNotSupportedError') throw error
      return { most: await getGasPrice(client), tip: undefined }
    }
  })

/** The lowest that any endpoint names. One too low is raised later; one too high is gone. */
export const lowest = (named: readonly Fees[]): Fees => named.reduce((low, each) => (each.most < low.most ? each : low))

export const feesNow = async (endpoints: Endpoints): Promise<Fees> => lowest(await feesNamed(endpoints))

const PLENTY = 4n

/** Whether these are so far above what every endpoint asks that it is not the fee that keeps a transaction waiting: a
 * sequencer stands still, say, and whoever went on raising would pay for the whole silence when it ends. */
export const isPlenty = ({ most, tip = 0n }: Fees, named: readonly Fees[]): boolean =>
  named.every((now) => most >= now.most * PLENTY && tip >= (now.tip ?? 0n) * PLENTY)

/** An eighth more, rounded up: what nodes ask before they let a transaction take the place of another. */
const eighthMore = (amount: bigint) => (amount * 9n + 7n) / 8n
const larger = (a: bigint, b: bigint) => (a > b ? a : b)

/** At least 12.5 % above `before` in both parts, and at least what is asked now. */
export function raised(before: Fees, now: Fees): Fees {
  const most = larger(eighthMore(before.most), now.most)
  return { most, tip: before.tip === undefined ? undefined : larger(eighthMore(before.tip), now.tip ?? 0n) }
}

/** All of it is a tip: then the price is exactly `most`, and what is left of a balance is known to the last unit. */
export const exactly = ({ most, tip }: Fees): Fees => ({ most, tip: tip === undefined ? undefined : most })
