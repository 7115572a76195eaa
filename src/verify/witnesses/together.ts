/** One verification with all RPCs of a network: each is asked by itself, and none stands in for another unseen. */
import type { WorkId } from '../../royalties/words.ts'
import type { ProvenHeader } from '../evidence.ts'
import type { Report } from '../report.ts'
import type { Outcome, VerifyOptions, VerifyProblem } from '../verify.ts'
import { detailOf } from '../walk.ts'
import { finalityOf } from './finality.ts'
import { doubtful, judge } from './judge.ts'
import { pinTogether, type Pinned } from './pin.ts'
import { tellWith, type Telling } from './telling.ts'
import { accountsOf } from './testimony.ts'
import { tellInTurn } from './turn.ts'
import type { Witness } from './words.ts'

export interface TogetherOptions extends Omit<VerifyOptions, 'pin' | 'complete'> {
  /** A light client, where the network has one: then its block is the one that is verified at. */
  readonly light?: { newest(signal?: AbortSignal): Promise<ProvenHeader> } | undefined
  /** Milliseconds one RPC may tell while others wait that could tell the same. */
  readonly patience?: number
}

const ATTEMPTS = 3

/**
 * Verifies at a block that most operators have. The first RPC tells; where it lies, fails or leaves things open, the next
 * does, and the report says who was caught at what. Where two contradict each other and nothing proves who is right,
 * the verdict is `unchecked`. Rejects only when aborted.
 */
export async function verifyTogether(
  witnesses: readonly Witness[],
  work: WorkId,
  options: TogetherOptions = {},
): Promise<Outcome> {
  const { signal, light } = options
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const proven = await light?.newest(signal).catch((error: unknown) => detailOf(error))
    signal?.throwIfAborted()
    const header = typeof proven === 'object' ? proven : undefined
    const pinned = await pinTogether(witnesses, header, signal)
    if (typeof pinned === 'string') return failed({ kind: 'unreachable', detail: pinned })
    // A header says nothing of a block at another height.
    const at = { ...options, header: header?.number === pinned.pin.number ? header : undefined }
    let outcome = await verifyAt(pinned, work, at)
    // What is younger than the block at which the RPCs part is only told, but it is not nothing.
    if (pinned.tip && outcome !== 'replaced' && !outcome.ok) outcome = await verifyAt(pinned.tip, work, at)
    if (outcome === 'replaced') continue
    if (!outcome.ok) return outcome
    const doubt = typeof proven === 'string' ? proven : unused(header, pinned)
    const report = { ...outcome.report, ...(doubt === undefined ? {} : { headerDoubt: doubt }) }
    return { ...outcome, report }
  }
  return failed({ kind: 'restless' })
}

const failed = (problem: VerifyProblem): Outcome => ({ ok: false, problem })

const unused = (header: ProvenHeader | undefined, { pin }: Pinned): string | undefined =>
  header && header.number !== pin.number ? `No RPC has come to block ${header.number} yet` : undefined

type Reported = Outcome & { readonly ok: true }

interface At extends TogetherOptions {
  readonly header: ProvenHeader | undefined
}

async function verifyAt(pinned: Pinned, work: WorkId, options: At): Promise<Outcome | 'replaced'> {
  const same = [...pinned.said].flatMap(([witness, { said }]) => (said === 'same' ? [witness] : []))
  const finality = finalityOf(same, pinned.pin, options.signal)
  const accounts = accountsOf(pinned, work, options.signal)
  // Whoever waits for them is told; until then nobody may.
  for (const each of [finality, accounts]) each.catch(() => undefined)
  const tellings = await tellInTurn(same, options, (witness, signal, progress) =>
    tellWith(witness, pinned, work, { ...options, accounts, signal, progress }),
  )
  // One RPC alone may say so to be rid of us.
  if (!tellings.some(({ outcome }) => outcome.ok) && tellings.some(isReplaced)) return 'replaced'
  const judged = await judge(tellings, pinned, work, options.signal)
  if (!judged.ok || judged.report.verdict === 'differs') {
    // Nobody who is up to date could tell all of it: an older block is better than none.
    const rest = [...pinned.said].flatMap(([witness, { said }]) =>
      said === 'behind' || said === 'other' ? [witness] : [],
    )
    const older = rest.length > 0 ? await verifyTogether(rest, work, options) : undefined
    if (older?.ok && older.report.verdict !== 'differs') {
      if (!judged.ok) return { ...older, report: denies(judged) ? doubtful(older.report) : older.report }
      if (!blames(judged)) return withLiars(older, judged)
      if (isAlone(judged.report)) return { ...judged, report: doubtful(judged.report) }
    }
  }
  return judged.ok ? { ...judged, report: { ...judged.report, finality: await finality } } : judged
}

const isReplaced = ({ outcome }: Telling): boolean => !outcome.ok && outcome.problem.kind === 'restless'

const blames = ({ report }: Reported): boolean => report.blame === 'contract'

/** Whoever made a chain up can make up one on which the contract cheats; nobody else has come to this block. */
const isAlone = ({ headerBy, trust }: Report): boolean => headerBy === undefined && trust.rpcs.same === 0

/** Who is up to date says that there is no such work. */
const denies = (outcome: Outcome): boolean => !outcome.ok && outcome.problem.kind === 'noSuchWork'

function withLiars(outcome: Reported, before: Reported): Outcome {
  const { rpc, findings, liars } = before.report
  const caught = rpc === undefined ? [] : [{ rpc, findings }]
  return { ...outcome, report: { ...outcome.report, liars: [...caught, ...liars, ...outcome.report.liars] } }
}
