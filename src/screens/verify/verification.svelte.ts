import type { Paid } from '../../royalties/ledger.ts'
import { statementOf, type Statement } from '../../royalties/statement.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Report, WorkReport } from '../../verify/check.ts'
import type { VerifyProblem, VerifyProgress } from '../../verify/verify.ts'
import type { Placed } from '../../verify/visit.ts'
import type { App } from '../context.ts'

export type VerificationState =
  | { readonly kind: 'running'; readonly progress: VerifyProgress | undefined }
  | { readonly kind: 'done'; readonly report: Report }
  | { readonly kind: 'failed'; readonly problem: VerifyProblem }

/** One look at one work, from the first question to the verdict; may be repeated. */
export class Verification {
  state = $state.raw<VerificationState>({ kind: 'running', progress: undefined })
  readonly #app: App
  readonly #work: WorkId
  #running: AbortController | undefined

  constructor(app: App, work: WorkId) {
    this.#app = app
    this.#work = work
  }

  async run(): Promise<void> {
    this.stop()
    const running = (this.#running = new AbortController())
    const { signal } = running
    this.state = { kind: 'running', progress: undefined }
    try {
      const [{ verifyWork }, { RpcReader }, { checkInWorker }] = await Promise.all([
        import('../../verify/verify.ts'),
        import('../../verify/rpc.ts'),
        import('../../verify/in-worker.ts'),
      ])
      const outcome = await verifyWork(new RpcReader(this.#app.client), this.#work, {
        signal,
        progress: (progress) => (this.state = { kind: 'running', progress }),
        check: (evidence) => checkInWorker(evidence, signal),
      })
      this.state = outcome.ok ? { kind: 'done', report: outcome.report } : { kind: 'failed', problem: outcome.problem }
    } catch (error) {
      if (signal.aborted) return
      const detail = error instanceof Error ? error.message : String(error)
      this.state = { kind: 'failed', problem: { kind: 'unreachable', detail } }
    }
  }

  stop(): void {
    this.#running?.abort(new DOMException('Stopped', 'AbortError'))
  }
}

/** Statement of a holder, or of the whole work, from a report's own events. */
export function statementFrom(report: Report, holder?: Address): Statement<Placed> | undefined {
  const [subject] = report.works
  if (!subject) return undefined
  const { facts, events } = subject
  const payments = new Map(report.works.map(({ facts: { work }, events }) => [work, paymentsOf(events)]))
  const paymentOf = (work: WorkId, sequence: number) => payments.get(work)?.get(sequence)
  return statementOf({
    work: facts.work,
    ancestors: facts.ancestors,
    entries: events,
    holder,
    now: report.pin.time,
    paymentOf,
  })
}

const paymentsOf = (events: WorkReport['events']): ReadonlyMap<number, Paid> =>
  new Map(events.flatMap(({ event }) => (event.kind === 'Paid' ? [[event.stamp.sequence, event] as const] : [])))
