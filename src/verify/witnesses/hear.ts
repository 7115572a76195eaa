import { detailOf } from '../walk.ts'
import type { Witness } from './words.ts'

/** What a witness said, or why it said nothing. */
export type Heard<T, W = Witness> = { readonly witness: W } & (
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string; readonly forged: boolean }
)

/** An answer that contradicts itself: whoever gave it lies or is broken. */
export class Forged extends Error {
  override readonly name = 'Forged'
}

/** Milliseconds that an answer may take. */
const PATIENCE = 8_000
/** Milliseconds that the others may take longer than the quickest: a dead RPC must not hold up the living. */
const GRACE = 2_500

/** Asks all at once; in their order. `enough`: after so many answers the others get little time. Rejects only when aborted. */
export async function hear<T, W = Witness>(
  witnesses: readonly W[],
  ask: (witness: W) => Promise<T>,
  signal?: AbortSignal,
  enough = 1,
): Promise<Heard<T, W>[]> {
  signal?.throwIfAborted()
  const waiting = new AbortController()
  const patience = setTimeout(() => waiting.abort(), PATIENCE)
  let grace: ReturnType<typeof setTimeout> | undefined
  let answered = 0
  const stop = () => waiting.abort()
  signal?.addEventListener('abort', stop, { once: true })
  const answers = witnesses.map(async (witness): Promise<Heard<T, W>> => {
    try {
      const value = await until(ask(witness), waiting.signal)
      if (++answered >= enough) grace ??= setTimeout(stop, GRACE)
      return { witness, ok: true, value }
    } catch (error) {
      return { witness, ok: false, detail: detailOf(error), forged: error instanceof Forged }
    }
  })
  const heard = await Promise.all(answers)
  clearTimeout(patience)
  clearTimeout(grace)
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
  return heard
}

function until<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('The RPC takes too long'))
    signal.addEventListener('abort', late, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}
