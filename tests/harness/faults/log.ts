import type { Hex } from '../../../src/royalties/words.ts'

/** A ledger log as RPCs send it. */
export interface RpcLog {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: Hex
  readonly blockHash: Hex
  readonly logIndex: Hex
  readonly transactionHash: Hex
}

const WORD = 64

/** The word of data at this place; the stamp is the first. */
export const wordOf = ({ data }: RpcLog, place: number): bigint =>
  BigInt(`0x${data.slice(2 + WORD * place, 2 + WORD * (place + 1))}`)

export function withWord(log: RpcLog, place: number, value: bigint): RpcLog {
  const at = 2 + WORD * place
  const word = value.toString(16).padStart(WORD, '0')
  return { ...log, data: `${log.data.slice(0, at)}${word}${log.data.slice(at + WORD)}` as Hex }
}

export const sequenceOf = (log: RpcLog): number => Number((wordOf(log, 0) >> 80n) & 0xffff_ffffn)
