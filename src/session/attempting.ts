/** One settlement, tried out, signed, sent and followed to its end. */
import type { Call } from '../chain/action.ts'
import { failure, type Problem, type Result } from '../chain/problems.ts'
import { simulate } from '../chain/simulate.ts'
import type { Waiting } from '../purse/purse.ts'
import { NATIVE, type Address } from '../royalties/words.ts'
import { book, unkeptOr, type SettlingPorts } from './booking.ts'
import { amountOf, budgetOf, type Books, type Settlement } from './books.ts'
import { halve, isolate, numbered, release } from './closing.ts'
import { allow, payingCall } from './paying.ts'
import { isRefusal, refusedNow } from './trying.ts'

/** `nothing`: none of it could be paid. `sorted` as in `Booked`. */
type Attempted = 'paid' | 'nothing' | 'sorted'

/**
 * From the books to the chain. `again`: it may have been sent
 * before, so it keeps its name and its number, and its plays, until one of the two has landed.
 */
export async function attempt(ports: SettlingPorts, opened: Settlement, again = false): Promise<Result<Attempted>> {
  const { purse, keeping, tell, signal } = ports
  const waiting = { ...(tell ? { tell } : {}), ...(signal ? { signal } : {}) }
  const { id, currency } = opened
  const still = stillOf(await keeping.read(), currency)
  const allowed = await allow(
    ports,
    currency,
    { now: amountOf(opened.items), still },
    { ...waiting, id: `allow:${id}` },
  )
  const back = (problem: Problem) => (again ? failure(problem) : giveBack(ports, opened, problem))
  if (!allowed.ok) return back(allowed.problem)
  const tried = await tryOut(ports, opened, again)
  if (!tried.ok) return back(tried.problem)
  if (!tried.value) return { ok: true, value: 'nothing' }
  const { settlement, call, gas } = tried.value
  const most = await reserveOf(ports)
  if (!most.ok) return back(most.problem)
  const number = await numberOf(ports, opened, again, waiting)
  if (!number.ok) return back(number.problem)
  const nonce = number.value
  const sent = await purse.send(call, { id, gas, most: most.value, nonce, ...waiting })
  const outcome = await book(ports, { ...settlement, nonce })
  if (outcome.kind === 'open' && !again) return giveBack(ports, opened, sent.ok ? outcome.problem : sent.problem)
  if (outcome.kind === 'paid' || outcome.kind === 'sorted') return { ok: true, value: outcome.kind }
  // Of what never left, only the purse can tell why.
  return outcome.kind === 'open' && !sent.ok ? sent : failure(outcome.problem)
}

/** The number it is signed with: what forgotten bytes of it had, or the next, written down first. */
async function numberOf(
  { purse, keeping }: SettlingPorts,
  { id, nonce }: Settlement,
  again: boolean,
  waiting: Waiting,
): Promise<Result<number>> {
  if (again) return { ok: true, value: nonce }
  const resumed = await purse.resume(waiting)
  if (!resumed.ok) return resumed
  try {
    const next = await purse.count()
    await keeping.change((now) => numbered(now, id, next))
    return { ok: true, value: next }
  } catch (error) {
    return failure(unkeptOr(error))
  }
}

interface Tried {
  readonly settlement: Settlement
  readonly call: Call
  readonly gas: bigint
}

/**
 * Runs the batch without sending it, and takes out what would make it fail, or what is too much for one transaction.
 * `undefined`: nothing remains.
 */
async function tryOut(ports: SettlingPorts, opened: Settlement, again: boolean): Promise<Result<Tried | undefined>> {
  const { client, purse, keeping } = ports
  let settlement: Settlement | undefined = opened
  while (settlement) {
    const { id, currency, items }: Settlement = settlement
    const call = await payingCall(ports, items, currency, id)
    if (!call.ok) return call
    const gas = await simulate(client, call.value, purse.address)
    if (gas.ok) return { ok: true, value: { settlement, call: call.value, gas: gas.value } }
    const lighter = await lighten(ports, settlement, gas.problem, again)
    if (!lighter.ok) return lighter
    const books: Books = await keeping.change(lighter.value)
    settlement = books.settlements.find((each) => each.id === id)
  }
  return { ok: true, value: undefined }
}

/** The change after which a batch that failed is to be tried once more. */
async function lighten(
  ports: SettlingPorts,
  settlement: Settlement,
  problem: Problem,
  again: boolean,
): Promise<Result<(books: Books) => Books>> {
  const { id, items } = settlement
  // What may have been signed is not cut in two: it may still land as a whole.
  if (problem.kind === 'tooMuchGas' && items.length > 1 && !again) return { ok: true, value: (now) => halve(now, id) }
  if (!isRefusal(problem)) return failure(problem)
  const refused = await refusedNow(ports, settlement)
  if (!refused.ok) return refused
  return refused.value.size > 0 ? { ok: true, value: (now) => isolate(now, id, refused.value) } : failure(problem)
}

/** What fees may take: never what was loaded for plays. */
async function reserveOf({ purse, keeping }: SettlingPorts): Promise<Result<bigint>> {
  try {
    const beside = (await purse.balance(NATIVE)) - stillOf(await keeping.read(), NATIVE)
    return { ok: true, value: beside > 0n ? beside : 0n }
  } catch (error) {
    return failure(unkeptOr(error))
  }
}

const stillOf = (books: Books, currency: Address): bigint => {
  const budget = budgetOf(books, currency)
  return budget ? budget.cap - budget.spent : 0n
}

/** Nothing of it has left: all of it is owed as before. */
async function giveBack({ keeping }: SettlingPorts, { id }: Pick<Settlement, 'id'>, problem: Problem) {
  await keeping.change((now) => release(now, id))
  return failure(problem)
}
