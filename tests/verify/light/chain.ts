/** A consensus network in memory, with keys of its own: it signs whatever a test wants signed. */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Hex } from '../../../src/royalties/words.ts'
import type { BeaconApi } from '../../../src/verify/light/api.ts'
import { committeeOf, signedRoot } from '../../../src/verify/light/committee.ts'
import { beaconOf, nameOf } from '../../../src/verify/light/header.ts'
import {
  epochOf,
  forkAt,
  periodOf,
  slotAt,
  type ConsensusNetwork,
  type ForkName,
} from '../../../src/verify/light/networks.ts'
import { bytesOf, chunksOf, littleEndian, merkle, pair, shortList } from '../../../src/verify/light/ssz.ts'
import { fieldsOf } from '../../../src/verify/trie/header.ts'
import { encode } from '../../../src/verify/trie/rlp.ts'
import type { Message } from './devnet.ts'

const { longSignatures, G1 } = bls12_381
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'

/** Eight validators, two slots an epoch, four epochs a period: small enough to go through many periods. */
export const small = (forks: ConsensusNetwork['forks']): ConsensusNetwork => ({
  chainId: 31337,
  name: 'Smallnet',
  genesisTime: 1_700_000_000,
  genesisValidatorsRoot: `0x${'5a'.repeat(32)}`,
  forks,
  slotSeconds: 12,
  slotsPerEpoch: 2,
  epochsPerPeriod: 4,
  committee: 8,
  apis: [],
})

export const FULU = small([{ name: 'fulu', epoch: 0, version: '0x06000009' }])
export const GLOAS = small([{ name: 'gloas', epoch: 0, version: '0x07000009' }])

/** From consensus-specs, written down a second time: finalized, current and next committee, execution payload or hash. */
const PLACES: Readonly<Record<ForkName, readonly [number, number, number, number]>> = {
  capella: [105, 54, 55, 25],
  deneb: [105, 54, 55, 25],
  electra: [169, 86, 87, 25],
  fulu: [169, 86, 87, 25],
  gloas: [735, 2945, 2946, 2856],
}

