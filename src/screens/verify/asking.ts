import type { Deployment, WorkId } from '../../royalties/words.ts'
import { MOST_BYTES } from '../../verify/file/layout.ts'
import type { ProofProblem } from '../../verify/file/problems.ts'
import type { Report } from '../../verify/report.ts'
import { openVerifier } from '../../verify/verifier.ts'
import type { VerifyProblem, VerifyProgress } from '../../verify/verify.ts'
import type { App } from '../context.ts'
import type { Packed } from './verification.svelte.ts'

interface Told {
  readonly report: Report
  readonly deployment: Deployment
  readonly pack?: () => Promise<Packed>
  /** For who will not pack it: lets go of what that would need. */
  readonly forget?: () => void
}

type Outcome<Problem> = { readonly ok: true; readonly told: Told } | { readonly ok: false; readonly problem: Problem }

interface Watching {
  readonly signal: AbortSignal
  readonly progress: (progress: VerifyProgress) => void
}

/** One worker for all pages, as long as the app is open: it remembers histories, and what each RPC can bear. */
const verifier = openVerifier()

/** Rejects only when aborted, or when a part of the app cannot be loaded. */
export async function askChain(
  { network: { id: chainId, rpcs } }: App,
  work: WorkId,
  watching: Watching,
): Promise<Outcome<VerifyProblem>> {
  const verified = await verifier.verify({ chainId, rpcs }, work, watching)
  if (!verified.ok) return verified
  const { report, deployment, pack, forget } = verified
  return { ok: true, told: { report, deployment, pack, forget } }
}

/** Rejects when the file cannot be read. */
export async function askFile(file: File, signal: AbortSignal): Promise<Outcome<ProofProblem>> {
  // Before it is read: a film dropped by mistake must not fill the memory.
  if (file.size > MOST_BYTES) return { ok: false, problem: { kind: 'tooLarge', bytes: file.size, most: MOST_BYTES } }
  const opened = await verifier.open(new Uint8Array(await file.arrayBuffer()), signal)
  return opened.ok ? { ok: true, told: { report: opened.report, deployment: opened.deployment } } : opened
}
