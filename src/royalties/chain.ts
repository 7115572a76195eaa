import { keccak_256 } from '@noble/hashes/sha3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { bytesOf, hexOf } from './hex.ts'
import type { LedgerEvent, Stamp } from './ledger.ts'
import { SHAPES, signatureOf } from './shapes.ts'
import type { Deployment, Hex, WorkId } from './words.ts'

/** A log as far as the ledger chain hashes it. */
export interface ChainedLog {
  readonly topics: readonly Hex[]
  readonly data: Hex
}

export const topicOf = (signature: string): Hex => hexOf(keccak_256(utf8ToBytes(signature)))

/** First topic → kind of event. */
export const KINDS: ReadonlyMap<Hex, LedgerEvent['kind']> = new Map(
  (Object.keys(SHAPES) as LedgerEvent['kind'][]).map((kind) => [topicOf(signatureOf(kind)), kind]),
)

/** What a work's chain starts from: keccak256(chain id ‖ contract ‖ work), each a word of 32 bytes. */
export const genesis = ({ chainId, contract }: Deployment, work: WorkId): Hex =>
  hexOf(keccak_256(bytesOf(`0x${word(BigInt(chainId))}${word(BigInt(contract))}${word(work)}`)))

/** The head after one more event: keccak256(head ‖ topics ‖ data) of exactly the log. */
export function advance(head: Hex, { topics, data }: ChainedLog): Hex {
  let text: string = head
  for (const topic of topics) text += topic.slice(2)
  return hexOf(keccak_256(bytesOf(text + data.slice(2))))
}

/** Genesis and every head after it; the last is what the contract must have. The plain way, which heads.ts is held against. */
export function headsOf(deployment: Deployment, work: WorkId, logs: readonly ChainedLog[]): Hex[] {
  const heads = [genesis(deployment, work)]
  for (const log of logs) heads.push(advance(heads[heads.length - 1]!, log))
  return heads
}

const BLOCK_BITS = 40n
const TIME_AT = 40n
const SEQUENCE_AT = 80n
const ANCHOR_AT = 112n
const mask = (bits: bigint) => (1n << bits) - 1n

/** `anchorBlock << 112 | sequence << 80 | time << 40 | previousBlock`; `undefined` when something stands above. */
export function unpackStamp(packed: bigint): Stamp | undefined {
  if (packed < 0n || packed >> (ANCHOR_AT + BLOCK_BITS)) return undefined
  return {
    anchorBlock: packed >> ANCHOR_AT,
    sequence: Number((packed >> SEQUENCE_AT) & mask(32n)),
    time: Number((packed >> TIME_AT) & mask(BLOCK_BITS)),
    previousBlock: packed & mask(BLOCK_BITS),
  }
}

export const packStamp = ({ anchorBlock, sequence, time, previousBlock }: Stamp): bigint =>
  (anchorBlock << ANCHOR_AT) | (BigInt(sequence) << SEQUENCE_AT) | (BigInt(time) << TIME_AT) | previousBlock

/** Without 0x, 64 digits. */
export const word = (value: bigint): string => value.toString(16).padStart(64, '0')
