/** Why a request is not served. `passing`: it may be served later without anybody doing anything. */
export interface Refusal {
  readonly kind: RefusalKind
  readonly sentence: string
  readonly passing: boolean
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

/** Throws `Refused` when a check found something. */
export function insist(refusal: Refusal | undefined): void {
  if (refusal) throw new Refused(refusal)
}
