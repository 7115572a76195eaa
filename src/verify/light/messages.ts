/** The messages of the light client protocol (consensus-specs, `light-client/sync-protocol.md`), read and checked as far as
 * they can be without knowing who is on duty. */
import { committeeOf, signaturesOf, type Committee, type Signatures } from './committee.ts'
import { headerOf, type LightHeader } from './header.ts'
import { forkAt, type ConsensusNetwork, type ForkName } from './networks.ts'
import { equal, stands } from './ssz.ts'
import { branchIn, refuse, slotIn, told, type Told } from './told.ts'

/** Where to begin: a block that is trusted for other reasons, and who was on duty at it. */
export interface Bootstrap {
  readonly header: LightHeader
  readonly committee: Committee
}

/** A block that the committee signed, and what its state says. */
export interface Update {
  readonly attested: LightHeader
  readonly signatures: Signatures
  /** When it was signed. */
  readonly slot: number
  readonly finalized?: LightHeader | undefined
  /** The committee that is on duty after the attested block's. */
  readonly next?: Committee | undefined
}

interface Places {
  readonly finalized: number
  readonly current: number
  readonly next: number
}

/** Generalized indices in a state. Deneb's state still has the place of Altair's, Fulu's that of Electra's. */
const ALTAIR: Places = { finalized: 105, current: 54, next: 55 }
const ELECTRA: Places = { finalized: 169, current: 86, next: 87 }
const GLOAS: Places = { finalized: 735, current: 2945, next: 2946 }
const PLACES: Readonly<Record<ForkName, Places>> = {
  capella: ALTAIR,
  deneb: ALTAIR,
  electra: ELECTRA,
  fulu: ELECTRA,
  gloas: GLOAS,
}

const placesAt = (network: ConsensusNetwork, { slot }: LightHeader): Places => PLACES[forkAt(network, slot)!.name]

/** Of a `LightClientBootstrap`, which must be that of the trusted block. Throws `Refused`. */
export function bootstrapOf(network: ConsensusNetwork, trusted: Uint8Array, value: unknown): Bootstrap {
  const data = told(value, 'block to begin with')
  const header = headerOf(network, data['header'], 'block to begin with')
  if (!equal(header.root, trusted)) refuse('Another block to begin with was sent than the one asked for')
  const committee = committeeOf(network, data['current_sync_committee'])
  const branch = branchIn(data['current_sync_committee_branch'], "sync committee's branch")
  if (!stands(committee.root, branch, placesAt(network, header).current, header.stateRoot))
    refuse('The sync committee sent is not the one on duty at the block to begin with')
  return { header, committee }
}

/** Of a `LightClientUpdate`, `…FinalityUpdate` or `…OptimisticUpdate`: they differ only in what they leave out. Throws `Refused`. */
export function updateOf(network: ConsensusNetwork, value: unknown): Update {
  const data = told(value, 'update')
  const attested = headerOf(network, data['attested_header'], 'signed block')
  const slot = slotIn(data['signature_slot'], 'slot of the signatures')
  const finalized = finalizedOf(network, data, attested)
  if (slot <= attested.slot || (finalized && finalized.slot > attested.slot))
    refuse('The final block, the signed block and the signatures are not in this order')
  return {
    attested,
    finalized,
    next: nextOf(network, data, attested),
    signatures: signaturesOf(network, data['sync_aggregate']),
    slot,
  }
}

function finalizedOf(network: ConsensusNetwork, data: Told, attested: LightHeader): LightHeader | undefined {
  if (data['finalized_header'] === undefined || isEmpty(data['finality_branch'])) return undefined
  const header = headerOf(network, data['finalized_header'], 'final block')
  const branch = branchIn(data['finality_branch'], "final block's branch")
  return stands(header.root, branch, placesAt(network, attested).finalized, attested.stateRoot)
    ? header
    : refuse('The block sent as final is not the one that the signed block calls final')
}

function nextOf(network: ConsensusNetwork, data: Told, attested: LightHeader): Committee | undefined {
  if (data['next_sync_committee'] === undefined || isEmpty(data['next_sync_committee_branch'])) return undefined
  const committee = committeeOf(network, data['next_sync_committee'])
  const branch = branchIn(data['next_sync_committee_branch'], "next sync committee's branch")
  return stands(committee.root, branch, placesAt(network, attested).next, attested.stateRoot)
    ? committee
    : refuse('The next sync committee sent is not the one in the signed block')
}

/** A branch of zeros: how the protocol says that something is left out. */
const isEmpty = (branch: unknown): boolean =>
  Array.isArray(branch) && branch.every((chunk) => typeof chunk === 'string' && /^0x0*$/.test(chunk))
