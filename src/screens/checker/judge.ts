import { check, type Report } from '../../verify/check.ts'
import type { Evidence } from '../../verify/evidence.ts'
import { MOST_BYTES } from '../../verify/file/layout.ts'
import { openProof } from '../../verify/file/open.ts'
import { proofSentence, proofTitle, type ProofProblem } from '../../verify/file/problems.ts'

export type Judged =
  | { readonly kind: 'judged'; readonly evidence: Evidence; readonly report: Report; readonly milliseconds: number }
  /** Nothing is known of the payouts then. */
  | {
      readonly kind: 'refused'
      readonly tone: 'warning' | 'danger'
      readonly title: string
      readonly sentence: string
    }

/** Opens a proof file and checks all of it, here and now. Never rejects. */
export async function judge(file: Pick<File, 'size' | 'arrayBuffer'>): Promise<Judged> {
  if (file.size > MOST_BYTES) return refused({ kind: 'tooLarge', bytes: file.size, most: MOST_BYTES })
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const began = performance.now()
    const opened = openProof(bytes)
    if (!opened.ok) return refused(opened.problem)
    const report = check(opened.evidence)
    return { kind: 'judged', evidence: opened.evidence, report, milliseconds: performance.now() - began }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      kind: 'refused',
      tone: 'warning',
      title: 'The file could not be checked',
      sentence: `It could not be read to its end (${detail}). That says nothing about the payouts. Try again, or open it in another browser.`,
    }
  }
}

const refused = (problem: ProofProblem): Judged => ({
  ...{ kind: 'refused', sentence: proofSentence(problem) },
  ...proofTitle(problem),
})
