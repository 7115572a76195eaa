import type { Address, WorkId } from '../royalties/words.ts'
import { decodeLog } from '../royalties/decode.ts'
import type { Clue, Doubt, Evidence, Held, Pin, Trail } from './evidence.ts'
import type { LedgerReader } from './reader.ts'
import { detailOf, walk, type WalkOptions } from './walk.ts'

/** Accounts whose balances are read at most; beyond it is said that the rest was not compared. */
const MOST_HOLDERS = 1_000
const MOST_RELATIVES = 64
const AT_ONCE = 6

export interface GatherOptions extends WalkOptions {
  readonly onWork?: (work: WorkId, events: number) => void
}

/** Fetches everything a verdict needs, at one block. `undefined`: there is no such work. */
export async function gather(
  reader: LedgerReader,
  subject: WorkId,
  pin: Pin,
  options: GatherOptions = {},
): Promise<Evidence | undefined> {
  const facts = await reader.facts(subject, pin)
  if (!facts || facts.sequence === 0) return undefined
  options.onWork?.(subject, facts.sequence)
  const trail = await walk(reader, facts, options)
  const doubts: Doubt[] = []
  const relatives = relativesOf(trail)
  if (relatives.length > MOST_RELATIVES)
    doubts.push({
      work: subject,
      what: 'history',
      detail: `Only ${MOST_RELATIVES} of ${relatives.length} related works were read`,
    })
  const others = await each(relatives.slice(0, MOST_RELATIVES), (work) => trailOf(reader, work, pin, options, doubts))
  const holdings = await holdingsOf(reader, trail, pin, doubts, options.signal)
  const trails = [trail, ...others.filter((other) => other !== undefined)]
  return { deployment: reader.deployment, pin, subject, trails, holdings, clues: [] as Clue[], doubts }
}

/** The works that are paid by this one, and those that pay it. */
function relativesOf({ facts, visits }: Trail): WorkId[] {
  const found = new Set(facts.ancestors.map(({ work }) => work))
  for (const { logs } of visits)
    for (const log of logs) {
      const decoded = decodeLog(log)
      if (decoded.ok && 'source' in decoded.event) found.add(decoded.event.source)
    }
  found.delete(facts.work)
  return [...found]
}

async function trailOf(
  reader: LedgerReader,
  work: WorkId,
  pin: Pin,
  options: GatherOptions,
  doubts: Doubt[],
): Promise<Trail | undefined> {
  try {
    const facts = await reader.facts(work, pin)
    if (!facts) throw new Error('The contract knows no such work')
    options.onWork?.(work, facts.sequence)
    return await walk(reader, facts, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    doubts.push({ work, what: 'facts', detail: detailOf(error) })
    return undefined
  }
}

async function holdingsOf(
  reader: LedgerReader,
  trail: Trail,
  pin: Pin,
  doubts: Doubt[],
  signal: AbortSignal | undefined,
): Promise<Held[]> {
  const { work } = trail.facts
  const accounts = accountsOf(trail)
  if (accounts.length > MOST_HOLDERS)
    doubts.push({ work, what: 'holdings', detail: `Only ${MOST_HOLDERS} of ${accounts.length} holders were compared` })
  let failed: unknown
  const held = await each(accounts.slice(0, MOST_HOLDERS), async (account) => {
    signal?.throwIfAborted()
    return reader.holding(work, account, pin).catch((error: unknown) => void (failed = error))
  })
  signal?.throwIfAborted()
  if (failed !== undefined) doubts.push({ work, what: 'holdings', detail: detailOf(failed) })
  return held.filter((each) => each !== undefined)
}

function accountsOf({ visits }: Trail): Address[] {
  const found = new Set<Address>()
  for (const { logs } of visits)
    for (const log of logs) {
      const decoded = decodeLog(log)
      if (decoded.ok && decoded.event.kind === 'Moved') found.add(decoded.event.to)
    }
  return [...found]
}

/** A few at once, in order. */
async function each<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const at = next++
      results[at] = await run(items[at]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane))
  return results
}
