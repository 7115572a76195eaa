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
import type { Witness } from './words.ts'

export interface TogetherOptions extends Omit<VerifyOptions, 'pin' | 'complete'> {
  /** A light client, where the network has one: then its block is the one that is verified at. */
  readonly light?: { newest(signal?: AbortSignal): Promise<ProvenHeader> } | undefined
  /** Milliseconds one RPC may tell while others wait that could tell the same. */
  readonly patience?: number
}

const ATTEMPTS = 3
const PATIENCE_MS = 90_000

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
    const outcome = await verifyAt(pinned, work, {
      ...options,
      // It says nothing of a block at another height.
      header: header?.number === pinned.pin.number ? header : undefined,
    })
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
  const finality = finalityOf(same, options.signal)
  const accounts = accountsOf(pinned, work, options.signal)
  // Whoever waits for them is told; until then nobody may.
  for (const each of [finality, accounts]) each.catch(() => undefined)
  const tellings = await tellInTurn(same, options, (witness, signal) =>
    tellWith(witness, pinned, work, { ...options, accounts, signal }),
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

/**
 * One after the other, until one has settled it. Who takes too long while others wait is left, so that nobody can hold up
 * the honest; when the others settled nothing, it is heard again, with all the time it needs.
 */
async function tellInTurn(
  witnesses: readonly Witness[],
  { signal, patience = PATIENCE_MS }: At,
  tell: (witness: Witness, signal: AbortSignal | undefined) => Promise<Telling>,
): Promise<Telling[]> {
  const tellings: Telling[] = []
  const left: Witness[] = []
  for (const [i, witness] of witnesses.entries()) {
    const late = i + 1 < witnesses.length ? AbortSignal.timeout(patience) : undefined
    try {
      const telling = await tell(witness, late && signal ? AbortSignal.any([late, signal]) : (late ?? signal))
      tellings.push(telling)
      if (telling.settled) return tellings
    } catch (error) {
      signal?.throwIfAborted()
      if (!late?.aborted) throw error
      left.push(witness)
    }
  }
  for (const witness of left) {
    const telling = await tell(witness, signal)
    tellings.push(telling)
    if (telling.settled) break
  }
  return tellings
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
