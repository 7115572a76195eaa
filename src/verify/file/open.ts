import { sha256 } from '@noble/hashes/sha2.js'
import { deployment as known } from '../../../contracts-abi/deployment.ts'
import { hexOf } from '../../royalties/hex.ts'
import { workId, type Address, type Deployment, type Hex } from '../../royalties/words.ts'
import type { Evidence, Held, Pin, StateProof, Trail } from '../evidence.ts'
import { answerOf, checkHeader } from '../trie/header.ts'
import { Cursor } from './cursor.ts'
import { readEvents } from './events.ts'
import { HEAD, MARK, MOST_BYTES, MOST_EVENTS, MOST_SLOTS, MOST_TIME, MOST_WORKS, TAIL, VERSION } from './layout.ts'
import { spreadNodes } from './nodes.ts'
import { refuse, Refused, type ProofProblem } from './problems.ts'
import { relationOf } from './relation.ts'
import { Shelf } from './shelf.ts'

export type Opened =
  { readonly ok: true; readonly evidence: Evidence } | { readonly ok: false; readonly problem: ProofProblem }

/**
 * The evidence in a proof file, for `check` to judge. Nothing in it is believed: here it is only made sure that the file is
 * whole and in its one possible form, and that its nodes are those of the storage it speaks of. Never throws for any bytes.
 */
export function openProof(bytes: Uint8Array): Opened {
  try {
    return { ok: true, evidence: read(bytes, unsealed(bytes)) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem }
    throw error
  }
}

/** Where the body ends. */
function unsealed(bytes: Uint8Array): number {
  if (bytes.length > MOST_BYTES) refuse({ kind: 'tooLarge', bytes: bytes.length, most: MOST_BYTES })
  if (bytes.length === 0) refuse({ kind: 'empty' })
  if (bytes.length < MARK.length || !MARK.every((byte, i) => byte === bytes[i])) refuse({ kind: 'notAProof' })
  if (bytes.length < HEAD) refuse({ kind: 'truncated', bytes: bytes.length, expected: HEAD + TAIL })
  const version = bytes[MARK.length]!
  if (version > VERSION) refuse({ kind: 'tooNew', version, known: VERSION })
  const end = HEAD + new DataView(bytes.buffer, bytes.byteOffset, HEAD).getUint32(MARK.length + 1)
  const expected = end + TAIL
  if (bytes.length < expected) refuse({ kind: 'truncated', bytes: bytes.length, expected })
  if (bytes.length > expected) refuse({ kind: 'bytesFollow', bytes: bytes.length - expected })
  const sum = sha256(bytes.subarray(0, end))
  if (!sum.every((byte, i) => byte === bytes[end + i])) refuse({ kind: 'damaged' })
  if (version !== VERSION) refuse({ kind: 'malformed', at: MARK.length, detail: 'there is no such version' })
  return end
}

function read(bytes: Uint8Array, end: number): Evidence {
  const whole = new Cursor(bytes, HEAD, end)
  const body = whole.list()
  whole.end()
  const deployment: Deployment = { chainId: body.small(6), contract: hexOf(body.bytes(20)) }
  const expected = known.tributary.address.toLowerCase() as Address
  if (deployment.contract !== expected) refuse({ kind: 'foreignContract', contract: deployment.contract, expected })
  const { state, pin } = readState(body, deployment)
  const shelf = new Shelf()
  const trails = readWorks(body.list(), shelf)
  const holdings = readHoldings(body.list(), shelf)
  body.end()
  const subject = trails[0]!.facts.work
  const doubts = relationOf(trails, holdings)
  return { deployment, pin, subject, trails, holdings, clues: [], doubts, state }
}

function readState(body: Cursor, { contract }: Deployment): { state: StateProof; pin: Pin } {
  const hash = hexOf(body.bytes(32))
  const shown = answerOf(
    body.list().all((fields) => fields.bytes()),
    hash,
  )
  const header = checkHeader(shown)
  if (!header.ok) return refuse({ kind: 'headerWrong', detail: header.detail })
  const { number, time } = header.value
  if (time >= MOST_TIME) refuse({ kind: 'headerWrong', detail: 'its time is tens of thousands of years away' })
  const slots = readSlots(body.list())
  const nodes = body.list().all((all) => all.bytes())
  const proof = spreadNodes(header.value.stateRoot, contract, slots, nodes)
  return { state: { header: shown, proof, slots }, pin: { hash, number, time } }
}

function readSlots(from: Cursor): Hex[] {
  const slots: Hex[] = []
  while (!from.done) {
    const { at } = from
    const slot = hexOf(from.bytes(32))
    if (slots.length > 0 && slot <= slots.at(-1)!) from.fail('storage slots in another than their order', at)
    if (slots.length === MOST_SLOTS) refuse({ kind: 'tooMuch', what: 'slots', most: MOST_SLOTS })
    slots.push(slot)
  }
  return slots
}

function readWorks(from: Cursor, shelf: Shelf): Trail[] {
  const trails: Trail[] = []
  let events = 0
  do {
    const { at } = from
    if (trails.length === MOST_WORKS) refuse({ kind: 'tooMuch', what: 'works', most: MOST_WORKS })
    const trail = readWork(from.list(), shelf)
    const before = trails.at(-1)
    if (trails.length > 1 && trail.facts.work <= before!.facts.work) from.fail('works in another than their order', at)
    if ((events += trail.facts.sequence) > MOST_EVENTS) refuse({ kind: 'tooMuch', what: 'events', most: MOST_EVENTS })
    trails.push(trail)
  } while (!from.done)
  return trails
}

function readWork(from: Cursor, shelf: Shelf): Trail {
  const work = workId(from.number(6))
  const currency = readAccount(from, shelf)
  const head = hexOf(from.bytes(32))
  const [income, prepaid, flowRate] = [from.signed(), from.signed(), from.signed()]
  const ancestorRoyalty = from.small(2)
  const ancestors = from.list().all((asks) => ({ work: workId(asks.number(6)), royalty: asks.small(2) }))
  const columns = readEvents(work, from.list(), shelf)
  from.end()
  const sums = { income, prepaid, flowRate, ancestorRoyalty, ancestors }
  const lastBlock = BigInt(columns.blocks.at(-1) ?? from.fail('a work without events'))
  return { facts: { work, currency, sequence: columns.length, lastBlock, head, ...sums }, visits: [], columns }
}

function readHoldings(from: Cursor, shelf: Shelf): Held[] {
  const holdings: Held[] = []
  while (!from.done) {
    const { at } = from
    const holding = from.list()
    const account = readAccount(holding, shelf)
    if (holdings.length > 0 && account <= holdings.at(-1)!.account) from.fail('holders in another than their order', at)
    holdings.push({ account, units: holding.number(), debt: holding.signed(), claimable: holding.number() })
    holding.end()
  }
  return holdings
}

function readAccount(from: Cursor, shelf: Shelf): Address {
  const { at } = from
  const digits = shelf.read(from)
  if (digits.length > 20) from.fail('an account of more than 20 bytes', at)
  return `0x${hexOf(digits).slice(2).padStart(40, '0')}`
}
