/** Everything that can stop publishing, as sentences. */
import { problemOf, type Problem } from '../chain/problems.ts'
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

export function explain(error: unknown, step: Step): PublishProblem {
  if (error instanceof Stopped) return error.problem
  if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'paused', sentence: 'Paused.' }
  if (error instanceof StorageProblem) {
    if (error.kind === 'aborted') return { kind: 'paused', sentence: 'Paused.' }
    return { kind: step === 'pin' ? 'pin' : 'storage', sentence: error.message, cause: error }
  }
  if (step === 'pin') return { kind: 'pin', sentence: 'No pinning service confirmed a copy.', cause: error }
  if (step === 'seal' || step === 'add') return { kind: 'storage', sentence: sentenceOf(error), cause: error }
  const problem = problemOf(error)
  return { ...chainProblem(problem, step), cause: error }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export function chainProblem(problem: Problem, step: Step): PublishProblem {
  switch (problem.kind) {
    case 'rejected':
      return {
        kind: 'rejected',
        sentence:
          step === 'sign'
            ? 'The wallet refused to sign the manifest. Nothing was sent and nothing was paid.'
            : 'The wallet refused the transaction. Nothing was sent and nothing was paid.',
      }
    case 'reverted':
      return {
        kind: 'reverted',
        sentence: `The contract would refuse this work${problem.name ? `: ${worded(problem.name)}` : ''}.`,
      }
    case 'insufficientFunds':
      return { kind: 'funds', sentence: 'This account does not have enough to pay the network fee.' }
    case 'pending':
      return {
        kind: 'pending',
        sentence: 'The wallet is still asking about an earlier request. Answer it there first.',
      }
    case 'rpcDown':
    case 'timeout':
      return { kind: 'network', sentence: 'The network does not answer. What was done is kept: try again.' }
    case 'wrongNetwork':
      return { kind: 'network', sentence: 'The wallet is on another network. Switch it and try again.' }
    case 'noWallet':
      return { kind: 'network', sentence: 'No wallet is connected. Connect one and try again.' }
    case 'replaced':
    case 'dropped':
      return { kind: 'rejected', sentence: 'The transaction was cancelled in the wallet. The work is not published.' }
    default:
      return { kind: 'unknown', sentence: 'detail' in problem ? problem.detail : 'The transaction did not go through.' }
  }
}

/** `Publish_TooManyParents` → “too many parents”. */
const worded = (name: string): string =>
  name
    .slice(name.indexOf('_') + 1)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
