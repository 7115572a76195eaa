/** What publishing will cost, found by trying it without signing. */
import { sha256 } from '@noble/hashes/sha2.js'
import { checkDeployment } from '../chain/deployed.ts'
import { networkFee, type NetworkFee } from '../chain/fees.ts'
import type { ChainClient } from '../chain/client.ts'
import type { Network } from '../chain/networks.ts'
import { failure, type Result } from '../chain/problems.ts'
import { refusalOf } from '../chain/refusals.ts'
import { simulate } from '../chain/simulate.ts'
import { toHex } from '../content/bytes.ts'
import type { WorkSecret } from '../content/keyline.ts'
import type { Deployment } from '../royalties/words.ts'
import type { Order } from './order.ts'
import { publicationCall } from './publication.ts'

/** The manifest does not exist yet, so a stand-in of the same length is tried. Safe because the proof in the call is bound
 * to the creator's account: nobody else can publish with it. */
export async function quote(
  client: ChainClient,
  network: Pick<Network, 'dataFee'>,
  order: Order,
  deployment: Deployment,
  secret: WorkSecret | undefined,
): Promise<Result<NetworkFee>> {
  const deployed = await checkDeployment(client)
  if (!deployed.ok) return deployed
  const standIn = toHex(sha256(new TextEncoder().encode(`${order.title}\n${order.description}`)))
  const call = publicationCall(order, standIn, deployment, secret)
  const gas = await simulate(client, call, order.creator.account)
  if (!gas.ok) return gas
  try {
    return { ok: true, value: await networkFee(client, network, gas.value, call) }
  } catch (error) {
    return failure(refusalOf(error))
  }
}
