/** Everything that can stop publishing, as sentences. */
import { problemOf, type Problem } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import { sentence } from '../chain/sentences.ts'
import { StorageProblem } from '../storage/problem.ts'
import type { PublishProblem, Step } from './ports.ts'

/** Thrown by a step that knows exactly what is wrong. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly problem: PublishProblem
  constructor(kind: PublishProblem['kind'], sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.problem = { kind, sentence, cause }
  }
}

const KINDS: Partial<Record<Problem['kind'], PublishProblem['kind']>> = {
  rejected: 'rejected',
  replaced: 'rejected',
  dropped: 'rejected',
  closed: 'rejected',
  reverted: 'reverted',
  insufficientFunds: 'funds',
  pending: 'pending',
  timeout: 'pending',
}

/** What wallet or chain answered, as a reason to stop. */
export const refused = (problem: Problem): Stopped =>
  new Stopped(KINDS[problem.kind] ?? 'network', sentence(problem), problem)

export function explain(error: unknown, step: Step): PublishProblem {
  if (error instanceof Stopped) return error.problem
  if (error instanceof DOMException && error.name === 'AbortError') return PAUSED
  if (error instanceof StorageProblem && error.kind === 'aborted') return PAUSED
  const foreign = problemOf(error)
  if (foreign.kind === 'outdated') return refused(foreign).problem
  if (step === 'pin') return { kind: 'pin', sentence: 'No pinning service confirmed a copy.', cause: error }
  if (step === 'seal' || step === 'add' || error instanceof StorageProblem) {
    return { kind: 'storage', sentence: error instanceof Error ? error.message : String(error), cause: error }
  }
  return refused(refusalOf(error)).problem
}

const PAUSED: PublishProblem = { kind: 'paused', sentence: 'Paused. Nothing is lost.' }
