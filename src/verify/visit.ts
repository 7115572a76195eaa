import type { LedgerEvent } from '../royalties/ledger.ts'
import type { Address, WorkId } from '../royalties/words.ts'
import { MOST_BLOCK } from '../royalties/columns/columns.ts'
import { decodeLog } from '../royalties/decode.ts'
import type { RawLog, Visit, WorkFacts } from './evidence.ts'
import type { Finding, Invention, Place } from './findings.ts'

/** A ledger event in its place, as the RPC sent it. */
export interface Placed {
  readonly event: LedgerEvent
  readonly block: bigint
  readonly log: RawLog
  /** Other logs that claim the same place. */
  readonly rivals: readonly Placed[]
}

/** Where a walk stands: event `top` is next, and the event after it says it is in `block`. */
export interface Step {
  readonly block: bigint
  readonly top: number
  /** Where to go on if the trail breaks: the newest anchor known. */
  readonly anchor: Anchor | undefined
}

/** Where a walk begins: at the contract's newest event. */
export const firstStep = ({ lastBlock, sequence }: WorkFacts): Step => ({
  block: lastBlock,
  top: sequence,
  anchor: undefined,
})

export interface Anchor {
  readonly block: bigint
  /** A multiple of 256. */
  readonly sequence: number
}

export interface Seen {
  /** Newest first. */
  readonly events: readonly Placed[]
  readonly findings: readonly Finding[]
  /** `end`: the work's first event was reached. `lost`: nothing leads further back. */
  readonly next: Step | 'end' | 'lost'
}

export const placeOf = ({ event, block, log }: Pick<Placed, 'event' | 'block' | 'log'>): Place => ({
  work: event.work,
  sequence: event.stamp.sequence,
  block,
  // A proof file tells none: nothing would prove it.
  transaction: /^0x0+$/.test(log.transaction) ? undefined : log.transaction,
})

/**
 * Reads one block of a walk: follows the pointers from `step.top` downwards as long as they stay in the block. What no
 * pointer leads to was invented; what a pointer leads to and is not there was dropped (`trail.ts` names the gaps). Every visit ends lower than it
 * began, in sequence and in block, whatever the RPC says, so that a walk ends.
 */
export function readVisit(work: WorkId, contract: Address, visit: Visit, step: Step): Seen {
  const findings: Finding[] = []
  const candidates = gather(work, contract, visit, findings)
  const events: Placed[] = []
  let anchor = step.anchor
  let at: Pointer = { block: visit.block, sequence: step.top }
  for (const sequence of [...candidates.keys()].sort((a, b) => b - a)) {
    if (sequence === 0 || at.sequence === 0 || at.block !== visit.block) break
    if (sequence > at.sequence) continue
    const placed = take(candidates, sequence)
    events.push(placed)
    anchor = anchorOf(placed) ?? anchor
    at = pointerOf(placed)
  }
  findings.push(...leftovers(candidates, step.top), ...disorder(events))
  return { events, findings, next: nextOf(at, visit.block, anchor) }
}

interface Pointer {
  readonly block: bigint
  readonly sequence: number
}

const pointerOf = ({ event: { stamp } }: Placed): Pointer => ({
  block: stamp.previousBlock,
  sequence: stamp.sequence - 1,
})

const anchorOf = ({ event: { stamp } }: Placed): Anchor | undefined =>
  stamp.anchorBlock > 0n && stamp.sequence > 256
    ? { block: stamp.anchorBlock, sequence: Math.floor((stamp.sequence - 1) / 256) * 256 }
    : undefined

function nextOf(at: Pointer, block: bigint, anchor: Anchor | undefined): Step | 'end' | 'lost' {
  if (at.sequence === 0) return 'end'
  // A pointer to the future, or to nowhere, ends what can be followed.
  if (at.block >= block || at.block <= 0n) return jump(anchor, { ...at, block })
  const next: Step = { block: at.block, top: at.sequence, anchor }
  return next
}

function jump(anchor: Anchor | undefined, at: Pointer): Step | 'lost' {
  if (!anchor || anchor.block >= at.block || anchor.sequence >= at.sequence) return 'lost'
  const next: Step = { block: anchor.block, top: at.sequence, anchor }
  return next
}

/** By sequence and then by contents, in the order in which the RPC gave them; identical repetitions are named and dropped. */
type Candidates = Map<number, Map<string, Placed>>

function gather(work: WorkId, contract: Address, { block, logs }: Visit, findings: Finding[]): Candidates {
  const candidates: Candidates = new Map()
  for (const log of logs) {
    const nowhere: Place = { work, sequence: 0, block: log.block, transaction: log.transaction }
    const decoded = misplaced(log) ?? decodeLog(log)
    if (!decoded.ok) {
      findings.push({ kind: 'malformed', place: nowhere, detail: decoded.detail })
      continue
    }
    const placed: Placed = { event: decoded.event, block, log, rivals: [] }
    const reason = inventionOf(work, contract, block, placed)
    if (reason) findings.push({ kind: 'invented', place: { ...placeOf(placed), work }, reason })
    else admit(candidates, placed, findings)
  }
  return candidates
}

function inventionOf(work: WorkId, contract: Address, block: bigint, { event, log }: Placed): Invention | undefined {
  if (event.work !== work || log.address.toLowerCase() !== contract.toLowerCase()) return 'foreign'
  return log.block === block ? undefined : 'otherBlock'
}

/** A log that says of itself that it is where none can be. */
function misplaced({ block, blockHash, index, transaction }: RawLog): { ok: false; detail: string } | undefined {
  if (block < 0n || block > BigInt(MOST_BLOCK) || index >>> 0 !== index)
    return { ok: false, detail: 'There is no such place on a chain' }
  const hashes = [transaction, blockHash].every((hash) => /^0x[0-9a-f]{64}$/.test(hash))
  return hashes ? undefined : { ok: false, detail: 'A hash has 32 bytes' }
}

function admit(candidates: Candidates, placed: Placed, findings: Finding[]): void {
  const { sequence } = placed.event.stamp
  const contents = contentsOf(placed.log)
  const others = candidates.get(sequence)
  if (!others) candidates.set(sequence, new Map([[contents, placed]]))
  else if (others.has(contents)) findings.push({ kind: 'repeated', place: placeOf(placed), times: 2 })
  else others.set(contents, placed)
}

/** Two logs say the same when this is the same. */
export const contentsOf = ({ topics, data }: RawLog): string => [...topics, data].join()

function take(candidates: Candidates, sequence: number): Placed {
  const [first, ...rivals] = candidates.get(sequence)!.values()
  candidates.delete(sequence)
  return { ...first!, rivals }
}

function leftovers(candidates: Candidates, top: number): Finding[] {
  return [...candidates.values()]
    .flatMap((rivals) => [...rivals.values()])
    .map((placed) => ({
      kind: 'invented',
      place: placeOf(placed),
      reason: placed.event.stamp.sequence > top ? 'beyond' : 'unlinked',
    }))
}

/** Log numbers must rise with the sequence. `events`: newest first. */
function disorder(events: readonly Placed[]): Finding[] {
  return events.flatMap((placed, i): Finding[] => {
    const newer = events[i - 1]
    return newer && newer.log.index <= placed.log.index ? [{ kind: 'outOfOrder', place: placeOf(placed) }] : []
  })
}
