import { bytesToHex } from 'viem'
import { getBlockNumber } from 'viem/actions'
import type { ChainClient } from '../chain/client.ts'
import { failure, type Problem, type Result } from '../chain/problems.ts'
import { readWork, type Work } from '../chain/tributary.ts'
import type { Address, WorkId } from '../royalties/words.ts'
import { attempt } from './attempting.ts'
import { book, unkeptOr, type SettlingPorts } from './booking.ts'
import { heardIn, same, type Settlement } from './books.ts'
import { begin } from './closing.ts'

export type { SettlingPorts }

/**
 * Pays everything heard in one currency, in as few transactions as possible, taking up first what an earlier visit left
 * behind. Only one tab may run this for a listener at a time. Resolves with the number of transactions that landed; what
 * could not be paid stays in the books, owed or aside with its reason.
 */
export async function settle(ports: SettlingPorts, currency: Address): Promise<Result<number>> {
  const recovered = await recover(ports)
  if (!recovered.ok) return recovered
  let landed = 0
  let refused = 0
  for (;;) {
    const opened = await open(ports, currency)
    if (!opened.ok) return opened
    if (!opened.value) return { ok: true, value: landed }
    const ended = await attempt(ports, opened.value)
    if (!ended.ok) return ended
    if (ended.value === 'paid') landed++
    if (ended.value === 'sorted' && ++refused === REFUSED_AT_MOST) return failure(REFUSED)
  }
}

/** Each takes a fee: somebody who moves prices as soon as he sees a batch must not make a listener pay for ever. */
const REFUSED_AT_MOST = 2
const REFUSED: Problem = { kind: 'reverted', name: '', args: [] }

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
