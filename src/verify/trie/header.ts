/** A block's hash recomputed from the header fields an RPC shows, so that its roots are as good as its hash. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { hexOf } from '../../royalties/hex.ts'
import type { Hex } from '../../royalties/words.ts'
import { proven, unknown, wrong, type Checked } from './checked.ts'
import { bytesOf, isAbsent, type Form } from './fields.ts'
import { encode } from './rlp.ts'

export interface Header {
  readonly hash: Hex
  readonly parentHash: Hex
  readonly number: bigint
  /** Unix seconds. */
  readonly time: number
  readonly stateRoot: Hex
  readonly transactionsRoot: Hex
  readonly receiptsRoot: Hex
}

/** In the order of hashing. */
const ALWAYS: readonly (readonly [name: string, form: Form])[] = [
  ['parentHash', 32],
  ['sha3Uncles', 32],
  ['miner', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['extraData', 'bytes'],
  ['mixHash', 32],
  ['nonce', 8],
]
/** What forks appended: London, Shanghai, Cancun (three), Prague, Amsterdam (two). A chain has the first few, or none. */
const LATER: typeof ALWAYS = [
  ['baseFeePerGas', 'number'],
  ['withdrawalsRoot', 32],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
  ['blockAccessListHash', 32],
  ['slotNumber', 'number'],
]
/** What RPCs show beside the header; the last four are Arbitrum's, which keeps them in `extraData` and `mixHash`. */
const BESIDE = new Set(
  'hash size totalDifficulty transactions uncles withdrawals author l1BlockNumber sendCount sendRoot'.split(' '),
)

/**
 * Checks the answer to `eth_getBlockBy…`. `wrong`: its hash is not the hash of its fields; `unknown`: it has fields that
 * this code does not know, so a newer fork may hash more than is hashed here.
 */
export function checkHeader(answer: unknown): Checked<Header> {
  if (typeof answer !== 'object' || answer === null) return unknown('The RPC has no such block')
  const block = answer as Readonly<Record<string, unknown>>
  const fields = fieldsOf(block)
  if (!fields.ok) return fields
  const hash = hexOf(keccak_256(encode(fields.value)))
  if (typeof block['hash'] !== 'string') return wrong('The block has no hash')
  if (block['hash'].toLowerCase() === hash) return proven(headerOf(block, hash))
  const foreign = foreignFields(block)
  return foreign.length === 0
    ? wrong(`Block ${block['number'] as string} has another hash than its fields`)
    : unknown(`Block ${block['number'] as string} has fields this app does not know: ${someOf(foreign)}`)
}

/** For people: a liar may name thousands, of any length. */
const someOf = (names: readonly string[]): string =>
  [...names.slice(0, 3).map((name) => name.slice(0, 40)), ...(names.length > 3 ? ['…'] : [])].join(', ')

const foreignFields = (block: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(block).filter((name) => !BESIDE.has(name) && ![...ALWAYS, ...LATER].some(([known]) => known === name))

/** What is hashed, in its order. */
export function fieldsOf(block: Readonly<Record<string, unknown>>): Checked<Uint8Array[]> {
  const missing = LATER.findIndex(([name]) => isAbsent(block[name]))
  const later = missing < 0 ? LATER : LATER.slice(0, missing)
  const after = LATER.slice(later.length).find(([name]) => !isAbsent(block[name]))
  if (after) return unknown(`The header has ${after[0]} but not what comes before it`)
  const fields: Uint8Array[] = []
  for (const [name, form] of [...ALWAYS, ...later]) {
    const bytes = bytesOf(block[name], form)
    if (!bytes) return wrong(`The header's ${name} is malformed`)
    fields.push(bytes)
  }
  return proven(fields)
}

/** The answer an RPC would give for these fields; the way back from `fieldsOf`. `undefined`: no header has so few or so many. */
export function answerOf(fields: readonly Uint8Array[], hash: Hex): Readonly<Record<string, string>> | undefined {
  const known = [...ALWAYS, ...LATER].slice(0, fields.length)
  if (known.length !== fields.length || known.length < ALWAYS.length) return undefined
  const shown = known.map(([name, form], i) => {
    const hex = hexOf(fields[i]!)
    return [name, form === 'number' && hex === '0x' ? '0x0' : hex]
  })
  return { hash, ...(Object.fromEntries(shown) as Record<string, string>) }
}

function headerOf(block: Readonly<Record<string, unknown>>, hash: Hex): Header {
  const hex = (name: string) => (block[name] as string).toLowerCase() as Hex
  return {
    hash,
    parentHash: hex('parentHash'),
    number: BigInt(hex('number')),
    time: Number(BigInt(hex('timestamp'))),
    stateRoot: hex('stateRoot'),
    transactionsRoot: hex('transactionsRoot'),
    receiptsRoot: hex('receiptsRoot'),
  }
}
