import type { Reading } from '../library.ts'
import { StorageProblem } from '../problem.ts'
import type { WorkerLink } from './workerLink.ts'

/** Bytes asked of the worker at once: what is in flight between the threads stays small, whatever the caller wants. */
const AT_ONCE = 4 * 1_048_576

export function readingOf(worker: WorkerLink, token: string, size: number): Reading {
  let closed = false
  const part = async (start: number, end: number, signal?: AbortSignal) => {
    if (closed) throw new StorageProblem('aborted', 'Stopped.')
    return (await worker.ask('part', [token, start, end], signal ? { signal } : {})) as Uint8Array<ArrayBuffer>
  }
  return {
    size,
    async read(start, end, signal) {
      const stop = Math.min(end, size)
      if (stop - start <= AT_ONCE) return start < stop ? part(start, stop, signal) : new Uint8Array()
      const whole = new Uint8Array(stop - start)
      for (let at = start; at < stop; at += AT_ONCE)
        whole.set(await part(at, Math.min(stop, at + AT_ONCE), signal), at - start)
      return whole
    },
    close() {
      closed = true
      // A worker that is gone has let go of it already.
      worker.ask('shut', [token]).catch(() => {})
    },
  }
}
