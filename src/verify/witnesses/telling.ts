import type { WorkId } from '../../royalties/words.ts'
import type { Evidence, ProvenHeader, WorkFacts } from '../evidence.ts'
import { verifyWork, type Outcome, type VerifyOptions } from '../verify.ts'
import { withLentProofs } from './lending.ts'
import type { Pinned } from './pin.ts'
import { testimoniesOf, type Accounts } from './testimony.ts'
import type { Witness } from './words.ts'

/** What came out with one RPC as the teller. */
export interface Telling {
  readonly witness: Witness
  readonly outcome: Outcome
  /** What it told of the work; left out: nothing. */
  readonly facts?: WorkFacts
  /** RPCs that tell another state of the work in the same block. */
  readonly against: ReadonlyMap<Witness, WorkFacts | undefined>
  /** Whether another RPC could add anything. */
  readonly settled: boolean
}

interface Options extends VerifyOptions {
  readonly header: ProvenHeader | undefined
  /** What all that have the block say of the work: on its way while the teller tells. */
  readonly accounts: Promise<Accounts>
}

export async function tellWith(witness: Witness, pinned: Pinned, work: WorkId, options: Options): Promise<Telling> {
  let facts: WorkFacts | undefined
  let against: Telling['against'] = new Map()
  const complete = async (evidence: Evidence): Promise<Evidence> => {
    facts = evidence.trails[0]!.facts
    const heard = testimoniesOf(pinned, await options.accounts, witness, facts)
    against = heard.against
    return { ...evidence, testimonies: heard.testimonies, header: options.header }
  }
  const others = [...pinned.said].flatMap(([other, { said }]) => (said === 'same' && other !== witness ? [other] : []))
  const outcome = await verifyWork(withLentProofs(witness, others, work), work, {
    ...options,
    pin: pinned.pin,
    complete,
  })
  return { witness, outcome, ...(facts ? { facts } : {}), against, settled: isSettled(outcome, against.size > 0) }
}

/** What is proven needs no second opinion. What is only told does where it is contradicted, or where more than proofs is missing. */
function isSettled(outcome: Outcome, contradicted: boolean): boolean {
  if (!outcome.ok) return false
  const { verdict, blame, findings } = outcome.report
  if (verdict !== 'unchecked') return verdict === 'verified' || blame === 'contract'
  // Nobody lent a proof, so nobody else has one either; a proof that is only incomplete may be another's whole.
  if (outcome.evidence.state) return false
  const proofsOnly = findings.every((finding) => finding.kind === 'couldNotCheck' && finding.what === 'state')
  return proofsOnly && !contradicted
}

export const isProven = (outcome: Outcome): boolean =>
  outcome.ok && ['provenState', 'provenHeader'].includes(outcome.report.trust.authenticity)
