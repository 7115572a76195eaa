import { currencyOf } from '../../chain/tokens.ts'
import { shortAddress } from '../../design/money.ts'
import type { Money } from '../../royalties/statement/csv.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import type { Report } from '../../verify/report.ts'
import type { VerifyProgress } from '../../verify/verify.ts'
import type { App } from '../context.ts'
import { lookOf, problemSentence } from '../verify/sentences.ts'
import { RemoteDesk } from './remote-desk.ts'

/** A work on its way to a statement. `ready`: the desk has it, under this number. */
export type Looked =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'reading'; readonly progress: VerifyProgress | undefined }
  | { readonly kind: 'ready'; readonly volume: number; readonly report: Report; readonly currency: Money }
  /** No statement can be made of it; a sentence says why. */
  | { readonly kind: 'refused'; readonly why: string }

/** Verifies works, one after the other, and lays their ledgers on the desk. */
export class Reading {
  readonly works: readonly WorkId[]
  readonly desk = new RemoteDesk()
  readonly #app: App
  #looked = $state.raw<ReadonlyMap<WorkId, Looked>>(new Map())
  #running: AbortController | undefined

  constructor(app: App, works: readonly WorkId[]) {
    this.#app = app
    this.works = works
  }

  of(work: WorkId): Looked {
    return this.#looked.get(work) ?? { kind: 'waiting' }
  }

  readonly ready = $derived.by(() =>
    this.works.flatMap((work) => {
      const looked = this.of(work)
      return looked.kind === 'ready' ? [{ work, ...looked }] : []
    }),
  )

  /** Whether nothing more will come by itself. */
  readonly done = $derived.by(() => this.works.every((work) => ['ready', 'refused'].includes(this.of(work).kind)))

  /** Verifies those that are not there yet, or were refused before. */
  async run(): Promise<void> {
    const running = (this.#running = new AbortController())
    const left = this.works.filter((work) => this.of(work).kind !== 'ready')
    for (const work of left) this.#put(work, { kind: 'waiting' })
    for (const work of left) {
      const looked = await this.#look(work, running.signal)
      if (running.signal.aborted) return
      this.#put(work, looked)
    }
  }

  /** What was read stays. */
  stop(): void {
    this.#abort()
    for (const work of this.works)
      if (this.of(work).kind !== 'ready') this.#put(work, { kind: 'refused', why: 'You stopped before it was read.' })
  }

  close(): void {
    this.#abort()
    this.desk.close()
  }

  #abort(): void {
    this.#running?.abort(new DOMException('Stopped', 'AbortError'))
  }

  /** What is answered to a signal that was aborted is of no use. */
  async #look(work: WorkId, signal: AbortSignal): Promise<Looked> {
    const progress = (now?: VerifyProgress) => {
      if (!signal.aborted) this.#put(work, { kind: 'reading', progress: now })
    }
    progress()
    try {
      const { askChain } = await import('../verify/asking.ts')
      const outcome = await askChain(this.#app, work, { signal, progress })
      if (!outcome.ok) return { kind: 'refused', why: problemSentence(outcome.problem) }
      outcome.forget()
      return await this.#lay(work, outcome.report)
    } catch (error) {
      return { kind: 'refused', why: `Nothing was found out about it: ${detailOf(error)}` }
    }
  }

  /** On the desk, where statements are made. */
  async #lay(work: WorkId, report: Report): Promise<Looked> {
    const why = unusable(report)
    if (why) return { kind: 'refused', why }
    const currency = await this.#currencyOf(report.works[0]!.facts.currency)
    const { works, pin, verdict } = report
    const volume = { works, pin, verdict, chainId: this.#app.network.id, currency }
    return { kind: 'ready', volume: await this.desk.call('add', volume), report, currency }
  }

  /** Where a token does not say how its amounts are written, they are told in its smallest unit. */
  async #currencyOf(address: Address): Promise<Money> {
    try {
      const { symbol, decimals } = await currencyOf(this.#app.client, this.#app.network, address)
      return { address, symbol, decimals }
    } catch {
      return { address, symbol: `smallest units of ${shortAddress(address)}`, decimals: 0 }
    }
  }

  #put(work: WorkId, looked: Looked): void {
    this.#looked = new Map(this.#looked).set(work, looked)
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A statement of invented or missing events would be worse than none. */
function unusable(report: Report): string | undefined {
  const [subject] = report.works
  if (!subject?.gapless)
    return 'Some of its events could not be had, so nobody can say what was owed at the end. Its verification says what is missing.'
  if (lookOf(report) === 'rpc')
    return 'The RPC did not tell the truth about it, so a statement would be made of inventions. Its verification names them.'
  return undefined
}
