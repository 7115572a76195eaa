import { openApi } from '../../verify/light/api.ts'
import { headerOf } from '../../verify/light/header.ts'
import { timeOf, type ConsensusNetwork } from '../../verify/light/networks.ts'
import { agoOf } from '../../verify/light/sentences.ts'
import { told } from '../../verify/light/told.ts'

export interface BeaconVerdict {
  readonly ok: boolean
  readonly sentence: string
}

/** Asks one consensus service for its newest signed block: whether it serves light clients, this page, and this network. */
export async function testBeacon(network: ConsensusNetwork, url: string): Promise<BeaconVerdict> {
  try {
    const answer = told(await openApi(url).get('/eth/v1/beacon/light_client/optimistic_update'), 'answer')
    const { slot } = headerOf(network, told(answer['data'], 'update')['attested_header'], 'signed block')
    return { ok: true, sentence: `newest signed block: ${agoOf(Date.now() / 1000 - timeOf(network, slot))}` }
  } catch (error) {
    return { ok: false, sentence: `${error instanceof Error ? error.message : String(error)}.` }
  }
}
