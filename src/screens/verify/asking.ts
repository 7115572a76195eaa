import type { WorkId } from '../../royalties/words.ts'
import { MOST_BYTES } from '../../verify/file/layout.ts'
import type { OpenResult } from '../../verify/orders.ts'
import { openVerifier, type Verified, type VerifierOptions, type Verifier } from '../../verify/verifier.ts'
import type { App } from '../context.ts'

/** One worker for the whole visit: it learns what each RPC can bear. It starts with the first question. */
let verifier: Verifier | undefined
const theVerifier = (): Verifier => (verifier ??= openVerifier())

/** Rejects when aborted, and when the worker cannot start. */
export const askChain = (app: App, work: WorkId, options: VerifierOptions): Promise<Verified> => {
  const { id, rpcs } = app.network
  return theVerifier().verify({ chainId: id, rpcs }, work, options)
}

/** Rejects when the file cannot be read, or as `askChain` does. */
export async function askFile(file: File, signal: AbortSignal): Promise<OpenResult> {
  // Before it is read: a film dropped by mistake must not fill the memory.
  if (file.size > MOST_BYTES) return { ok: false, problem: { kind: 'tooLarge', bytes: file.size, most: MOST_BYTES } }
  return theVerifier().open(new Uint8Array(await file.arrayBuffer()), signal)
}
