/** Publishing a work: seal → add → sign → pin → one transaction. Each step looks into the journal first and does only
 * what is missing, so a failure anywhere is retried from where it stopped: nothing is lost and nothing is paid twice.
 * Runs in the browser and in Node alike. */
import type { Order } from './order.ts'
import type { Outcome, Ports, Step, Tell } from './ports.ts'
import { addPublicFiles, shelveFiles } from './shelve.ts'
import { signManifest } from './sign.ts'
import { pinEverything } from './pin.ts'
import { sendPublication } from './send.ts'
import { explain } from './problems.ts'

export interface PublishOptions {
  readonly signal?: AbortSignal
  /** Publish even if no pinning service confirms a copy: this browser is then the only host. */
  readonly withoutPins?: boolean
}

export async function publishWork(
  order: Order,
  ports: Ports,
  tell: Tell = () => {},
  options: PublishOptions = {},
): Promise<Outcome> {
  let step: Step = 'seal'
  const enter = (next: Step) => {
    options.signal?.throwIfAborted()
    step = next
    tell({ step, done: 0, total: 0 })
  }
  try {
    enter('seal')
    await shelveFiles(order, ports, tell, options.signal)
    enter('add')
    await addPublicFiles(order, ports, tell, options.signal)
    enter('sign')
    const signed = await signManifest(order, ports)
    enter('pin')
    if (!options.withoutPins) await pinEverything(order, ports, tell, options.signal)
    enter('send')
    const work = await sendPublication(order, signed, ports)
    return { ok: true, work, manifest: { digest: signed.digest, cid: signed.cid } }
  } catch (error) {
    return { ok: false, step, problem: explain(error, step) }
  }
}
