/** A sync committee: validators drawn at random who sign every block of their period, about 27 hours. */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import type { Hex } from '../../royalties/words.ts'
import { forkAt, type ConsensusNetwork } from './networks.ts'
import { bytesOf, merkle, pair, vector } from './ssz.ts'
import { bytesIn, refuse, told } from './told.ts'

export interface Committee {
  /** Compressed points, in the order of the bits. */
  readonly keys: readonly Uint8Array[]
  /** Sum of all of them. */
  readonly sum: Uint8Array
  readonly root: Uint8Array
}

const KEY = 48
const SIGNATURE = 96
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
/** Sets apart what sync committees sign from whatever else validators sign. */
const DOMAIN = Uint8Array.of(7, 0, 0, 0)

export function committeeOf(network: ConsensusNetwork, value: unknown): Committee {
  const committee = told(value, 'sync committee')
  const list = committee['pubkeys']
  if (!Array.isArray(list) || list.length !== network.committee)
    refuse(`The sync committee does not have ${network.committee} members`)
  const keys = (list as unknown[]).map((key) => bytesIn(key, KEY, 'key of a validator'))
  const sum = bytesIn(committee['aggregate_pubkey'], KEY, "sync committee's common key")
  return { keys, sum, root: pair(merkle(keys.map(vector)), vector(sum)) }
}

export interface Signatures {
  /** Who of the committee signed. */
  readonly bits: readonly boolean[]
  readonly count: number
  readonly signature: Uint8Array
}

export function signaturesOf(network: ConsensusNetwork, value: unknown): Signatures {
  const aggregate = told(value, 'signature of the sync committee')
  const bytes = bytesIn(aggregate['sync_committee_bits'], network.committee / 8, 'list of those who signed')
  const bits = Array.from({ length: network.committee }, (_, i) => ((bytes[i >> 3]! >> (i & 7)) & 1) === 1)
  const signature = bytesIn(aggregate['sync_committee_signature'], SIGNATURE, 'signature of the sync committee')
  return { bits, count: bits.filter(Boolean).length, signature }
}

/** Two thirds: as many as the network itself asks for before it calls a block final. */
export const isEnough = ({ bits, count }: Signatures): boolean => count * 3 >= bits.length * 2

/**
 * Whether those of the committee whose bits are set signed this block root. `slot`: when they did, which decides the fork
 * that they signed along.
 */
export function isSigned(
  network: ConsensusNetwork,
  committee: Committee,
  { bits, signature }: Signatures,
  root: Uint8Array,
  slot: number,
): boolean {
  const { longSignatures, G1 } = bls12_381
  try {
    // Nearly all sign, so taking away those who did not is far less work than adding up those who did. The sum stands in the
    // committee, and the committee in the state that its predecessors signed.
    const absent = committee.keys.filter((_, i) => !bits[i])
    const key = absent.reduce((sum, each) => sum.subtract(G1.Point.fromBytes(each)), G1.Point.fromBytes(committee.sum))
    return longSignatures.verify(signature, longSignatures.hash(signedRoot(network, root, slot), SUITE), key)
  } catch (error) {
    // Points that are on no curve: @noble/curves says so by throwing.
    if (error instanceof Error) return false
    throw error
  }
}

/** What is signed: the block's root together with the network and the fork. Signatures of a slot follow the rules of that before. */
export function signedRoot(network: ConsensusNetwork, root: Uint8Array, slot: number): Uint8Array {
  const version = bytesOf(versionAt(network, Math.max(slot, 1) - 1))
  const fork = pair(vector(version), bytesOf(network.genesisValidatorsRoot))
  const domain = new Uint8Array(32)
  domain.set(DOMAIN)
  domain.set(fork.subarray(0, 28), 4)
  return pair(root, domain)
}

const versionAt = (network: ConsensusNetwork, slot: number): Hex =>
  forkAt(network, slot)?.version ?? refuse('A block from before the forks that this app knows')
