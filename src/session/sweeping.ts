import { bytesToHex } from 'viem'
import { giveTokenCall } from '../chain/calls.ts'
import { failure, problemOf, type Failure, type Result } from '../chain/problems.ts'
import type { Purse, Waiting } from '../purse/purse.ts'
import { NATIVE, type Address } from '../royalties/words.ts'
import { isRefusal } from './trying.ts'

/** What a purse holds, in the smallest units; currencies with nothing are left out. */
export async function holdings(purse: Purse, currencies: readonly Address[]): Promise<ReadonlyMap<Address, bigint>> {
  const all = [NATIVE, ...currencies.filter((currency) => currency !== NATIVE)]
  const held = await Promise.all(all.map(async (currency) => [currency, await purse.balance(currency)] as const))
  return new Map(held.filter(([, amount]) => amount > 0n))
}

/**
 * Sends everything back: each token, then the whole native rest less exactly the network's fee. Resolves with what could
 * be sent; a rest smaller than the fee of sending it stays, because nobody would get it. A token that refuses to be sent
 * keeps nothing else here: it is told of at the end.
 */
export async function sendBack(
  purse: Purse,
  owner: Address,
  currencies: readonly Address[],
  waiting: Waiting = {},
): Promise<Result<readonly Address[]>> {
  const sent: Address[] = []
  let stuck: Failure | undefined
  const name = () => `back:${bytesToHex(crypto.getRandomValues(new Uint8Array(8)))}`
  try {
    const held = await holdings(purse, currencies)
    for (const [token, amount] of held) {
      if (token === NATIVE) continue
      const given = await purse.send(giveTokenCall(token, owner, amount), { ...waiting, id: name() })
      if (given.ok) sent.push(token)
      else if (isRefusal(given.problem)) stuck ??= given
      else return given
    }
    if (!held.has(NATIVE)) return stuck ?? { ok: true, value: sent }
    const rest = await purse.sendRest(owner, { ...waiting, id: name() })
    if (rest.ok) sent.push(NATIVE)
    else if (rest.problem.kind !== 'insufficientFunds') return rest
    return stuck ?? { ok: true, value: sent }
  } catch (error) {
    return failure(problemOf(error))
  }
}
