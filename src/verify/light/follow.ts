/** From what is known to what is newest, by the word of one API whose every word is checked. */
import type { Hex } from '../../royalties/words.ts'
import type { BeaconApi } from './api.ts'
import { bootstrapOf, updateOf } from './messages.ts'
import { periodOf, slotAt, type ConsensusNetwork } from './networks.ts'
import { bytesOf } from './ssz.ts'
import { begun, updated, type Store } from './store.ts'
import { refuse, told } from './told.ts'

const LIGHT = '/eth/v1/beacon/light_client'

/** The store at a trusted block. Rejects with a sentence. */
export async function begin(
  network: ConsensusNetwork,
  api: BeaconApi,
  trusted: Hex,
  signal?: AbortSignal,
): Promise<Store> {
  const data = dataOf(network, await api.get(`${LIGHT}/bootstrap/${trusted}`, signal))
  return begun(bootstrapOf(network, bytesOf(trusted), data))
}

/**
 * The store with the newest that the API has: first the committees since, one for each period, then the newest final and the
 * newest signed block. Rejects with a sentence at the first message that is not true. `now`: Unix seconds.
 */
export async function follow(
  network: ConsensusNetwork,
  api: BeaconApi,
  from: Store,
  now: number,
  signal?: AbortSignal,
): Promise<Store> {
  const slot = slotAt(network, now)
  const take = (store: Store, answer: unknown) =>
    updated(network, store, updateOf(network, dataOf(network, answer)), slot)
  let store = from
  const period = periodOf(network, store.finalized.slot)
  const periods = periodOf(network, slot) - period
  if (periods > 0) {
    // One more: the committee of the period after now may be known already.
    const answer = await api.get(`${LIGHT}/updates?start_period=${period}&count=${periods + 1}`, signal)
    if (!Array.isArray(answer) || answer.length > periods + 1) return refuse('Its list of updates is none')
    for (const each of answer as unknown[]) store = take(store, each)
  }
  store = take(store, await api.get(`${LIGHT}/finality_update`, signal))
  return take(store, await api.get(`${LIGHT}/optimistic_update`, signal))
}

/** What is in an answer. Under rules of tomorrow nothing fits: then it is this app that is too old, and nobody lies. */
function dataOf(network: ConsensusNetwork, answer: unknown): unknown {
  const { version, data } = told(answer, 'answer')
  const known = typeof version !== 'string' || network.forks.some(({ name }) => name === version)
  if (!known) refuse(`It speaks of rules (“${version.slice(0, 20)}”) that this version of the app does not know`)
  return data
}
