import type { Report, Trust } from '../../verify/report.ts'
import type { Checkable } from '../../verify/evidence.ts'
import type { Finding, FindingKind } from '../../verify/findings.ts'
import { alone, countText, type Source } from './sentences.ts'

/** One rung of an axis of DESIGN §6. */
export interface Step {
  readonly code: string
  readonly title: string
  /** What is known because of it, or why it is not. */
  readonly sentence: string
  /** `broken`: it was tried and shows that something is wrong. `open`: it was not reached, which accuses nobody. */
  readonly state: 'reached' | 'open' | 'broken'
}

export interface Axis {
  readonly question: string
  readonly steps: readonly Step[]
  /** The code of the highest step reached. */
  readonly level: string
}

/** Both axes, as far as this report has come. */
export const axesOf = (report: Report, source: Source): readonly [Axis, Axis] => [
  axis('Who vouches for it?', authenticity(report, source)),
  axis('Is anything missing?', completeness(report)),
]

const axis = (question: string, steps: readonly Step[]): Axis => ({
  question,
  steps,
  level: steps.findLast(({ state }) => state === 'reached')?.code ?? steps[0]!.code,
})

const AUTHENTICITY: readonly Trust['authenticity'][] = ['oneRpc', 'severalRpcs', 'provenState', 'provenHeader']
const COMPLETENESS: readonly Trust['completeness'][] = ['unknown', 'gapless', 'totals', 'head']

/** The reason why something could not be had, as the report has it. */
const doubtOf = (findings: readonly Finding[], what: Checkable): string | undefined => {
  const found = findings.find((finding) => finding.kind === 'couldNotCheck' && finding.what === what)
  return found?.kind === 'couldNotCheck' ? found.detail : undefined
}
const has = ({ findings }: Report, ...kinds: readonly FindingKind[]) =>
  findings.some(({ kind }) => kinds.includes(kind))
const because = (detail: string | undefined) => (detail ? ` (${detail})` : '')

function authenticity(report: Report, source: Source): Step[] {
  const { trust, pin, findings } = report
  const level = AUTHENTICITY.indexOf(trust.authenticity)
  const proven = level >= 2
  return [
    {
      code: 'A0',
      title: source === 'file' ? 'This file says so' : 'One RPC says so',
      sentence:
        source === 'file'
          ? 'Whoever made this file wrote down what they were told.'
          : 'Everything was read through one RPC, the server through which a browser reads a chain.',
      state: 'reached',
    },
    agreement(report, source),
    {
      code: 'A2',
      title: 'Proven by the block',
      ...(proven
        ? {
            state: 'reached',
            sentence: `Every number read from the contract was proven, by hashes, to be in block ${countText(pin.number)}. Nobody can change one without changing the block’s own hash.`,
          }
        : has(report, 'proofWrong', 'stateDiffers', 'foreignCode')
          ? { state: 'broken', sentence: 'The proof that was given does not fit what was said.' }
          : has(report, 'otherChain')
            ? { state: 'broken', sentence: 'What was proven is in a block that the network does not have.' }
            : {
                state: 'open',
                sentence: `No proof from the block’s own hash could be had${because(doubtOf(findings, 'state'))}. Other RPCs give one.`,
              }),
    },
    {
      code: 'A3',
      title: 'The block itself proven',
      ...(level >= 3
        ? {
            state: 'reached',
            sentence:
              `A light client in this browser followed the network’s own validators to this block. ${report.headerBy ?? ''}`.trim(),
          }
        : has(report, 'otherChain')
          ? {
              state: 'broken',
              sentence: `The network${source === 'file' ? '' : '’s validators'} ${source === 'file' ? 'has' : 'know'} another block at this height.`,
            }
          : report.headerBy !== undefined && report.headerDoubt === undefined
            ? {
                state: 'open',
                sentence:
                  'A light client in this browser followed the network’s own validators to this block. But what the contract holds in it is not proven.',
              }
            : {
                state: 'open',
                sentence: `That this block is the network’s was not proven by a light client${because(report.headerDoubt ?? doubtOf(findings, 'header'))}. Compare its hash, ${short(pin.hash)}, with an explorer you trust.`,
              }),
    },
  ]
}

