/** What a statement says of its own verification: on paper there is nothing below it. */
import { expect, test } from 'vitest'
import { workId } from '../../src/royalties/words.ts'
import { standingSentence, verifiedSentence } from '../../src/screens/statement/standing.ts'
import { verdictSentence } from '../../src/screens/verify/sentences.ts'
import type { Report } from '../../src/verify/report.ts'

const rpcs = { same: 0, other: 0, behind: 0, silent: 0 }
const report = (change: Partial<Report>): Report => ({
  ...{ subject: workId(1), pin: { number: 93n, hash: `0x${'ab'.repeat(32)}`, time: 1_700_000_000 } },
  ...{ verdict: 'verified', blame: undefined, findings: [], works: [], holders: [] },
  trust: { authenticity: 'provenState', completeness: 'head', rpcs },
  ...{ testimonies: [], headerBy: undefined, liars: [] },
  ...change,
})

test('no verdict points to what only its verification shows', () => {
  for (const change of [{}, { verdict: 'unchecked' }, { verdict: 'differs', blame: 'contract' }] as const)
    expect(standingSentence(report(change))).not.toContain('below')
  expect(standingSentence(report({}))).toBe(verdictSentence(report({}), 'chain'))
})

test('payouts are only said to add up of all works when they do', () => {
  expect(verifiedSentence(4, 4)).toBe('All 4 works were verified, and every payout adds up.')
  expect(verifiedSentence(1, 1)).toBe('The work was verified, and every payout adds up.')
  expect(verifiedSentence(3, 4)).toBe('3 of 4 works were verified. The other one is marked below, or missing.')
  for (const [verified, works] of [
    [0, 1],
    [0, 3],
    [1, 3],
  ] as const)
    expect(verifiedSentence(verified, works)).not.toContain('adds up')
})
