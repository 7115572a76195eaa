import type { Ask } from './split.ts'
import { Derivatives, type Address, type WorkId } from './words.ts'

/** Limits the contract holds a new work to. Royalties in basis points. */
export const LINEAGE_LIMITS = {
  parents: 16,
  ancestors: 16,
  asked: 9_000,
  lowestRoyalty: 100,
  highestRoyalty: 5_000,
} as const

/** A work somebody wants to build on, as the chain has it. */
export interface Parent {
  readonly work: WorkId
  readonly currency: Address
  readonly ancestorRoyalty: number
  readonly derivatives: Derivatives
  readonly ancestors: readonly Ask[]
  /** Whether its creator, or an approval for this manifest, lets the publisher build on it. */
  readonly allowed?: boolean
}

/** What the new work itself says. */
export interface Descent {
  readonly currency: Address
  readonly ancestorRoyalty: number
  readonly derivatives: Derivatives
}

export type LineageProblem =
  | { kind: 'tooManyParents'; count: number; most: number }
  | { kind: 'repeatedParent'; parent: WorkId }
  | { kind: 'closedParent'; parent: WorkId }
  | { kind: 'approvalMissing'; parent: WorkId }
  | { kind: 'otherCurrency'; parent: WorkId; wanted: Address; actual: Address }
  | { kind: 'tooManyAncestors'; count: number; most: number }
  | { kind: 'asksTooMuch'; asked: number; most: number }
  | { kind: 'royaltyOutOfRange'; royalty: number; lowest: number; highest: number }
  | { kind: 'mustBeClosed'; asked: number; most: number }

export interface Lineage {
  /** Whom every payment to the new work will pay, in the contract's order. */
  readonly ancestors: readonly Ask[]
  /** Basis points of all of them together. */
  readonly asked: number
  /** Everything that stands in the way; empty: the contract will accept it. */
  readonly problems: readonly LineageProblem[]
}

/**
 * The frozen ancestors of a work with these parents: the union of the parents that ask and of all their ancestors. Each
 * keeps its own royalty, whatever stands in between; one that is reached twice counts once.
 */
export function lineageOf(parents: readonly Parent[], own: Descent): Lineage {
  const ancestors: Ask[] = []
  for (const parent of parents)
    for (const ask of contribution(parent)) if (!ancestors.some(({ work }) => work === ask.work)) ancestors.push(ask)
  const asked = ancestors.reduce((sum, { royalty }) => sum + royalty, 0)
  const problems = [
    ...parents.flatMap((parent, at) => parentProblems(parent, parents.slice(0, at), own)),
    ...limitProblems(parents.length, ancestors.length, asked, own),
  ]
  return { ancestors, asked, problems }
}

/** What one parent brings. A parent that brings nothing is lineage only, in whatever currency. */
const contribution = ({ work, ancestors, ancestorRoyalty }: Parent): readonly Ask[] =>
  ancestorRoyalty === 0 ? ancestors : [...ancestors, { work, royalty: ancestorRoyalty }]

function parentProblems(parent: Parent, before: readonly Parent[], own: Descent): LineageProblem[] {
  const problems: LineageProblem[] = []
  const { work, derivatives, currency, allowed = false } = parent
  if (before.some((other) => other.work === work)) problems.push({ kind: 'repeatedParent', parent: work })
  if (derivatives === Derivatives.Closed) problems.push({ kind: 'closedParent', parent: work })
  if (derivatives === Derivatives.ByApproval && !allowed) problems.push({ kind: 'approvalMissing', parent: work })
  if (contribution(parent).length > 0 && currency.toLowerCase() !== own.currency.toLowerCase())
    problems.push({ kind: 'otherCurrency', parent: work, wanted: own.currency, actual: currency })
  return problems
}

function limitProblems(parents: number, ancestors: number, asked: number, own: Descent): LineageProblem[] {
  const { parents: most, ancestors: mostAncestors, asked: mostAsked, lowestRoyalty, highestRoyalty } = LINEAGE_LIMITS
  const royalty = own.ancestorRoyalty
  const problems: LineageProblem[] = []
  if (parents > most) problems.push({ kind: 'tooManyParents', count: parents, most })
  if (ancestors > mostAncestors) problems.push({ kind: 'tooManyAncestors', count: ancestors, most: mostAncestors })
  if (asked > mostAsked) problems.push({ kind: 'asksTooMuch', asked, most: mostAsked })
  if (royalty !== 0 && (royalty < lowestRoyalty || royalty > highestRoyalty))
    problems.push({ kind: 'royaltyOutOfRange', royalty, lowest: lowestRoyalty, highest: highestRoyalty })
  if (asked <= mostAsked && asked + royalty > mostAsked && own.derivatives !== Derivatives.Closed)
    problems.push({ kind: 'mustBeClosed', asked: asked + royalty, most: mostAsked })
  return problems
}
