/** A block's receipts, recomputed up to the root in its header: whoever shows them all cannot leave out, change or add a log. */
import { hexOf } from '../../royalties/hex.ts'
import type { Hex } from '../../royalties/words.ts'
import { proven, unknown, wrong, type Checked } from './checked.ts'
import { bytesOf, isAbsent } from './fields.ts'
import { encode, MalformedRlp, type Item } from './rlp.ts'
import { listRoot } from './root.ts'

export interface ReceiptLog {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
  /** Among all logs of the block. */
  readonly index: number
  /** As the RPC says: receipts do not commit to the names of their transactions. */
  readonly transaction: Hex
}

type Shown = Readonly<Record<string, unknown>>

/** Legacy, access lists, fees, blobs, delegations; and deposits of the OP stack. */
const TYPES: ReadonlySet<number> = new Set([0, 1, 2, 3, 4])
const DEPOSIT = 0x7e

/**
 * All logs of a block, out of the answer to `eth_getBlockReceipts`. `wrong`: they are not the receipts that a block with
 * this root has; `unknown`: they do not fit, but there are transactions of a kind whose receipts may be hashed otherwise.
 */
export function checkReceipts(receiptsRoot: Hex, answer: unknown): Checked<ReceiptLog[]> {
  if (!Array.isArray(answer)) return unknown('The RPC gave no receipts')
  const receipts = answer as readonly unknown[]
  try {
    for (const some of [receipts, withoutSync(receipts)])
      if (some && hexOf(listRoot(some.map(encodeReceipt))) === receiptsRoot.toLowerCase()) return proven(logsOf(some))
  } catch (error) {
    if (error instanceof MalformedRlp) return wrong(error.message)
    throw error
  }
  const foreign = [...new Set(receipts.map(typeOf))].filter((type) => !TYPES.has(type) && type !== DEPOSIT)
  return foreign.length === 0
    ? wrong('The receipts are not those of the block')
    : unknown(`The block has transactions of types this app does not know: ${foreign.join(', ')}`)
}

/**
 * Clients of Polygon show one receipt more, behind the others, for what Ethereum sent the chain. It used no gas, and until a
 * fork of 2025 no root had it. `undefined`: there is none.
 */
const withoutSync = (receipts: readonly unknown[]): readonly unknown[] | undefined =>
  receipts.length > 0 && shown(receipts.at(-1))['gasUsed'] === '0x0' ? receipts.slice(0, -1) : undefined

/** What stands in the trie. A type this code does not know is tried like the others: a root that fits is its own proof. */
function encodeReceipt(answer: unknown): Uint8Array {
  const receipt = shown(answer)
  const type = typeOf(receipt)
  const body: Item[] = [
    // Before Byzantium a receipt had the state's root where later ones have their outcome.
    isAbsent(receipt['status']) ? field(receipt, 'root', 32) : field(receipt, 'status', 'number'),
    field(receipt, 'cumulativeGasUsed', 'number'),
    field(receipt, 'logsBloom', 256),
    listOf(receipt, 'logs').map(logItem),
  ]
  // Deposits before Canyon show a nonce that was never hashed; since then there is a version, and both are.
  if (type === DEPOSIT && !isAbsent(receipt['depositReceiptVersion']))
    body.push(field(receipt, 'depositNonce', 'number'), field(receipt, 'depositReceiptVersion', 'number'))
  const bytes = encode(body)
  return type === 0 ? bytes : Uint8Array.of(type, ...bytes)
}

const logItem = (answer: unknown): Item => {
  const log = shown(answer)
  return [field(log, 'address', 20), listOf(log, 'topics').map(topic), field(log, 'data', 'bytes')]
}

const topic = (answer: unknown): Uint8Array => bytesOf(answer, 32) ?? malformed('topics')

function logsOf(receipts: readonly unknown[]): ReceiptLog[] {
  const all = receipts.flatMap((receipt) => {
    const { transactionHash } = shown(receipt)
    const transaction = hexOf(bytesOf(transactionHash, 32) ?? new Uint8Array(32))
    return listOf(shown(receipt), 'logs').map((log) => ({ log: shown(log), transaction }))
  })
  return all.map(({ log, transaction }, index) => ({
    address: hexOf(field(log, 'address', 20)),
    topics: listOf(log, 'topics').map((each) => hexOf(topic(each))),
    data: hexOf(field(log, 'data', 'bytes')),
    ...{ index, transaction },
  }))
}

function typeOf(answer: unknown): number {
  const type = shown(answer)['type']
  if (isAbsent(type)) return 0
  // The first byte of a list is 0xc0 or more, so no type can be.
  return typeof type === 'string' && /^0x0*[0-9a-f]{1,2}$/i.test(type) && Number(type) < 0xc0
    ? Number(type)
    : malformed('type')
}

const shown = (answer: unknown): Shown =>
  typeof answer === 'object' && answer !== null ? (answer as Shown) : malformed('contents')

const field = (of: Shown, name: string, form: Parameters<typeof bytesOf>[1]): Uint8Array =>
  bytesOf(of[name], form) ?? malformed(name)

const listOf = (of: Shown, name: string): readonly unknown[] =>
  Array.isArray(of[name]) ? (of[name] as readonly unknown[]) : malformed(name)

function malformed(name: string): never {
  throw new MalformedRlp(`A receipt's ${name} is malformed`)
}
