/** Who tells, and for how long it is listened to. */
import { orAborted } from '../aborted.ts'
import type { VerifyProgress } from '../verify.ts'
import type { Telling } from './telling.ts'
import type { Witness } from './words.ts'

/** Milliseconds that one may tell while others wait, and that it may tell nothing new. */
const PATIENCE_MS = 90_000
const SILENCE_MS = 20_000

type Progress = (progress: VerifyProgress) => void

interface TurnOptions {
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
  /** Milliseconds one may tell while others wait. */
  readonly patience?: number | undefined
}

type Tell = (witness: Witness, signal: AbortSignal | undefined, progress: Progress) => Promise<Telling>

/**
 * One after the other, until one has settled it. Who takes too long while others wait is left, so that nobody can hold up
 * the honest; when the others settled nothing, it is heard again, with all the time it needs. Rejects only when aborted.
 */
export async function tellInTurn(
  witnesses: readonly Witness[],
  { signal, progress, patience = PATIENCE_MS }: TurnOptions,
  tell: Tell,
): Promise<Telling[]> {
  const tellings: Telling[] = []
  const left: Witness[] = []
  for (const [i, witness] of witnesses.entries()) {
    const late = new Late(i + 1 < witnesses.length ? patience : undefined)
    const heard = (how: VerifyProgress) => (late.heard(), progress?.(how))
    try {
      const until = signal ? AbortSignal.any([late.signal, signal]) : late.signal
      // A question that is on its way may take much longer to end.
      const telling = await orAborted(tell(witness, until, heard), until)
      tellings.push(telling)
      if (telling.settled) return tellings
    } catch (error) {
      signal?.throwIfAborted()
      if (!late.signal.aborted) throw error
      left.push(witness)
    } finally {
      late.end()
    }
  }
  for (const witness of left) {
    const telling = await tell(witness, signal, (how) => progress?.(how))
    tellings.push(telling)
    if (telling.settled) break
  }
  return tellings
}

/** Aborts after so many milliseconds, or earlier when nothing is heard. */
class Late {
  readonly #late = new AbortController()
  readonly #end: ReturnType<typeof setTimeout> | undefined
  #quiet: ReturnType<typeof setTimeout> | undefined

  /** Left out: never. */
  constructor(patience: number | undefined) {
    if (patience === undefined) return
    this.#end = setTimeout(() => this.#late.abort(), patience)
    this.heard()
  }

  get signal(): AbortSignal {
    return this.#late.signal
  }

  heard(): void {
    if (this.#end === undefined) return
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.#late.abort(), SILENCE_MS)
  }

  end(): void {
    clearTimeout(this.#end)
    clearTimeout(this.#quiet)
  }
}
