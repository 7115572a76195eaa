import { randomBytes } from '@noble/hashes/utils.js'
import { bytesToHex } from 'viem'
import { getBalance, getTransactionCount } from 'viem/actions'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import { assureDeployment } from '../chain/deployed.ts'
import { describe } from '../chain/describe.ts'
import { networkFee } from '../chain/fees.ts'
import type { Network } from '../chain/networks.ts'
import { failure, problemOf, type Result } from '../chain/problems.ts'
import { simulate } from '../chain/simulate.ts'
import type { Address } from '../royalties/words.ts'
import type { Endpoints } from './endpoints.ts'
import type { Fees } from './fees.ts'
import type { Journal } from './journal.ts'

/**
 * What stands before every signature of a purse, as before every question to a wallet: the bytes are read back by the
 * second decoder, and the contracts are this build's on every endpoint that answers. Giving money back needs no
 * contracts, and must work where they are not what they should be.
 */
export async function checkCall(call: Call, endpoints: Endpoints): Promise<Result<true>> {
  const described = describe(call)
  if (!described.ok) return described
  if (call.action.kind === 'give' || call.action.kind === 'giveToken') return { ok: true, value: true }
  const checks = await endpoints.every(assureDeployment)
  const silent = (check: Result<true>) => !check.ok && ['rpcDown', 'timeout'].includes(check.problem.kind)
  return checks.find((check) => !check.ok && !silent(check)) ?? checks.find(({ ok }) => ok) ?? checks[0]!
}

/** The limit given, or else an estimate, which also tells whether the call would work. */
export async function gasFor(
  call: Call,
  from: Address,
  endpoints: Endpoints,
  given: bigint | undefined,
): Promise<Result<bigint>> {
  if (given !== undefined) return { ok: true, value: given }
  const answers = await endpoints.every((client) => simulate(client, call, from))
  const refused = answers.find((answer) => !answer.ok && answer.problem.kind !== 'rpcDown')
  return refused ?? answers.find(({ ok }) => ok) ?? answers[0]!
}

/**
 * What an OP-stack chain takes for publishing the bytes, beside the gas; a fifth more, because it moves. Random bytes of
 * the same length are asked about: a delivered key must be shown to nobody before it is sent, and they shrink less.
 */
export async function dataFee(network: Network, endpoints: Endpoints, gas: bigint, { length }: Call['data']) {
  if (!network.dataFee) return 0n
  const data = bytesToHex(randomBytes(length / 2 - 1))
  const { data: fee } = await endpoints.first((client) => networkFee(client, network, gas, { data }))
  return (fee * 6n) / 5n
}

/** How many transactions of an account an endpoint knows on the chain. */
export const chainCount = (client: ChainClient, address: Address): Promise<number> =>
  getTransactionCount(client, { address, blockTag: 'latest' })

/**
 * The next number: the lowest that any endpoint names and the journal does not know as used. One too low is refused and
 * found out; with one too high the transaction would wait for ever for those before it.
 */
export async function nextNonce(from: Address, endpoints: Endpoints, journal: Journal): Promise<number> {
  const used = (await journal.all()).filter(({ state }) => state === 'done' || state === 'failed')
  const known = Math.max(0, ...used.map(({ nonce }) => nonce + 1))
  const counts = await endpoints.every((client) => chainCount(client, from))
  const possible = counts.filter((count) => count >= known)
  return possible.length > 0 ? Math.min(...possible) : known
}

export const balanceOfPurse = (address: Address, endpoints: Endpoints): Promise<bigint> =>
  endpoints.first((client) => getBalance(client, { address }))

/** Whether the purse can pay for it, at the fees it offers. */
export async function checkMoney(
  from: Address,
  endpoints: Endpoints,
  needed: bigint,
  cost: { readonly gas: bigint; readonly fees: Fees; readonly most: bigint | undefined },
): Promise<Result<true>> {
  const fee = cost.gas * cost.fees.most
  if (cost.most !== undefined && fee > cost.most) return failure({ kind: 'feeTooHigh', most: cost.most, fee })
  try {
    return (await balanceOfPurse(from, endpoints)) < needed + fee
      ? failure({ kind: 'insufficientFunds' })
      : { ok: true, value: true }
  } catch (error) {
    return failure(problemOf(error))
  }
}
