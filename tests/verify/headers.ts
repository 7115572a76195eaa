/** Chains of headers that hash as they should, made up for the tests of RPCs that disagree about them. */
import { keccak256, numberToHex, toRlp, type Hex } from 'viem'
import type { LedgerReader } from '../../src/verify/reader.ts'
import type { Witness } from '../../src/verify/witnesses/words.ts'

export type Header = Readonly<Record<string, string>> & { readonly hash: Hex }

const word = (n: number): Hex => numberToHex(n, { size: 32 })

function header(number: number, parentHash: Hex, time: number, salt: number): Header {
  const zeros: Hex = `0x${'00'.repeat(256)}`
  const fields: Record<string, Hex> = {
    parentHash,
    sha3Uncles: word(1),
    miner: numberToHex(1, { size: 20 }),
    stateRoot: word(2),
    transactionsRoot: word(3),
    receiptsRoot: word(4),
    logsBloom: zeros,
    difficulty: '0x0',
    number: numberToHex(number),
    gasLimit: '0x1',
    gasUsed: '0x0',
    timestamp: numberToHex(time),
    extraData: word(salt),
    mixHash: word(5),
    nonce: numberToHex(0, { size: 8 }),
  }
  const short = new Set(['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp'])
  const bytes = (hex: Hex): Hex => (BigInt(hex) === 0n ? '0x' : `0x${hex.length % 2 ? '0' : ''}${hex.slice(2)}`)
  const rlp = Object.entries(fields).map(([name, hex]) => (short.has(name) ? bytes(hex) : hex))
  return { ...fields, hash: keccak256(toRlp(rlp)) }
}

/** Blocks 0 … `length − 1`, two seconds apart. Grows out of `trunk` where that is given, from its block `from` on. */
export function headers(length: number, salt = 0, trunk: readonly Header[] = [], from = trunk.length): Header[] {
  const made = trunk.slice(0, from)
  while (made.length < length)
    made.push(header(made.length, made.at(-1)?.hash ?? word(0), 1_000_000 + 2 * made.length, salt))
  return made
}

/** An RPC that knows these blocks and nothing else. */
export function headerWitness(operator: string, chain: readonly Header[], over: Partial<LedgerReader> = {}): Witness {
  const nothing = () => Promise.reject(new Error('not told'))
  const reader: LedgerReader = {
    deployment: { chainId: 1, contract: `0x${'c0'.repeat(20)}` },
    pin: nothing,
    stands: nothing,
    facts: nothing,
    logs: nothing,
    range: nothing,
    state: nothing,
    holding: nothing,
    headAt: nothing,
    receipts: nothing,
    block: (which) => Promise.resolve((which === 'latest' ? chain.at(-1) : chain[Number(which)]) ?? null),
    ...over,
  }
  return { rpc: `https://${operator}`, operator, reader }
}
