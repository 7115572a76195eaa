import type { LedgerEvent } from './ledger.ts'
import { Usage, workId, type Address, type Hex, type WorkId } from './words.ts'

/** A log that is not what its signature allows. */
export class Malformed extends Error {}

/** One word of a log: its type on chain, and what it says. */
interface Field<T> {
  readonly abi: 'address' | 'uint8' | 'uint256' | 'bytes32'
  readonly read: (word: Hex) => T
  /** Of the 32 bytes, how many at the end may be other than 0. */
  readonly bytes: number
  /** A topic; the others are data, in this order. */
  readonly indexed?: true
}

const account: Field<Address> = { abi: 'address', bytes: 20, read: addressOf }
const amount: Field<bigint> = { abi: 'uint256', bytes: 32, read: BigInt }
const hash: Field<Hex> = { abi: 'bytes32', bytes: 32, read: (word) => word }
const time: Field<number> = { abi: 'uint256', bytes: 5, read: (word) => Number(numberOf(word, 40)) }
const sequence: Field<number> = { abi: 'uint256', bytes: 4, read: (word) => Number(numberOf(word, 32)) }
const work: Field<WorkId> = { abi: 'uint256', bytes: 6, read: (word) => workId(numberOf(word, 48)) }
const usage: Field<Usage> = { abi: 'uint8', bytes: 1, read: usageOf }
const topic = <T>(field: Field<T>): Field<T> => ({ ...field, indexed: true })

type Kind = LedgerEvent['kind']
type Body<K extends Kind> = Omit<Extract<LedgerEvent, { kind: K }>, 'kind' | 'work' | 'stamp'>

/**
 * The ledger events word by word, as the contract declares them: the work as the first topic, the stamp as the first
 * word of data, and between and behind them these, in this order. Names and types are held against `LedgerEvent`.
 */
export const SHAPES: { readonly [K in Kind]: { readonly [F in keyof Body<K>]: Field<Body<K>[F]> } } = {
  Paid: { payer: topic(account), beneficiary: topic(account), usage, units: amount, amount, ref: hash },
  Credited: { source: topic(work), sourceSequence: sequence, income: amount },
  Moved: { from: topic(account), to: topic(account), units: amount },
  Claimed: { holder: topic(account), amount },
  FlowOpened: { payer: topic(account), rate: amount, end: time, deposit: amount },
  FlowExtended: { payer: topic(account), rate: amount, oldEnd: time, newEnd: time, deposit: amount },
  FlowClosed: { payer: topic(account), rate: amount, oldEnd: time, refund: amount },
  FlowCredited: {
    source: topic(work),
    sourceSequence: sequence,
    rate: amount,
    oldEnd: time,
    newEnd: time,
    income: amount,
  },
  Accrued: { until: time },
  KeyRequested: {
    buyer: topic(account),
    id: hash,
    keyAddress: account,
    usage,
    units: amount,
    ref: hash,
    ex: amount,
    kAddress: account,
    deadline: time,
    price: amount,
    fee: amount,
  },
  KeyDelivered: { buyer: topic(account), server: topic(account), id: hash, scalar: amount, fee: amount },
  KeyRefunded: { buyer: topic(account), id: hash, amount },
}

/** In the order of the log: topics after the work, and data after the stamp. */
export function fieldsOf(kind: Kind) {
  const fields: (Field<unknown> & { readonly name: string })[] = Object.entries<Field<unknown>>(SHAPES[kind]).map(
    ([name, field]) => ({ name, ...field }),
  )
  return { topics: fields.filter(({ indexed }) => indexed), data: fields.filter(({ indexed }) => !indexed) }
}

/** A log's first topic is the hash of exactly this text. */
export function signatureOf(kind: Kind): string {
  const { topics, data } = fieldsOf(kind)
  const types = (fields: typeof data) => fields.map(({ abi }) => abi)
  return `${kind}(${['uint256', ...types(topics), 'uint256', ...types(data)].join(',')})`
}

export function numberOf(word: Hex, bits: number): bigint {
  const value = BigInt(word)
  if (value >> BigInt(bits)) throw new Malformed(`A number does not fit into ${bits} bits`)
  return value
}

function addressOf(word: Hex): Address {
  if (!word.startsWith('0x000000000000000000000000')) throw new Malformed('An address has more than 20 bytes')
  return `0x${word.slice(26)}`
}

function usageOf(word: Hex): Usage {
  const value = Number(numberOf(word, 8))
  if (value > Usage.Flow) throw new Malformed('There is no such usage')
  return value as Usage
}
