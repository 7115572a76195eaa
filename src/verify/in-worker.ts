import type { Report } from './check.ts'
import type { Evidence } from './evidence.ts'
import type { Answer } from './verify.worker.ts'

/** Hashing and replay beside the page, so that it stays alive. The worker ends with its answer, or with the signal. */
export function checkInWorker(evidence: Evidence, signal?: AbortSignal): Promise<Report> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Report>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    worker.onmessage = ({ data }: MessageEvent<Answer>) =>
      data.ok ? resolve(data.report) : reject(new Error(data.detail))
    worker.onerror = ({ message }) => reject(new Error(message || 'The verifying worker could not start'))
    worker.postMessage(evidence)
  }).finally(() => worker.terminate())
}
