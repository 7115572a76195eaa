import { bytesToHex } from 'viem'
import { getBlockNumber } from 'viem/actions'
import type { Call } from '../chain/action.ts'
import type { ChainClient } from '../chain/client.ts'
import { failure, problemOf, type Problem, type Result } from '../chain/problems.ts'
import { simulate } from '../chain/simulate.ts'
import { readWork, type Work } from '../chain/tributary.ts'
import type { Telling, Waiting } from '../purse/purse.ts'
import { NATIVE, type Address, type Hex, type WorkId } from '../royalties/words.ts'
import { amountOf, budgetOf, heardIn, same, type Books, type Plays, type Reason, type Settlement } from './books.ts'
import { begin, end, isolate, numbered, release } from './closing.ts'
import type { Keeping } from './keeping.ts'
import { allow, payingCall, type PayingPorts } from './paying.ts'
import { outcomeOf, type Outcome } from './recovering.ts'

export interface SettlingPorts extends PayingPorts {
  readonly keeping: Keeping
  readonly tell?: (telling: Telling) => void
  readonly signal?: AbortSignal
}

/** Why a single play cannot be paid; everything else is no fault of the play. */
const REFUSALS: readonly Problem['kind'][] = ['reverted', 'priceChanged']
export const isRefusal = ({ kind }: Problem): boolean => REFUSALS.includes(kind)

/**
 * Pays everything heard in one currency, in as few transactions as possible, taking up first what an earlier visit left
 * behind. Only one tab may run this for a listener at a time. Resolves with the number of transactions that landed; what
 * could not be paid stays in the books, owed or aside with its reason.
 */
export async function settle(ports: SettlingPorts, currency: Address): Promise<Result<number>> {
  const recovered = await recover(ports)
  if (!recovered.ok) return recovered
  let landed = 0
  for (;;) {
    const opened = await open(ports, currency)
    if (!opened.ok) return opened
    if (!opened.value) return { ok: true, value: landed }
    const ended = await attempt(ports, opened.value)
    if (ended.ok) landed += ended.value
    else return ended
  }
}

/** Finds out what became of every settlement that is still open in the books. */
export async function recover(ports: SettlingPorts): Promise<Result<true>> {
  const { settlements } = await ports.keeping.read()
  for (const settlement of settlements) {
    const outcome = await book(ports, settlement)
    // One of another purse waits in the books until the chain tells, and holds up nothing.
    if (outcome.kind === 'unknown' && same(settlement.purse, ports.purse.address)) return failure(outcome.problem)
    if (outcome.kind !== 'open') continue
    const ended = await attempt(ports, settlement, true)
    if (!ended.ok) return ended
  }
  return { ok: true, value: true }
}

/** Writes down what the next transaction pays. `undefined`: nothing is left to pay. */
async function open(
  { client, purse, keeping }: SettlingPorts,
  currency: Address,
): Promise<Result<Settlement | undefined>> {
  try {
    const heard = heardIn(await keeping.read(), currency)
    if (heard.length === 0) return { ok: true, value: undefined }
    const works = new Map(
      await Promise.all(heard.map(async ({ work }) => [work, await offersOf(client, work)] as const)),
    )
    const [nonce, block] = await Promise.all([purse.count(), getBlockNumber(client)])
    const id = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
    const books = await keeping.change((now) =>
      begin(now, { id, purse: purse.address, currency, nonce, block, at: Date.now() }, works),
    )
    return { ok: true, value: books.settlements.find((each) => each.id === id) }
  } catch (error) {
    return failure(unkeptOr(error))
  }
}

const offersOf = async (client: ChainClient, work: WorkId): Promise<Pick<Work, 'offers'>> =>
  (await readWork(client, work)) ?? { offers: [] }

/**
 * From the books to the chain. Resolves with 1, or 0 when nothing in it could be paid. `again`: it may have been sent
 * before, so it keeps its name and its number, and its plays, until one of the two has landed.
 */
async function attempt(ports: SettlingPorts, opened: Settlement, again = false): Promise<Result<number>> {
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
  const tried = await tryOut(ports, opened)
  if (!tried.ok) return back(tried.problem)
  if (!tried.value) return { ok: true, value: 0 }
  const { settlement, call, gas } = tried.value
  const most = await reserveOf(ports)
  if (!most.ok) return back(most.problem)
  const number = await numberOf(ports, opened, again, waiting)
  if (!number.ok) return back(number.problem)
  const nonce = number.value
  const sent = await purse.send(call, { id, gas, most: most.value, nonce, ...waiting })
  const outcome = await book(ports, { ...settlement, nonce })
  if (outcome.kind === 'open' && !again) return giveBack(ports, opened, sent.ok ? outcome.problem : sent.problem)
  if (outcome.kind === 'paid') return { ok: true, value: 1 }
  return sent.ok ? failure(outcome.problem) : sent
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

/** Runs the batch without sending it, and takes out what would make it fail. `undefined`: nothing remains. */
async function tryOut(ports: SettlingPorts, opened: Settlement): Promise<Result<Tried | undefined>> {
  const { client, purse, keeping } = ports
  let settlement: Settlement | undefined = opened
  while (settlement) {
    const { id, currency, items }: Settlement = settlement
    const call = await payingCall(ports, items, currency, id)
    if (!call.ok) return call
    const gas = await simulate(client, call.value, purse.address)
    if (gas.ok) return { ok: true, value: { settlement, call: call.value, gas: gas.value } }
    if (!isRefusal(gas.problem)) return gas
    const bad = await badOnes(ports, settlement)
    if (bad.size === 0) return gas
    const books: Books = await keeping.change((now) => isolate(now, id, bad))
    settlement = books.settlements.find((each) => each.id === id)
  }
  return { ok: true, value: undefined }
}

/** Each item by itself: one that the contract refuses must not keep the others from being paid. */
async function badOnes(ports: SettlingPorts, { id, currency, items }: Settlement): Promise<Map<Plays, Reason>> {
  const bad = new Map<Plays, Reason>()
  for (const item of items) {
    const call = await payingCall(ports, [item], currency, id)
    const alone = call.ok ? await simulate(ports.client, call.value, ports.purse.address) : call
    if (!alone.ok && isRefusal(alone.problem)) bad.set(item, { kind: 'refused', problem: alone.problem })
  }
  return bad
}

/** What became of the transaction, put into the books. Stays open in them as long as nobody can tell. */
async function book(ports: SettlingPorts, { id, ...settlement }: Settlement): Promise<Outcome> {
  const { keeping } = ports
  try {
    const outcome = await outcomeOf(ports, { id, ...settlement })
    if (outcome.kind === 'paid') await keeping.change((now) => end(now, id, outcome.hash, Date.now()))
    if (outcome.kind === 'unpaid') await keeping.change((now) => undo(now, id, outcome.problem))
    return outcome
  } catch (error) {
    return { kind: 'unknown', problem: unkeptOr(error) }
  }
}

async function giveBack({ keeping }: SettlingPorts, { id }: { id: Hex }, problem: Problem) {
  await keeping.change((now) => undo(now, id, problem))
  return failure(problem)
}

/** What the chain refused took a fee, and would again: its plays wait for the listener. All else is owed as before. */
function undo(books: Books, id: Hex, problem: Problem): Books {
  if (!isRefusal(problem)) return release(books, id)
  const items = books.settlements.find((each) => each.id === id)?.items ?? []
  return isolate(books, id, new Map(items.map((item) => [item, { kind: 'refused', problem }])))
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

const unkeptOr = (error: unknown): Problem =>
  error instanceof Error && error.name === 'Unkept' ? { kind: 'unkept' } : problemOf(error)
