import type { Deployment, WorkId } from '../../royalties/words.ts'
import { MOST_BYTES } from '../../verify/file/layout.ts'
import { openProof } from '../../verify/file/open.ts'
import { packProof } from '../../verify/file/pack.ts'
import type { ProofProblem } from '../../verify/file/problems.ts'
import { checkInWorker } from '../../verify/in-worker.ts'
import type { Report } from '../../verify/report.ts'
import { RpcReader } from '../../verify/rpc.ts'
import { verifyWork, type VerifyProblem, type VerifyProgress } from '../../verify/verify.ts'
import type { App } from '../context.ts'
import type { Packed } from './verification.svelte.ts'

interface Told {
  readonly report: Report
  readonly deployment: Deployment
  readonly pack?: () => Promise<Packed>
}

type Outcome<Problem> = { readonly ok: true; readonly told: Told } | { readonly ok: false; readonly problem: Problem }

interface Watching {
  readonly signal: AbortSignal
  readonly progress: (progress: VerifyProgress) => void
}

/** Rejects only when aborted, or when a part of the app cannot be loaded. */
export async function askChain(
  app: App,
  work: WorkId,
  { signal, progress }: Watching,
): Promise<Outcome<VerifyProblem>> {
  const outcome = await verifyWork(new RpcReader(app.client), work, { signal, progress })
  if (!outcome.ok) return outcome
  const { report, evidence } = outcome
  const pack = () => Promise.resolve(packProof(evidence) as Packed)
  return { ok: true, told: { report, deployment: evidence.deployment, pack } }
}

/** Rejects when the file cannot be read. */
export async function askFile(file: File, signal: AbortSignal): Promise<Outcome<ProofProblem>> {
  // Before it is read: a film dropped by mistake must not fill the memory.
  if (file.size > MOST_BYTES) return { ok: false, problem: { kind: 'tooLarge', bytes: file.size, most: MOST_BYTES } }
  const opened = openProof(new Uint8Array(await file.arrayBuffer()))
  if (!opened.ok) return opened
  const report = await checkInWorker(opened.evidence, signal)
  return { ok: true, told: { report, deployment: opened.evidence.deployment } }
}
