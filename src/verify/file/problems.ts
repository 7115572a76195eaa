/** Why a file is refused, or none can be made; each has its sentence. No text out of a file is ever shown. */
import type { Address, Hex, WorkId } from '../../royalties/words.ts'

export type ProofProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'notAProof' }
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly most: number }
  | { readonly kind: 'tooNew'; readonly version: number; readonly known: number }
  | { readonly kind: 'truncated'; readonly bytes: number; readonly expected: number }
  | { readonly kind: 'bytesFollow'; readonly bytes: number }
  /** The checksum does not fit: it was harmed on its way. */
  | { readonly kind: 'damaged' }
  /** The checksum fits, the contents do not: somebody made it so. `at`: where, in bytes from its beginning. */
  | { readonly kind: 'malformed'; readonly at: number; readonly detail: string }
  | { readonly kind: 'tooMuch'; readonly what: 'events' | 'works' | 'slots'; readonly most: number }
  | { readonly kind: 'foreignContract'; readonly contract: Address; readonly expected: Address }
  /** The header's fields do not hash to the block's name. */
  | { readonly kind: 'headerWrong'; readonly detail: string }
  | { readonly kind: 'nodeMissing'; readonly hash: Hex }
  /** It is there, but not where it belongs. */
  | { readonly kind: 'nodeSwapped'; readonly hash: Hex }
  | { readonly kind: 'nodeSuperfluous'; readonly count: number }
  | { readonly kind: 'proofWrong'; readonly detail: string }
  | { readonly kind: 'eventMalformed'; readonly work: WorkId; readonly detail: string }
  | { readonly kind: 'foreignWork'; readonly work: WorkId }
  | { readonly kind: 'foreignHolder'; readonly account: Address }

export type PackProblem =
  | { readonly kind: 'noState' }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'proofWrong'; readonly detail: string }
  | { readonly kind: 'tooLarge' }

/** Ends the reading of a file; `openProof` catches it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: ProofProblem

  constructor(problem: ProofProblem) {
    super(proofSentence(problem))
    this.problem = problem
  }
}

export function refuse(problem: ProofProblem): never {
  throw new Refused(problem)
}

/** What happened to a file on its way is another thing than what somebody did to it. */
const HARMLESS: readonly ProofProblem['kind'][] = [
  'empty',
  'notAProof',
  'tooLarge',
  'tooNew',
  'truncated',
  'bytesFollow',
  'damaged',
]
const isHostile = ({ kind }: ProofProblem): boolean => !HARMLESS.includes(kind)

/** `danger`: somebody made it so. */
export const proofTitle = (problem: ProofProblem): { readonly tone: 'warning' | 'danger'; readonly title: string } =>
  isHostile(problem)
    ? { tone: 'danger', title: 'This file proves nothing' }
    : { tone: 'warning', title: 'This file cannot be checked' }

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

/** Rounds: up, so that what is too large never reads as what is allowed. */
const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)

/** What happened, whose fault it can be, and what to do about it. */
export function proofSentence(problem: ProofProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'This file is empty: it has 0 bytes. Get it again from where you had it.'
    case 'notAProof':
      return 'This is not a proof file. Proof files end in “.proof” and come from the Verify page of a work.'
    case 'tooLarge':
      return `This file has ${megabytes(problem.bytes)} MB; proof files have at most ${megabytes(problem.most)}. It was not opened.`
    case 'tooNew':
      return `This proof file was made by a newer version (${problem.version}; known here: ${problem.known}). Open it with a newer checker.`
    case 'truncated':
      return `This proof file is cut off: ${problem.bytes} of ${count(problem.expected, 'byte')} are here. Get it again from where you had it.`
    case 'bytesFollow':
      return `Something was added behind the end of this proof file: ${count(problem.bytes, 'byte')}. Get it again from where you had it.`
    case 'damaged':
      return 'This proof file was damaged on its way: its checksum does not fit. That says nothing about the payouts. Get it again from where you had it.'
    case 'malformed':
      return `This proof file was not made by Tributary: byte ${problem.at} breaks its form (${problem.detail}).`
    case 'tooMuch':
      return `This proof file claims to hold more than ${problem.most} ${problem.what}. It was not opened.`
    case 'foreignContract':
      return `This proof is about another contract (${problem.contract}) than Tributary’s (${problem.expected}).`
    case 'headerWrong':
      return `The block in this proof file is forged: its contents do not give its hash (${problem.detail}).`
    case 'nodeMissing':
      return `A piece of the proof was taken out or altered: nothing here has the hash ${problem.hash}.`
    case 'nodeSwapped':
      return `Pieces of the proof were put into another order, from ${problem.hash} on.`
    case 'nodeSuperfluous':
      return `${count(problem.count, 'piece')} of the proof ${problem.count === 1 ? 'proves' : 'prove'} nothing: somebody added to it.`
    case 'proofWrong':
      return `The proof in this file does not hold: ${problem.detail}.`
    case 'eventMalformed':
      return `An event of work ${problem.work} in this proof file cannot be one: ${problem.detail}.`
    case 'foreignWork':
      return `This proof file holds work ${problem.work}, which has nothing to do with the work it is about.`
    case 'foreignHolder':
      return `This proof file holds the balance of ${problem.account}, who never had a share of the work.`
  }
}

export function packSentence(problem: PackProblem): string {
  switch (problem.kind) {
    case 'noState':
      return 'No proof file can be made yet: this RPC gave no proof of what the contract stores. Choose another RPC in the settings and check again.'
    case 'incomplete':
      return 'No proof file can be made yet: the history that was read is not complete. Check again, or choose another RPC in the settings.'
    case 'proofWrong':
      return `No proof file can be made: the proof this RPC gave does not hold (${problem.detail}). Choose another RPC in the settings and check again.`
    case 'tooLarge':
      return 'The history of this work is too long for a proof file.'
  }
}
