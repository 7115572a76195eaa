import type { Deployment, WorkId } from '../../royalties/words.ts'
import type { Packed } from '../../verify/file/pack.ts'
import type { ProofProblem } from '../../verify/file/problems.ts'
import type { Report } from '../../verify/report.ts'
import type { VerifyProblem, VerifyProgress } from '../../verify/verify.ts'
import type { App } from '../context.ts'
import { keepVerdict } from './kept-verdicts.ts'
import type { Source } from './sentences.ts'
import { Summing } from './summing.ts'
import { networkOf } from './view.ts'

/** What came of one look, and what can be done with it. */
export interface Checked {
  readonly report: Report
  readonly source: Source
  readonly deployment: Deployment
  /** Of the file it came from. */
  readonly name?: string
  /** Of a file: whether the network is, or was, asked about its block. */
  readonly vouched?: 'asking' | 'asked'
  /** When it was checked, in Unix seconds. */
  readonly at: number
  readonly summing: Summing
  /** Packs everything the verdict rests on; absent where it came from a file already. */
  readonly pack?: () => Promise<Packed>
  /** Lets go of what `pack` needs. */
  readonly forget?: () => void
}

export type VerificationState =
  | { readonly kind: 'running'; readonly progress: VerifyProgress | undefined; readonly since: number }
  | { readonly kind: 'opening'; readonly name: string }
  | { readonly kind: 'done'; readonly checked: Checked }
  | { readonly kind: 'failed'; readonly problem: VerifyProblem }
  /** A file that is not even a proof. */
  | {
      readonly kind: 'refused'
      readonly name: string
      readonly problem: ProofProblem | { readonly kind: 'unreadable'; readonly detail: string }
    }
  | { readonly kind: 'stopped' }

/** One look at one work or one file, from the first question to the verdict; may be repeated. */
export class Verification {
  state = $state.raw<VerificationState>({ kind: 'stopped' })
  readonly #app: App
  #running: AbortController | undefined

  constructor(app: App) {
    this.#app = app
  }

  async run(work: WorkId): Promise<void> {
    const signal = this.#begin()
    const since = Date.now()
    this.state = { kind: 'running', progress: undefined, since }
    try {
      const { askChain } = await import('./asking.ts')
      const outcome = await askChain(this.#app, work, {
        signal,
        progress: (progress) => {
          if (!signal.aborted) this.state = { kind: 'running', progress, since }
        },
      })
      if (signal.aborted) return
      if (outcome.ok) this.#done({ ...outcome, source: 'chain' })
      else this.state = { kind: 'failed', problem: outcome.problem }
    } catch (error) {
      if (!signal.aborted) this.state = { kind: 'failed', problem: { kind: 'unreachable', detail: detailOf(error) } }
    }
  }

  /** Asks nobody what is in the file; only afterwards whether its block is real, where there is somebody to ask. */
  async open(file: File): Promise<void> {
    const signal = this.#begin()
    const { name } = file
    this.state = { kind: 'opening', name }
    try {
      const { askFile } = await import('./asking.ts')
      const outcome = await askFile(file, signal)
      if (signal.aborted) return
      if (!outcome.ok) this.state = { kind: 'refused', name, problem: outcome.problem }
      else {
        this.#done({ ...outcome, source: 'file', name })
        void this.vouch()
      }
    } catch (error) {
      if (!signal.aborted)
        this.state = { kind: 'refused', name, problem: { kind: 'unreadable', detail: detailOf(error) } }
    }
  }

  /** Asks the network whether it has the block of the file that was opened. A file of a network nobody knows stays as it is. */
  async vouch(): Promise<void> {
    if (this.state.kind !== 'done') return
    const { checked } = this.state
    const network = networkOf(this.#app, checked.deployment.chainId)
    const signal = this.#running?.signal
    if (!network || !signal) return
    this.state = { kind: 'done', checked: { ...checked, vouched: 'asking' } }
    const { askBlock } = await import('./asking.ts')
    const report = await askBlock(network, checked.report, signal).catch(() => checked.report)
    if (!signal.aborted) this.state = { kind: 'done', checked: { ...checked, report, vouched: 'asked' } }
  }

  /** A person has had enough of waiting. */
  stop(): void {
    this.close()
    this.state = { kind: 'stopped' }
  }

  /** Whether there is an answer of the chain that may be looked at again. */
  get answered(): boolean {
    return this.state.kind === 'done' && this.state.checked.source === 'chain'
  }

  /** The page is left: what runs ends, what is known stays for a while. */
  rest(): void {
    if (this.state.kind !== 'done') this.stop()
  }

  /** Ends what runs and lets go of what was held. */
  close(): void {
    this.#running?.abort(new DOMException('Stopped', 'AbortError'))
    if (this.state.kind !== 'done') return
    this.state.checked.summing.close()
    this.state.checked.forget?.()
  }

  #begin(): AbortSignal {
    this.close()
    this.#running = new AbortController()
    return this.#running.signal
  }

  #done(told: Omit<Checked, 'at' | 'summing'>): void {
    const at = Math.floor(Date.now() / 1000)
    if (told.source === 'chain') keepVerdict(told.deployment, told.report, at)
    this.state = { kind: 'done', checked: { ...told, at, summing: new Summing(told.report) } }
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
