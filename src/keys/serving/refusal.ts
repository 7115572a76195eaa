/** Why a request is not served. `passing`: it may be served later without anybody doing anything. */
export interface Refusal {
  readonly kind: RefusalKind
  readonly sentence: string
  readonly passing: boolean
  /** What it would bring and cost, where that is the reason. */
  readonly bargain?: Bargain
}

/** What a delivery brings and costs, in the smallest unit of the native currency. */
export interface Bargain {
  /** Delivery fee and own part of the price, as far as they are native money. */
  readonly income: bigint
  readonly cost: bigint
}

export type RefusalKind =
  | 'network'
  | 'closed'
  | 'late'
  | 'noSecret'
  | 'otherKey'
  | 'offCurve'
  | 'unfit'
  | 'unanswered'
  | 'disagreement'
  | 'unproven'
  | 'foreignCode'
  | 'notFinal'
  | 'notHolder'
  | 'notNamed'
  | 'copy'
  | 'noManifest'
  | 'unpaid'
  | 'balance'
  | 'journal'
  | 'damaged'

/** Rules of what is done unasked (key-delivery §5.4 "never served automatically", the budget): the person may do it by
 * hand all the same. Everything else would give the work's secret away, or the money. */
const BY_HAND: ReadonlySet<RefusalKind> = new Set(['network', 'copy', 'unpaid', 'damaged'])

export const mayOverrule = ({ kind }: Refusal): boolean => BY_HAND.has(kind)

/** Stands until somebody changes something. */
export const refuse = (kind: RefusalKind, sentence: string): Refusal => ({ kind, sentence, passing: false })
/** Is looked at again by itself. */
export const postpone = (kind: RefusalKind, sentence: string): Refusal => ({ kind, sentence, passing: true })

/** A refusal on its way out of a chain of checks. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.sentence)
    this.refusal = refusal
  }
}

/** Throws `Refused` when a check found something that the person did not overrule. */
export function insist(refusal: Refusal | undefined, overruled?: ReadonlySet<RefusalKind>): void {
  if (refusal && !overruled?.has(refusal.kind)) throw new Refused(refusal)
}
