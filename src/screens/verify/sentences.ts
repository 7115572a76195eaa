import { gradeOf } from '../../verify/findings.ts'
import type { Report } from '../../verify/report.ts'
import type { VerifyProblem } from '../../verify/verify.ts'
import { agoText } from '../words.ts'

/**
 * What a report looks like at first sight. `rpc`: whoever told it lies, so nothing is known of the contract. `contract`:
 * the history is proven, and the contract's numbers do not follow from it.
 */
export type Look = 'verified' | 'unchecked' | 'rpc' | 'contract'

/** Where a report came from: a chain that was asked, or a proof file. */
export type Source = 'chain' | 'file'

export function lookOf({ verdict, blame }: Pick<Report, 'verdict' | 'blame'>): Look {
  if (verdict !== 'differs') return verdict
  return blame ?? 'rpc'
}

/** Four titles, and no fifth: the mark beside it says the same without words. */
export function lookTitle(report: Pick<Report, 'verdict' | 'blame' | 'trust'>, source: Source): string {
  switch (lookOf(report)) {
    case 'verified':
      // Whether its block is real, a file cannot know.
      return source === 'file' && alone(report) ? 'The file adds up' : 'It adds up'
    case 'unchecked':
      return 'Not everything checked'
    case 'rpc':
      return source === 'file' ? 'This file does not tell the truth' : 'The RPC did not tell the truth'
    case 'contract':
      return 'It does not add up'
  }
}

/** What a report says in one plain sentence. */
export function verdictSentence(report: Report, source: Source): string {
  const count = report.works[0]?.facts.sequence ?? 0
  switch (lookOf(report)) {
    case 'verified':
      return `${count === 1 ? 'The one event' : `All ${countText(count)} events`} of this work ${count === 1 ? 'is' : 'are'} here, and every payout recomputed from them is what the contract says, to the last unit.${hasDust(report) ? ' Of its very many holders the smallest were recomputed only, and not compared.' : ''}`
    case 'unchecked':
      if (isDisputed(report))
        return 'RPCs contradict each other: by what one of them says it does not add up, and nothing proves which of them is right. Ask one more.'
      return 'Nothing was found to be wrong, but not everything could be checked. That is no accusation: what is missing, and why, stands below.'
    case 'rpc':
      return source === 'file'
        ? 'What stands in it is not the history the contract had, or contradicts itself. This says nothing about the payouts: it says that this file proves nothing.'
        : 'What it sent is not the history the contract has, or contradicts itself. An RPC is the server through which a browser reads a chain. This says nothing about the payouts: ask another one.'
    case 'contract':
      return `The history is proven to be the contract’s own, and the contract’s numbers do not follow from it. The differences stand below, to the last unit, with the event that caused them where there is one.${alone(report) ? ` That the block is the network’s own is ${source === 'file' ? 'this file’s' : 'one RPC’s'} word, though: ask a second one before you accuse anybody.` : ''}`
  }
}

const hasDust = ({ findings }: Report): boolean =>
  findings.some((finding) => finding.kind === 'couldNotCheck' && finding.what === 'dust')

/** Whether an RPC that nobody could refute told something wrong: an accusation that nothing proves. */
export const isDisputed = ({ findings }: Pick<Report, 'findings'>): boolean =>
  findings.some((finding) => gradeOf(finding, true) === 'wrong')

/** Whether nobody but the teller, and no light client, vouches for the block; or as many have another one. */
export const alone = ({ trust: { authenticity, rpcs } }: Pick<Report, 'trust'>): boolean =>
  authenticity !== 'provenHeader' && rpcs.same <= rpcs.other

/** Whether what was checked can still be taken back; `undefined`: no RPC says. */
export function finalitySentence({ finality, works }: Report): string | undefined {
  const newest = works[0]?.facts.lastBlock
  const final = finality?.finalized
  if (newest === undefined || final === undefined) return undefined
  if (newest <= final) return 'All of its events are final: no reorganisation can take them back.'
  const safe = finality?.safe !== undefined && newest <= finality.safe ? ' It is held to be safe already.' : ''
  return `What happened after block ${countText(final)} is not final yet: a reorganisation could still take it back.${safe}`
}

/** A block this old is not the newest of a chain that runs, in seconds. */
const OLD = 3_600

/** An RPC that lags, or that hides what is new, shows a whole and honest past; `undefined`: it is hardly past. */
export function ageSentence({ pin }: Pick<Report, 'pin'>, now: number): string | undefined {
  if (now - pin.time < OLD) return undefined
  return `That block is from ${agoText(pin.time, now)}: what happened since is not in it. Check again, or ask another RPC.`
}

export function problemSentence(problem: VerifyProblem): string {
  switch (problem.kind) {
    case 'noSuchWork':
      return 'There is no work with this number on this network.'
    case 'unreachable':
      return `No usable answer came from the RPC, so nothing was checked. That says nothing about the payouts. (${problem.detail})`
    case 'restless':
      return 'The chain was reorganised each time it was read. Try again in a minute.'
  }
}

/** `12 345`, with narrow spaces. */
export const countText = (count: number | bigint): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f')

/** Writes amounts of the work's currency. */
export interface Writer {
  readonly decimals: number
  readonly symbol: string
}
