/** A copy at every configured pinning service at once. */
import type { CID } from 'multiformats/cid'
import { nameOf, pinAt } from '../pinning.ts'
import { StorageProblem } from '../problem.ts'
import type { Copy, PinningService, Working } from '../shelf.ts'
import type { Content } from './content.ts'

/** Resolves with the first copy confirmed once all services have answered; rejects when none confirmed one. */
export async function pinEverywhere(content: Content, cid: CID, name: string, working: Working): Promise<Copy> {
  const { config, peers, seen } = content
  if (config.pinning.length === 0)
    throw new StorageProblem('notFound', 'No pinning service is set up. Add one in Settings.')
  const ports = {
    get: (each: CID) => content.block(each, cid, working.signal),
    origins: peers.addresses(),
    dial: peers.dial,
  }
  const pin = async (service: PinningService, reports: boolean): Promise<Copy> => {
    await pinAt(service, cid, name, ports, reports ? working : { signal: working.signal })
    await seen.note(cid.toString(), 'pin', nameOf(service))
    return { where: 'pin', label: nameOf(service), seen: Date.now() }
  }
  const outcomes = await Promise.allSettled(config.pinning.map((service, i) => pin(service, i === 0)))
  const confirmed = outcomes.find((outcome) => outcome.status === 'fulfilled')
  if (confirmed) return confirmed.value
  throw (outcomes[0] as PromiseRejectedResult).reason
}
