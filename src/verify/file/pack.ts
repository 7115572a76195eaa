import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import type { Columns } from '../../royalties/columns/columns.ts'
import { bytesOf } from '../../royalties/hex.ts'
import type { Address, Deployment, Hex } from '../../royalties/words.ts'
import type { Evidence, Held, Pin, StateProof, Trail, WorkFacts } from '../evidence.ts'
import { historyOf } from '../trail.ts'
import { checkHeader, fieldsOf, type Header } from '../trie/header.ts'
import { encode, encodeNumber, listOf } from '../trie/rlp.ts'
import { writeEvents } from './events.ts'
import { zigzag } from './cursor.ts'
import { MARK, MOST_BYTES, MOST_EVENTS, MOST_WORKS, TAIL, VERSION } from './layout.ts'
import { gatherNodes, type Shown } from './nodes.ts'
import { Refused, type PackProblem } from './problems.ts'
import { Shelf } from './shelf.ts'

export type Packed =
  { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly ok: false; readonly problem: PackProblem }

interface Ledger {
  readonly facts: WorkFacts
  readonly columns: Columns
}

const problem = (kind: 'noState' | 'incomplete' | 'tooLarge'): Packed => ({ ok: false, problem: { kind } })
const wrong = (detail: string): Packed => ({ ok: false, problem: { kind: 'proofWrong', detail } })

/**
 * The proof file of an evidence (layout.ts). Equal evidence gives equal bytes. What it was not complete about (relatives
 * that could not be read, holders left out) is not in the file, and whoever opens it is told so.
 */
export function packProof(evidence: Evidence): Packed {
  const { state, deployment, subject } = evidence
  if (!state) return problem('noState')
  const ledgers = ledgersOf(evidence)
  if (ledgers[0]?.facts.work !== subject) return problem('incomplete')
  const header = headerOf(state, evidence.pin)
  if (typeof header === 'string') return wrong(header)
  try {
    const slots = state.slots.toSorted()
    const nodes = gatherNodes(header.stateRoot, deployment.contract, slots, shownOf(state))
    const shelf = new Shelf()
    const body = listOf([
      number(BigInt(deployment.chainId)),
      raw(deployment.contract),
      raw(header.hash),
      listOf(headerFields(state).map(encode)),
      listOf(slots.map(raw)),
      listOf(nodes.map(encode)),
      listOf(ledgers.map((ledger) => writeWork(ledger, shelf))),
      listOf(holdersOf(evidence.holdings).map((held) => writeHolding(held, shelf))),
    ])
    const bytes = sealed(body)
    return bytes.length > MOST_BYTES ? problem('tooLarge') : { ok: true, bytes }
  } catch (error) {
    if (error instanceof Refused) return wrong(error.message)
    throw error
  }
}

/** Complete ones; the subject's first, the others by their numbers, as many as fit. */
function ledgersOf({ deployment, trails, subject }: Evidence): Ledger[] {
  const complete = trails.flatMap((trail): Ledger[] => {
    const { facts } = trail
    const columns = trail.columns ?? settled(deployment, trail)
    return columns?.length === facts.sequence && facts.sequence > 0 ? [{ facts, columns }] : []
  })
  const rank = ({ facts: { work } }: Ledger) => (work === subject ? -1n : work)
  const found: Ledger[] = []
  let events = 0
  for (const ledger of complete.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    if (events + ledger.columns.length > MOST_EVENTS || found.length === MOST_WORKS) break
    events += ledger.columns.length
    found.push(ledger)
  }
  return found
}

/** A walk that had to go around something false ends with the true history all the same. */
function settled(deployment: Deployment, trail: Trail): Columns | undefined {
  const { columns, gapless } = historyOf(deployment, trail)
  return gapless ? columns : undefined
}

/** A sentence when the proof is not of the pinned block. */
function headerOf(state: StateProof, pin: Pin): Header | string {
  const header = checkHeader(state.header)
  if (!header.ok) return header.detail
  const { hash, number, time } = header.value
  return hash === pin.hash && number === pin.number && time === pin.time ? header.value : 'it is of another block'
}

const headerFields = ({ header }: StateProof): Uint8Array[] => {
  const fields = fieldsOf(header as Readonly<Record<string, unknown>>)
  return fields.ok ? fields.value : []
}

/** Assumes nothing: what is no list of hexadecimal texts proves nothing, and then nodes are missing. */
function shownOf({ proof }: StateProof): Shown {
  const { accountProof, storageProof } = (proof ?? {}) as { accountProof?: unknown; storageProof?: unknown }
  const nodes = (list: unknown): Hex[] => (Array.isArray(list) ? list.filter(isNode) : [])
  const slots = Array.isArray(storageProof) ? (storageProof as ({ proof?: unknown } | null)[]) : []
  return { accountProof: nodes(accountProof), storageProof: slots.map((each) => ({ proof: nodes(each?.proof) })) }
}

const isNode = (value: unknown): value is Hex => typeof value === 'string' && /^0x(?:[0-9a-f]{2})+$/i.test(value)

function writeWork({ facts, columns }: Ledger, shelf: Shelf): Uint8Array {
  const asks = facts.ancestors.flatMap(({ work, royalty }) => [number(work), number(BigInt(royalty))])
  return listOf([
    number(facts.work),
    shelf.write(raw20(facts.currency)),
    raw(facts.head),
    number(zigzag(facts.income)),
    number(zigzag(facts.prepaid)),
    number(zigzag(facts.flowRate)),
    number(BigInt(facts.ancestorRoyalty)),
    listOf(asks),
    writeEvents(columns, shelf),
  ])
}

const writeHolding = ({ account, units, debt, claimable }: Held, shelf: Shelf): Uint8Array =>
  listOf([shelf.write(raw20(account)), number(units), number(zigzag(debt)), number(claimable)])

const holdersOf = (holdings: readonly Held[]): Held[] =>
  holdings
    .map((held) => ({ ...held, account: held.account.toLowerCase() as Address }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))

function sealed(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(5)
  head[0] = VERSION
  new DataView(head.buffer).setUint32(1, body.length)
  const unsealed = concatBytes(MARK, head, body)
  const bytes = new Uint8Array(unsealed.length + TAIL)
  bytes.set(unsealed)
  bytes.set(sha256(unsealed), unsealed.length)
  return bytes
}

const raw20 = (account: Address): Uint8Array => bytesOf(account.toLowerCase())
const raw = (hex: Hex): Uint8Array => encode(bytesOf(hex.toLowerCase()))
const number = (n: bigint): Uint8Array => encode(encodeNumber(n))
