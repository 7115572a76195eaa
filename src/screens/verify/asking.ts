import type { WorkId } from '../../royalties/words.ts'
import { MOST_BYTES } from '../../verify/file/layout.ts'
import { vouch, vouchedReport } from '../../verify/file/vouch.ts'
import type { OpenResult } from '../../verify/orders.ts'
import { openVerifier, type Verified, type VerifierOptions, type Verifier } from '../../verify/verifier.ts'
import { openWitnesses } from '../../verify/witnesses/witnesses.ts'
import type { Report } from '../../verify/report.ts'
import type { Network } from '../../chain/networks.ts'
import type { App } from '../context.ts'

/** One worker for the whole visit: it learns what each RPC can bear. It starts with the first question. */
let verifier: Verifier | undefined
const theVerifier = (): Verifier => (verifier ??= openVerifier())

/** Rejects when aborted, and when the worker cannot start. */
export const askChain = (app: App, work: WorkId, options: VerifierOptions): Promise<Verified> => {
  const { id, rpcs, beacons } = app.network
  return theVerifier().verify({ chainId: id, rpcs, beacons }, work, options)
}

/** Rejects when the file cannot be read, or as `askChain` does. */
export async function askFile(file: File, signal: AbortSignal): Promise<OpenResult> {
  // Before it is read: a film dropped by mistake must not fill the memory.
  if (file.size > MOST_BYTES) return { ok: false, problem: { kind: 'tooLarge', bytes: file.size, most: MOST_BYTES } }
  return theVerifier().open(new Uint8Array(await file.arrayBuffer()), signal)
}

/** The report of a file, with what the network's RPCs and its validators say of its block. Rejects only when aborted. */
export async function askBlock({ id, rpcs, beacons }: Network, report: Report, signal: AbortSignal): Promise<Report> {
  const { pin } = report
  const proving = theVerifier()
    .prove({ chainId: id, rpcs, beacons }, pin, signal)
    .catch(() => undefined)
  const vouchers = await vouch(pin, openWitnesses(rpcs, id), signal)
  return vouchedReport(report, vouchers, await proving)
}
