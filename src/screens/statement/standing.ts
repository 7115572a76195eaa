/** How far a statement can be trusted, in words for paper: nothing "stands below" there. Pure. */
import type { Report } from '../../verify/report.ts'
import { isDisputed, lookOf, verdictSentence } from '../verify/sentences.ts'

/** What its verification means for the statement of a work. */
export function standingSentence(report: Report): string {
  switch (lookOf(report)) {
    case 'contract':
      return 'The history is proven, and the contract’s own numbers do not follow from it: this statement does. The verification of the work says what differs, to the last unit.'
    case 'unchecked':
      if (!isDisputed(report))
        return 'Nothing was found to be wrong, but not everything could be checked. The verification of the work says what is missing, and why.'
  }
  return verdictSentence(report, 'chain')
}

/** Of so many works of one holder. */
export function verifiedSentence(verified: number, works: number): string {
  if (verified === works)
    return `${works === 1 ? 'The work was' : `All ${works} works were`} verified, and every payout adds up.`
  const rest = works - verified === 1 ? 'The other one is' : 'The others are'
  if (verified === 0)
    return `${works === 1 ? 'The work could not be verified: it is' : `None of the ${works} works could be verified: each is`} marked below, or missing.`
  return `${verified} of ${works} works ${verified === 1 ? 'was' : 'were'} verified. ${rest} marked below, or missing.`
}
