import type { CreditFault } from '../royalties/credits.ts'
import type { FlowFault } from '../royalties/flows.ts'
import type { RequestFault } from '../royalties/requests.ts'
import type { StampField } from '../royalties/stamps.ts'
import type { Address, Hex, WorkId } from '../royalties/words.ts'
import type { Checkable } from './evidence.ts'

/** Which event a finding is about. */
export interface Place {
  readonly work: WorkId
  readonly sequence: number
  readonly block: bigint
  /** Unknown for an event that was not sent. */
  readonly transaction?: Hex | undefined
}

/** One thing that is not as it should be, with the event that caused it. Amounts in the units of their names. */
export type Finding =
  // What the RPC sent is not the contract's history.
  /** Events `first` … `place.sequence` were not sent; the event after them says that the newest is in `place.block`. */
  | { kind: 'gap'; place: Place; first: number }
  /** Receipts show other contents. */
  | { kind: 'altered'; place: Place; field: string }
  | { kind: 'invented'; place: Place; reason: Invention }
  | { kind: 'repeated'; place: Place; times: number }
  | { kind: 'outOfOrder'; place: Place }
  | { kind: 'malformed'; place: Place; detail: string }
  /** `suspects`: the events among which one must be false. */
  | { kind: 'headMismatch'; work: WorkId; expected: Hex; actual: Hex; suspects: { first: Place; last: Place } }
  // The history is the contract's, and it breaks a rule.
  | { kind: 'stampWrong'; place: Place; field: StampField; expected: bigint; actual: bigint }
  | { kind: 'supplyWrong'; place: Place; minted: bigint }
  | { kind: 'unitsMissing'; place: Place; account: Address; held: bigint; moved: bigint }
  | { kind: 'claimTooHigh'; place: Place; account: Address; claimed: bigint; payable: bigint }
  | ({ place: Place } & (FlowFault | RequestFault))
  | ({ place: Place } & Omit<Extract<CreditFault, { kind: 'splitWrong' }>, 'work' | 'sequence'>)
  | { kind: 'creditWithoutPayment'; place: Place; source: WorkId; sourceSequence: number }
  | { kind: 'creditMissing'; place: Place; ancestor: WorkId; expected: bigint }
  | { kind: 'royaltyDiffers'; work: WorkId; ancestor: WorkId; asked: number; frozen: number }
  // The recomputed state is not the contract's.
  | {
      kind: 'incomeDiffers' | 'prepaidDiffers' | 'flowRateDiffers'
      work: WorkId
      recomputed: bigint
      onChain: bigint
      cause?: Place | undefined
    }
  | {
      kind: 'balanceDiffers'
      work: WorkId
      account: Address
      recomputed: bigint
      onChain: bigint
      cause?: Place | undefined
    }
  | {
      kind: 'dueDiffers'
      work: WorkId
      account: Address
      recomputed: bigint
      onChain: bigint
      cause?: Place | undefined
    }
  // The RPC's answers contradict the block it names.
  /** What a view said and what the storage holds; `field` names it. */
  | { kind: 'stateDiffers'; work: WorkId; field: string; account?: Address; told: bigint; proven: bigint }
  /** The proof does not hold, so whoever made it lies or is broken. */
  | { kind: 'proofWrong'; work: WorkId; detail: string }
  /** Something else than this contract stands at its address. */
  | { kind: 'foreignCode'; work: WorkId; expected: Hex; actual: Hex }
  /** The light client knows another block at this height. */
  | { kind: 'otherChain'; work: WorkId; block: bigint; told: Hex; proven: Hex }
  // Nothing is known to be wrong.
  | { kind: 'couldNotCheck'; work: WorkId; what: Checkable; detail: string }

/** `foreign`: of another contract or work. `beyond`: after the head. `unlinked`: no event points to it. */
export type Invention = 'foreign' | 'otherBlock' | 'beyond' | 'unlinked' | 'rival' | 'notInReceipts'

export type FindingKind = Finding['kind']

/** `remark`: the RPC was untidy, but what counts was proven without it. */
export type Grade = 'wrong' | 'unknown' | 'remark'

/** `proven`: the head was recomputed from the events that remained. */
export function gradeOf(finding: Finding, proven: boolean): Grade {
  switch (finding.kind) {
    case 'couldNotCheck':
      // Who else has the block, and who proved it, makes a report more believable, not more complete: `Trust` says it.
      if (finding.what === 'witnesses' || finding.what === 'header') return 'remark'
      // What very many small ones are owed follows from the events, once those are proven.
      return proven && (finding.what === 'dust' || finding.what === 'relatives') ? 'remark' : 'unknown'
    case 'repeated':
    case 'outOfOrder':
    case 'invented':
    case 'malformed':
      return proven ? 'remark' : 'wrong'
    default:
      return 'wrong'
  }
}

export const workOf = (finding: Finding): WorkId => ('place' in finding ? finding.place.work : finding.work)