function agreement({ trust: { rpcs }, pin }: Report, source: Source): Step {
  const { same, other, behind, silent } = rpcs
  const quiet = [
    ...(behind > 0 ? [`${behind} had not come so far`] : []),
    ...(silent > 0 ? [`${silent} did not answer`] : []),
  ].join(', ')
  const step = { code: 'A1', title: 'Other operators agree' }
  if (other > 0)
    return {
      ...step,
      state: 'broken',
      sentence: `${others(other)} ${other === 1 ? 'contradicts' : 'contradict'} what is told here of block ${countText(pin.number)}. ${same > 0 ? `${others(same)} agree${same === 1 ? 's' : ''}.` : 'Who is right stands below, where it could be found out.'}`,
    }
  if (same > 0)
    return {
      ...step,
      state: 'reached',
      sentence: `${others(same)} ${same === 1 ? 'has' : 'have'} the same block ${countText(pin.number)}${quiet ? `; ${quiet}` : ''}.`,
    }
  const nobody =
    source === 'file'
      ? 'A file is checked offline, so nobody else was asked'
      : 'No other operator was there to be asked'
  return { ...step, state: 'open', sentence: `${quiet ? capital(quiet) : nobody}.` }
}

function completeness(report: Report): Step[] {
  const { trust, works, findings } = report
  const subject = works[0]
  const level = COMPLETENESS.indexOf(trust.completeness)
  const events = countText(subject?.facts.sequence ?? 0)
  const gone = has(report, 'gap')
  return [
    {
      code: 'C0',
      title: 'Some events',
      ...(subject?.columns.length === 0
        ? { state: 'open', sentence: 'No event was sent.' }
        : { state: 'reached', sentence: 'Events were sent. Alone, this does not say whether they are all.' }),
    },
    {
      code: 'C1',
      title: 'No gaps',
      ...(level >= 1
        ? { state: 'reached', sentence: `Events 1 to ${events} are all here, each pointing to the one before.` }
        : gone
          ? { state: 'broken', sentence: 'Numbers are missing in the sequence of events.' }
          : {
              state: 'open',
              sentence: `The history was not read to its first event${because(doubtOf(findings, 'history'))}.`,
            }),
    },
    {
      code: 'C2',
      title: 'The totals are proven',
      // First: every event may be proven to be here, and the totals not follow from them all the same.
      ...(has(report, 'incomeDiffers', 'prepaidDiffers', 'flowRateDiffers', 'balanceDiffers', 'dueDiffers')
        ? {
            state: 'broken',
            sentence: `Totals recomputed from them differ from ${report.blame === 'contract' ? 'those the contract has' : 'those that were told'}.`,
          }
        : level >= 2
          ? {
              state: 'reached',
              sentence: 'Income and payouts recomputed from them equal what is proven to be in the block.',
            }
          : {
              state: 'open',
              sentence: subject?.gapless
                ? 'The totals could only be compared with what was told, not with what is proven.'
                : 'Without all events there are no totals to compare.',
            }),
    },
    {
      code: 'C3',
      title: 'Nothing can be missing',
      ...(level >= 3
        ? {
            state: 'reached',
            sentence:
              'The contract keeps one hash over all events of the work. Recomputed here from every byte of them, it comes out equal to the proven one: leaving out or changing a single event would break it.',
          }
        : has(report, 'headMismatch')
          ? { state: 'broken', sentence: 'The hash over all events does not come out as the contract’s.' }
          : {
              state: 'open',
              sentence: subject?.proven
                ? 'The hash over all events comes out as it was told. That the contract has this very hash was not proven.'
                : 'The hash over all events could not be recomputed without all of them.',
            }),
    },
  ]
}

const others = (count: number) => (count === 1 ? 'One other operator' : `${count} other operators`)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const short = (hash: string) => `${hash.slice(0, 10)}…${hash.slice(-8)}`

/** How far it can be trusted in one line, for beside the verdict. */
export function trustSentence(report: Report, source: Source): string {
  const { authenticity, completeness } = report.trust
  const block = countText(report.pin.number)
  const sole = source === 'file' ? ', as this file shows it' : ', as one RPC shows it'
  const vouched = {
    oneRpc: source === 'file' ? 'Only this file vouches for it' : 'Only one RPC vouches for it',
    severalRpcs: `Several operators have the same block ${block}`,
    provenState: `Proven by block ${block} itself${alone(report) ? sole : ''}`,
    provenHeader: `Proven by block ${block}, and the block by the network’s validators`,
  }[authenticity]
  const complete = {
    unknown: 'whether events are missing is not known',
    gapless: 'no event is missing in the sequence',
    totals: 'the totals are proven',
    head: 'no event can be missing',
  }[completeness]
  return `${vouched}; ${complete}.`
}