/** A tree of which only some places are known; all others are zero. */
export class Tree {
  readonly #leaves: ReadonlyMap<number, Uint8Array>
  constructor(leaves: readonly (readonly [number, Uint8Array])[]) {
    this.#leaves = new Map(leaves)
  }
  node(index: number): Uint8Array {
    const leaf = this.#leaves.get(index)
    if (leaf) return leaf
    const below = [...this.#leaves.keys()].some((place) => place > index && place >> depth(place, index) === index)
    return below ? pair(this.node(2 * index), this.node(2 * index + 1)) : new Uint8Array(32)
  }
  branch(index: number): Hex[] {
    const branch: Hex[] = []
    for (let at = index; at > 1; at >>= 1) branch.push(hex(this.node(at ^ 1)))
    return branch
  }
}

const depth = (place: number, above: number) => Math.floor(Math.log2(place)) - Math.floor(Math.log2(above))
export const hex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
const filled = (byte: number, length = 32): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(length)}`

export class Chain {
  readonly network: ConsensusNetwork
  /** Sets two chains of one network apart. */
  readonly salt: number
  /** The first slot there is. */
  readonly genesis: number
  readonly #blocks = new Map<number, { header: Message; state: Tree }>()
  readonly #execution: Message[] = []
  readonly #committees = new Map<number, Message>()
  readonly #roots = new Map<number, Uint8Array>()

  /** `execution`: its first blocks, as an RPC shows them. */
  constructor(network: ConsensusNetwork, salt = 1, execution: readonly Message[] = [], genesis = 0) {
    this.network = network
    this.salt = salt
    this.genesis = genesis
    this.#execution.push(...execution)
  }

  /** The execution block that is promised at this slot, as an RPC shows it; one for each slot. */
  execution(number: number): Message {
    for (let n = this.#execution.length; n <= number; n++)
      this.#execution.push(executionBlock(n, this.salt, n === 0 ? filled(0) : (this.#execution[n - 1]!['hash'] as Hex)))
    return this.#execution[number]!
  }

  /** `eth_getBlockBy…` up to a newest block. */
  source(newest: number) {
    return {
      block: (which: bigint | Hex): Promise<unknown> => {
        const all = Array.from({ length: newest + 1 }, (_, n) => this.execution(n))
        const found = all.find(({ hash, number }) =>
          typeof which === 'bigint' ? BigInt(number as Hex) === which : hash === which,
        )
        return Promise.resolve(found ?? null)
      },
    }
  }

  header = (slot: number): Message => structuredClone(this.#block(slot).header)
  root = (slot: number): Uint8Array => beaconOf(this.#block(slot).header['beacon'], 'block').root
  name = (slot: number): Hex => nameOf({ root: this.root(slot) })
  /** Of the checkpoint two epochs before. */
  finalizedAt = (slot: number): number =>
    Math.max(this.genesis, (epochOf(this.network, slot) - 2) * this.network.slotsPerEpoch)

  bootstrap(slot: number): Message {
    return {
      header: this.header(slot),
      current_sync_committee: this.committee(periodOf(this.network, slot)),
      current_sync_committee_branch: this.#block(slot).state.branch(this.#places(slot)[1]),
    }
  }

  /** Signed in the slot after the attested one. */
  update(slot: number, { bits = 0xff, signedAt = slot + 1, next = true } = {}): Message {
    const { state } = this.#block(slot)
    const period = periodOf(this.network, slot)
    return {
      attested_header: this.header(slot),
      ...(next && {
        next_sync_committee: this.committee(period + 1),
        next_sync_committee_branch: state.branch(this.#places(slot)[2]),
      }),
      finalized_header: this.header(this.finalizedAt(slot)),
      finality_branch: state.branch(this.#places(slot)[0]),
      sync_aggregate: this.sign(this.root(slot), signedAt, bits),
      signature_slot: String(signedAt),
    }
  }

  sign(root: Uint8Array, slot: number, bits = 0xff, period = periodOf(this.network, slot)): Message {
    const secrets = this.#secrets(period).filter((_, i) => (bits >> (i % 8)) & 1)
    const sum = secrets.reduce((a, b) => (a + b) % G1.Point.Fn.ORDER, 0n)
    const message = longSignatures.hash(signedRoot(this.network, root, slot), SUITE)
    // Nobody signed: the point that stands for nothing.
    const signature =
      sum === 0n ? `0xc0${'00'.repeat(95)}` : hex(longSignatures.sign(message, G1.Point.Fn.toBytes(sum)).toBytes())
    return { sync_committee_bits: filled(bits, this.network.committee / 8), sync_committee_signature: signature }
  }

  committee(period: number): Message {
    const known = this.#committees.get(period)
    if (known) return structuredClone(known)
    const points = this.#secrets(period).map((secret) => G1.Point.BASE.multiply(secret))
    const sum = points.reduce((a, b) => a.add(b))
    const committee = { pubkeys: points.map((point) => hex(point.toBytes())), aggregate_pubkey: hex(sum.toBytes()) }
    this.#committees.set(period, committee)
    return structuredClone(committee)
  }

  #committeeRoot(period: number): Uint8Array {
    const root = this.#roots.get(period) ?? committeeOf(this.network, this.committee(period)).root
    this.#roots.set(period, root)
    return root
  }

  #secrets = (period: number): bigint[] =>
    Array.from({ length: this.network.committee }, (_, i) =>
      BigInt(1_000_003 * (period + 1) + 7919 * (i + 1) + this.salt),
    )

  #places = (slot: number) => PLACES[forkAt(this.network, slot)!.name]

  #block(slot: number): { header: Message; state: Tree } {
    const known = this.#blocks.get(slot)
    if (known) return known
    const [finalized, current, next, place] = this.#places(slot)
    const period = periodOf(this.network, slot)
    const state = new Tree([
      [finalized, slot <= this.genesis ? new Uint8Array(32) : this.root(this.finalizedAt(slot))],
      [current, this.#committeeRoot(period)],
      [next, this.#committeeRoot(period + 1)],
    ])
    const payload = place === 25 ? payloadOf(this.execution(slot)) : undefined
    const hash = this.execution(slot)['hash'] as Hex
    const body = new Tree([[place, payload?.root ?? bytesOf(hash)]])
    const beacon = {
      slot: String(slot),
      proposer_index: String(this.salt),
      parent_root: filled(slot % 256),
      state_root: hex(state.node(1)),
      body_root: hex(body.node(1)),
    }
    const execution = payload ? { execution: payload.json } : { execution_block_hash: hash }
    const block = { header: { beacon, ...execution, execution_branch: body.branch(place) }, state }
    this.#blocks.set(slot, block)
    return block
  }
}

/** A network of the real one's rules and clock, with validators of its own: all of its blocks are this one. */
export class NowChain extends Chain {
  readonly #block: Message

  /** `now`: Unix seconds. */
  constructor(network: ConsensusNetwork, block: Message, now: number, salt = 1) {
    const epoch = epochOf(network, slotAt(network, now))
    // Within one period: nobody has to be told of another committee.
    super(network, salt, [], Math.max(epoch - 4, epoch - (epoch % network.epochsPerPeriod)) * network.slotsPerEpoch)
    this.#block = block
  }

  override execution(): Message {
    return this.#block
  }
}

/** A beacon node with the chain up to a slot. `spoil` changes an answer on its way. */
export function nodeOf(
  chain: Chain,
  newest: number,
  operator: string,
  spoil: (path: string, answer: unknown) => unknown = (_, answer) => answer,
): BeaconApi & { readonly asked: string[] } {
  const { network } = chain
  const asked: string[] = []
  const answerTo = (path: string): unknown => {
    const url = new URL(path, 'http://node')
    const last = url.pathname.split('/').at(-1)!
    if (url.pathname.includes('/headers/')) {
      const slot = last === 'finalized' ? chain.finalizedAt(newest) : Number(last)
      return {
        finalized: slot <= chain.finalizedAt(newest),
        data: { header: { message: chain.header(slot)['beacon'] } },
      }
    }
    if (url.pathname.includes('/bootstrap/')) {
      const slots = Array.from({ length: newest + 1 - chain.genesis }, (_, i) => chain.genesis + i)
      const slot = slots.find((at) => chain.name(at) === last)
      if (slot === undefined) throw new Error('It does not have what was asked for')
      return { data: chain.bootstrap(slot) }
    }
    if (last === 'updates') {
      const from = Number(url.searchParams.get('start_period'))
      const count = Number(url.searchParams.get('count'))
      const length = network.slotsPerEpoch * network.epochsPerPeriod
      // The best of a period: late enough that its final block is of the same period.
      const slots = Array.from({ length: count }, (_, i) => (from + i + 1) * length - 2).filter((slot) => slot < newest)
      return slots.map((slot) => ({ data: chain.update(slot) }))
    }
    const { next_sync_committee: _, next_sync_committee_branch: __, ...update } = chain.update(newest - 1)
    if (last === 'finality_update') return { data: update }
    const { finalized_header: ___, finality_branch: ____, ...optimistic } = update
    return { data: optimistic }
  }
  return {
    operator,
    asked,
    get: async (path) => {
      asked.push(path)
      return Promise.resolve(spoil(path, answerTo(path)))
    },
  }
}

function executionBlock(number: number, salt: number, parentHash: Hex): Message {
  const block: Message = {
    parentHash,
    sha3Uncles: filled(0x1d),
    miner: filled(salt, 20),
    stateRoot: filled(3),
    transactionsRoot: filled(4),
    receiptsRoot: filled(5),
    logsBloom: filled(0, 256),
    difficulty: '0x0',
    number: `0x${number.toString(16)}`,
    gasLimit: '0x1c9c380',
    gasUsed: '0x0',
    timestamp: `0x${(1_700_000_000 + 12 * number).toString(16)}`,
    extraData: '0x',
    mixHash: filled(6),
    nonce: filled(0, 8),
  }
  const fields = fieldsOf(block)
  if (!fields.ok) throw new Error(fields.detail)
  return { ...block, hash: hex(keccak_256(encode(fields.value))) }
}

/** As the consensus layer keeps it: only what says which block it is differs from zero. */
function payloadOf(block: Message) {
  const number = BigInt(block['number'] as Hex)
  const zero = filled(0)
  const json = {
    ...{ parent_hash: zero, fee_recipient: filled(0, 20), state_root: zero, receipts_root: zero },
    ...{ logs_bloom: filled(0, 256), prev_randao: zero, block_number: String(number), gas_limit: '0', gas_used: '0' },
    ...{ timestamp: '0', extra_data: '0x', base_fee_per_gas: '0', block_hash: block['hash'] },
    ...{ transactions_root: zero, withdrawals_root: zero, blob_gas_used: '0', excess_blob_gas: '0' },
  }
  const fields: Uint8Array[] = Array.from({ length: 17 }, () => new Uint8Array(32))
  fields[4] = merkle(chunksOf(new Uint8Array(256)))
  fields[6] = littleEndian(number)
  fields[10] = shortList(new Uint8Array())
  fields[12] = bytesOf(block['hash'] as Hex)
  return { json, root: merkle(fields) }
}
