/** Where a light client begins. Signatures prove what follows on a block, not that the first block is of the right chain: that
 * is the one thing taken from others, so two independent ones must say the same. */
import type { Hex } from '../../royalties/words.ts'
import { countOperators } from '../witnesses/operator.ts'
import { hearAll, troubles, type BeaconApi } from './api.ts'
import { beaconOf, nameOf } from './header.ts'
import { slotAt, type ConsensusNetwork } from './networks.ts'
import { refuse, told } from './told.ts'

export interface Checkpoint {
  readonly root: Hex
  readonly slot: number
  /** Whose word it is; none: proven by this device on an earlier day. */
  readonly by: readonly string[]
}

/**
 * Two weeks. Validators who left can sign anything without losing their stake, so an older beginning proves nothing any
 * more ("weak subjectivity").
 */
const OLDEST_SECONDS = 14 * 86_400
const NEEDED = 2

/**
 * The newest block that two operators call final. Rejects with a sentence when too few answer, or when two contradict each
 * other: then nobody here can tell who is right. `now`: Unix seconds.
 */
export async function agreedCheckpoint(
  network: ConsensusNetwork,
  apis: readonly BeaconApi[],
  now: number,
  signal?: AbortSignal,
): Promise<Checkpoint> {
  const heard = await hearAll(apis, (api) => finalAt(network, api, 'finalized', now, signal), signal)
  const tips = heard.flatMap((each) => (each.ok ? [each.value] : [])).sort((a, b) => a.slot - b.slot)
  // Not all are equally quick to see what became final, so the oldest of them is what all should have.
  const [candidate] = tips
  const there = heard.flatMap((each) => (each.ok ? [each.api] : []))
  if (!candidate || countOperators(there) < NEEDED) throw new Error(tooFew(there.length, troubles(heard)))
  const answers = await hearAll(there, (api) => finalAt(network, api, String(candidate.slot), now, signal), signal)
  const alike = answers.filter((each) => each.ok && each.value.root === candidate.root).map(({ api }) => api)
  const other = answers.find((each) => each.ok && each.value.root !== candidate.root)
  if (other)
    throw new Error(
      `${alike.map(({ operator }) => operator).join(' and ')} and ${other.api.operator} call different blocks final at the same time: one of them lies, or is on another chain`,
    )
  if (countOperators(alike) < NEEDED) throw new Error(tooFew(alike.length, troubles(answers)))
  return { ...candidate, by: [...new Set(alike.map(({ operator }) => operator))] }
}

const tooFew = (count: number, detail: string): string =>
  `Two independent consensus services must agree where to begin, and ${count === 0 ? 'none answers' : 'only one answers'}${detail ? ` (${detail})` : ''}`

/** The block's root is computed, so an API cannot show one header and name another. */
async function finalAt(network: ConsensusNetwork, api: BeaconApi, which: string, now: number, signal?: AbortSignal) {
  const answer = told(await api.get(`/eth/v1/beacon/headers/${which}`, signal), 'answer')
  const header = told(told(answer['data'], 'block header')['header'], 'block header')
  const { slot, root } = beaconOf(header['message'], 'final block')
  if (answer['finalized'] !== true || answer['execution_optimistic'] === true)
    refuse('It does not call the block final')
  if (slot > slotAt(network, now)) refuse('Its final block is in the future: is the clock of this device right?')
  if (isTooOld(network, slot, now)) refuse('Its final block is more than two weeks old')
  return { slot, root: nameOf({ root }) }
}

export const isTooOld = (network: ConsensusNetwork, slot: number, now: number): boolean =>
  (slotAt(network, now) - slot) * network.slotSeconds > OLDEST_SECONDS
