/** What a light client knows for certain, and how an update adds to it. Follows `process_light_client_update` of the
 * specification with two restrictions, both on the safe side: the newest block needs two thirds of the signatures like a final
 * one, and no update is ever forced in for want of finality. */
import { equal } from './ssz.ts'
import { isEnough, isSigned, type Committee } from './committee.ts'
import type { LightHeader } from './header.ts'
import type { Bootstrap, Update } from './messages.ts'
import { periodOf, type ConsensusNetwork } from './networks.ts'
import { refuse } from './told.ts'

export interface Store {
  /** Cannot be undone without a third of all stake being destroyed. */
  readonly finalized: LightHeader
  /** The newest that is signed; not final yet. */
  readonly newest: LightHeader
  /** How many signed the newest. */
  readonly signed: number
  /** On duty in the finalized block's period. */
  readonly committee: Committee
  /** On duty in the period after it. */
  readonly next?: Committee | undefined
}

export const begun = ({ header, committee }: Bootstrap): Store => ({
  finalized: header,
  newest: header,
  signed: 0,
  committee,
})

/**
 * The store after an update. `now`: the slot by this device's clock. Throws `Refused` when the update is forged, comes too
 * early, or skips a period; one that tells nothing new changes nothing.
 */
export function updated(network: ConsensusNetwork, store: Store, update: Update, now: number): Store {
  const { attested, signatures, next, slot } = update
  if (!isEnough(signatures)) refuse(`Only ${signatures.count} of ${signatures.bits.length} validators signed the block`)
  if (slot > now) refuse('The block is signed in the future: is the clock of this device right?')
  const period = periodOf(network, store.finalized.slot)
  const signedIn = periodOf(network, slot)
  const committee = signedIn === period ? store.committee : signedIn === period + 1 ? store.next : undefined
  if (!committee) refuse('The block is signed by a sync committee that is not known yet, or not on duty any more')
  const agrees =
    !next || !store.next || periodOf(network, attested.slot) !== period || equal(next.root, store.next.root)
  if (!agrees) refuse('The next sync committee is another than the one already proven')
  if (!isSigned(network, committee, signatures, attested.root, slot))
    refuse('The sync committee did not sign the block: the signature is wrong')
  return newer(proceeded(network, store, update, period), update)
}

/** The finalized block, and with it who is on duty. A next committee counts only once a final block stands in the period that names it. */
function proceeded(
  network: ConsensusNetwork,
  store: Store,
  { attested, finalized, next }: Update,
  period: number,
): Store {
  if (!finalized) return store
  const at = periodOf(network, finalized.slot)
  const named = at === periodOf(network, attested.slot) ? next : undefined
  const learned = at === period ? { ...store, next: store.next ?? named } : store
  if (finalized.slot <= store.finalized.slot) return learned
  if (at === period) return { ...learned, finalized }
  // Signed by the next committee, so it is known; it is on duty from now on.
  return { ...store, finalized, committee: store.next!, next: named }
}

function newer(store: Store, { attested, signatures }: Update): Store {
  return attested.slot > store.newest.slot ? { ...store, newest: attested, signed: signatures.count } : store
}
