import type { WorkReport } from '../../verify/report.ts'
import { sumsOf, type Sums, type SumsAsked } from './sums.ts'

/** First the works, then any number of questions about them. */
export type SumsOrder =
  { readonly works: readonly WorkReport[]; readonly until: number } | { readonly id: number; readonly asked: SumsAsked }

export type SumsAnswer =
  | { readonly id: number; readonly ok: true; readonly sums: Sums | undefined }
  | { readonly id: number; readonly ok: false; readonly detail: string }

const scope = globalThis as unknown as DedicatedWorkerGlobalScope
let of: { readonly works: readonly WorkReport[]; readonly until: number } = { works: [], until: 0 }

scope.onmessage = ({ data }: MessageEvent<SumsOrder>) => {
  if ('works' in data) of = data
  else scope.postMessage(answer(data.id, data.asked))
}

function answer(id: number, asked: SumsAsked): SumsAnswer {
  try {
    return { id, ok: true, sums: sumsOf(of.works, of.until, asked) }
  } catch (error) {
    return { id, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
