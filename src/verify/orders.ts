/** What the page and its verifying worker say to each other. Plain data only. */
import type { Address, Deployment, WorkId } from '../royalties/words.ts'
import type { Pin, ProvenHeader } from './evidence.ts'
import type { Packed } from './file/pack.ts'
import type { ProofProblem } from './file/problems.ts'
import type { Report } from './report.ts'
import type { VerifyProblem, VerifyProgress } from './verify.ts'

/** Where a contract is, and whom to ask about it. */
export interface Asked {
  readonly chainId: number
  /** Left out: the contract of this app. */
  readonly contract?: Address | undefined
  /** Addresses, the first preferred. */
  readonly rpcs: readonly string[]
  /** Consensus services for the light client. Left out: the network's own. */
  readonly beacons?: readonly string[] | undefined
}

export type Order =
  | {
      readonly kind: 'verify'
      readonly id: number
      readonly network: Asked
      readonly work: WorkId
      readonly mostEvents?: number | undefined
    }
  /** Checks the bytes of a proof file. */
  | { readonly kind: 'open'; readonly id: number; readonly bytes: Uint8Array }
  /** Has a light client prove the block of a proof file, where the network has one. */
  | { readonly kind: 'prove'; readonly id: number; readonly network: Asked; readonly pin: Pin }
  /** Makes a proof file of what order `of` verified. */
  | { readonly kind: 'pack'; readonly id: number; readonly of: number }
  /** Nobody waits for order `id` any more, nor for anything made of it. */
  | { readonly kind: 'drop'; readonly id: number }

export interface Judged {
  readonly report: Report
  readonly deployment: Deployment
}

type Result<Problem> = ({ readonly ok: true } & Judged) | { readonly ok: false; readonly problem: Problem }
export type VerifyResult = Result<VerifyProblem>
export type OpenResult = Result<ProofProblem>

/** What is proven to be at a block's number, or in one sentence why that could not be; `undefined`: the network has no light client. */
export type ProveResult = ProvenHeader | string | undefined

/** What an order of each kind is answered with. */
export interface Results {
  readonly verify: VerifyResult
  readonly open: OpenResult
  readonly prove: ProveResult
  readonly pack: Packed
}

export type Answer =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: VerifyProgress }
  | { readonly kind: 'done'; readonly id: number; readonly result: Results[keyof Results] }
  /** What should not happen: a fault of this program, or too little memory. */
  | { readonly kind: 'failed'; readonly id: number; readonly detail: string }
