import type { Call } from '../chain/action.ts'
import { giveCall, giveTokenCall } from '../chain/calls.ts'
import { failure, type Problem, type Result } from '../chain/problems.ts'
import type { Purse } from '../purse/purse.ts'
import { NATIVE, type Address } from '../royalties/words.ts'
import { same } from './books.ts'
import type { Keeping } from './keeping.ts'
import { arrived, begun, cancelled, fateOf, type Witnesses } from './loading.ts'

/** Amounts in the smallest unit. */
export interface Load {
  readonly currency: Address
  /** What plays may cost. */
  readonly cap: bigint
  /** For network fees, beside it, in the native currency. */
  readonly reserve: bigint
}

export interface BringingPorts {
  readonly keeping: Keeping
  readonly purse: Pick<Purse, 'address' | 'balance'>
  /** The account that the wallet has now: it may be switched between two questions. */
  readonly account: () => Address | undefined
  /** Asks the wallet, and waits for the chain. `id`: what `find` knows it by, at once. */
  readonly send: (call: Call, id: string) => Promise<Result<unknown>>
  readonly find: Witnesses['find']
}

/**
 * Brings money from the wallet into the purse; what is for fees comes first. `undefined`: it is there. Otherwise it is
 * either out of the books again, or still in them because it may arrive. Rejects where the books cannot be kept.
 */
export async function bring(ports: BringingPorts, { currency, cap, reserve }: Load): Promise<Problem | undefined> {
  const { keeping, purse, account, send, find } = ports
  const id = crypto.randomUUID()
  const native = currency === NATIVE
  const amount = native ? cap + reserve : cap
  const loading = { id, currency, cap, amount, before: await purse.balance(currency), at: Date.now() }
  await keeping.change((now) => begun(now, purse.address, loading))
  const steps = [
    ...(!native && reserve > 0n ? [{ call: giveCall(purse.address, reserve), id: `${id}:fees` }] : []),
    { call: native ? giveCall(purse.address, amount) : giveTokenCall(currency, purse.address, amount), id },
  ]
  for (const step of steps) {
    const sent = same(account() ?? '', keeping.owner) ? await send(step.call, step.id) : failure({ kind: 'switched' })
    if (sent.ok) continue
    const mayArrive = find(id) !== undefined && fateOf(find(id)) === 'open'
    if (!mayArrive) await keeping.change((now) => cancelled(now, loading))
    return sent.problem
  }
  await keeping.change((now) => arrived(now, loading))
  return undefined
}
