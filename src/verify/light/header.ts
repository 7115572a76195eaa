/** A block of the consensus layer, and the execution block whose hash is proven to be in it. */
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Hex } from '../../royalties/words.ts'
import { forkAt, type ConsensusNetwork, type ForkName } from './networks.ts'
import { littleEndian, merkle, shortList, stands, vector } from './ssz.ts'
import { branchIn, bytesIn, numberIn, refuse, slotIn, someBytes, told, type Told } from './told.ts'

export interface LightHeader {
  readonly slot: number
  /** Hash tree root of the block's header: what is signed, and how the block is named. */
  readonly root: Uint8Array
  readonly stateRoot: Uint8Array
  /** Of the execution block in it; since Gloas of that before it, because a block is then built after it was promised. */
  readonly execution: Hex
  /** Its number; since Gloas only the execution layer knows it. */
  readonly number?: bigint | undefined
}

/** How beacon APIs call the block. */
export const nameOf = ({ root }: Pick<LightHeader, 'root'>): Hex => `0x${bytesToHex(root)}`

/** Where `execution_payload` stands in a block's body, from Capella to Fulu. */
const PAYLOAD = 25
/** Where the execution block's hash stands in a block's body. */
const HASH: Readonly<Record<ForkName, number>> = { capella: 412, deneb: 812, electra: 812, fulu: 812, gloas: 2856 }

/** Of a `LightClientHeader` as a beacon API tells it. Throws `Refused`. */
export function headerOf(network: ConsensusNetwork, value: unknown, name: string): LightHeader {
  const header = told(value, name)
  const { slot, root, stateRoot, bodyRoot } = beaconOf(header['beacon'], name)
  const fork = forkAt(network, slot) ?? refuse(`The ${name} is older than the execution layer's hashes in it`)
  const branch = branchIn(header['execution_branch'], `${name}'s execution branch`)
  const short = header['execution'] === undefined
  if (!short && fork.name === 'gloas') refuse(`The ${name} has an execution payload, which its fork does not know`)
  const payload = short ? undefined : payloadOf(told(header['execution'], `execution header of the ${name}`), fork.name)
  const execution = payload?.hash ?? bytesIn(header['execution_block_hash'], 32, `${name}'s execution block hash`)
  if (!stands(payload?.root ?? execution, branch, payload ? PAYLOAD : HASH[fork.name], bodyRoot))
    refuse(`The execution block shown with the ${name} is not the one in it`)
  return { slot, root, stateRoot, execution: `0x${bytesToHex(execution)}`, number: payload?.number }
}

/** A `BeaconBlockHeader`, with its root. Throws `Refused`. */
export function beaconOf(value: unknown, name: string) {
  const beacon = told(value, name)
  const field = (key: string) => bytesIn(beacon[key], 32, `${name}'s ${key}`)
  const slot = slotIn(beacon['slot'], `${name}'s slot`)
  const proposer = numberIn(beacon['proposer_index'], 64, `${name}'s proposer`)
  const [parentRoot, stateRoot, bodyRoot] = [field('parent_root'), field('state_root'), field('body_root')]
  const root = merkle([littleEndian(BigInt(slot)), littleEndian(proposer), parentRoot, stateRoot, bodyRoot])
  return { slot, root, stateRoot, bodyRoot }
}

/** An `ExecutionPayloadHeader`: Deneb appended the last two fields. */
function payloadOf(payload: Told, fork: ForkName) {
  const bytes = (key: string, length: number) => bytesIn(payload[key], length, `execution header's ${key}`)
  const whole = (key: string, bits: number) => littleEndian(numberIn(payload[key], bits, `execution header's ${key}`))
  const hash = bytes('block_hash', 32)
  const number = numberIn(payload['block_number'], 64, "execution header's block_number")
  const fields = [
    bytes('parent_hash', 32),
    vector(bytes('fee_recipient', 20)),
    bytes('state_root', 32),
    bytes('receipts_root', 32),
    vector(bytes('logs_bloom', 256)),
    bytes('prev_randao', 32),
    littleEndian(number),
    whole('gas_limit', 64),
    whole('gas_used', 64),
    whole('timestamp', 64),
    shortList(someBytes(payload['extra_data'], 32, "execution header's extra_data")),
    whole('base_fee_per_gas', 256),
    hash,
    bytes('transactions_root', 32),
    bytes('withdrawals_root', 32),
    ...(fork === 'capella' ? [] : [whole('blob_gas_used', 64), whole('excess_blob_gas', 64)]),
  ]
  return { root: merkle(fields), hash, number }
}
