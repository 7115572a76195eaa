import type { Address, WorkId } from '../royalties/words.ts'
import type { Doubt, Evidence, Held, Pin, StateProof, Trail } from './evidence.ts'
import { each } from './each.ts'
import { askHoldings, holdingsIn, MOST_VIEWS } from './holdings.ts'
import { loadTrail, type LoadOptions } from './loading/load.ts'
import { MOST_HOLDERS, MOST_RELATIVES, uncomparedHolders, unreadRelatives } from './most.ts'
import { sourcesOf, takersOf } from './named.ts'
import type { LedgerReader } from './reader.ts'
import { stateProof } from './state/ask.ts'
import { detailOf } from './walk.ts'

export interface GatherOptions extends LoadOptions {
  readonly onWork?: (work: WorkId, events: number) => void
  /** All events are there; now what the contract holds is proven. Said again for each part of that proof. */
  readonly onProof?: () => void
}

/** One question to one RPC, whose answers are put together. */
interface Asking {
  readonly reader: LedgerReader
  readonly pin: Pin
  readonly options: GatherOptions
  readonly doubts: Doubt[]
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
  const asking: Asking = { reader, pin, options, doubts: [] }
  const trail = await loadTrail(reader, facts, options)
  const trails = [trail, ...(await relatives(asking, trail))]
  options.onProof?.()
  const holders = holdersOf(asking, trail)
  const proving = stateOf(asking, trails, holders)
  const [state, holdings] = await Promise.all([proving, holdingsOf(asking, trails, holders, proving)])
  return { deployment: reader.deployment, pin, subject, trails, holdings, clues: [], doubts: asking.doubts, state }
}

/** The works that are paid by this one, and those that pay it. */
async function relatives(asking: Asking, trail: Trail): Promise<Trail[]> {
  const { work, ancestors } = trail.facts
  const found = new Set(ancestors.map((ancestor) => ancestor.work))
  for (const source of sourcesOf(trail)) found.add(source)
  found.delete(work)
  const works = [...found].slice(0, MOST_RELATIVES)
  if (found.size > works.length) {
    const detail = unreadRelatives(works.length, found.size)
    asking.doubts.push({ work, what: 'relatives', detail })
  }
  const trails = await each(works, (relative) => relativeOf(asking, relative))
  return trails.filter((one) => one !== undefined)
}

async function relativeOf({ reader, pin, options, doubts }: Asking, work: WorkId): Promise<Trail | undefined> {
  try {
    const facts = await reader.facts(work, pin)
    if (!facts) throw new Error('The contract knows no such work')
    options.onWork?.(work, facts.sequence)
    return await loadTrail(reader, facts, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    doubts.push({ work, what: 'facts', detail: detailOf(error) })
    return undefined
  }
}

function holdersOf({ doubts }: Asking, trail: Trail): readonly Address[] {
  const accounts = takersOf(trail)
  const { work } = trail.facts
  if (accounts.length > MOST_HOLDERS)
    doubts.push({ work, what: 'dust', detail: uncomparedHolders(MOST_HOLDERS, accounts.length) })
  return accounts.slice(0, MOST_HOLDERS)
}

/** Of the first ones the contract is asked; where there are many more, what is proven of its storage says the rest. */
async function holdingsOf(
  { reader, pin, options: { signal }, doubts }: Asking,
  trails: readonly Trail[],
  accounts: readonly Address[],
  proving: Promise<StateProof | undefined>,
): Promise<Held[]> {
  const subject = trails[0]!.facts.work
  const ask = async (some: readonly Address[]): Promise<readonly Held[]> => {
    const { holdings, failed } = await askHoldings(reader, { subject, pin }, some, signal)
    if (failed !== undefined) doubts.push({ work: subject, what: 'holdings', detail: detailOf(failed) })
    return holdings
  }
  const told = await ask(accounts.slice(0, MOST_VIEWS))
  const rest = accounts.slice(MOST_VIEWS)
  const state = await proving
  if (rest.length === 0) return [...told]
  const proven = state ? holdingsIn({ deployment: reader.deployment, pin, subject, trails, state }, rest) : []
  const found = new Set(proven.map(({ account }) => account))
  return [...told, ...proven, ...(await ask(rest.filter((account) => !found.has(account))))]
}

/** The subject's trail first, with its holders; of the others only the sums are proven. */
async function stateOf(
  { reader, pin, options: { signal, onProof }, doubts }: Asking,
  trails: readonly Trail[],
  holders: readonly Address[],
): Promise<StateProof | undefined> {
  const works = trails.map(({ facts }, i) => ({ facts, holders: i === 0 ? holders : [] }))
  try {
    return await stateProof(reader, pin, works, signal, onProof)
  } catch (error) {
    signal?.throwIfAborted()
    doubts.push({ work: trails[0]!.facts.work, what: 'state', detail: detailOf(error) })
    return undefined
  }
}
