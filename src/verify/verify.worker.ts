import { check, type Report } from './check.ts'
import type { Evidence } from './evidence.ts'

/** One verification per worker: evidence in, report or the reason of a failure out. */
export type Answer = { readonly ok: true; readonly report: Report } | { readonly ok: false; readonly detail: string }

const scope = globalThis as unknown as DedicatedWorkerGlobalScope

scope.onmessage = ({ data }: MessageEvent<Evidence>) => {
  scope.postMessage(answer(data))
}

function answer(evidence: Evidence): Answer {
  try {
    return { ok: true, report: check(evidence) }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
