/** An order as the contract takes it. */
import { publishCall } from '../chain/calls.ts'
import type { Call, Publication } from '../chain/action.ts'
import { mintProof, publicKey, type WorkSecret } from '../content/keyline.ts'
import { NATIVE, type Deployment, type Hex } from '../royalties/words.ts'
import type { Order } from './order.ts'

const OPEN_WORK = { x: 0n, y: 0n, commitment: NATIVE, response: 0n } as const

/** `manifest`: SHA-256 of the signed manifest's bytes. The proof in the call is bound to it, to the creator and to the
 * deployment, so nobody else can use it. */
export function publicationCall(
  order: Order,
  manifest: Hex,
  deployment: Deployment,
  secret: WorkSecret | undefined,
): Call {
  const publication: Publication = {
    manifest,
    currency: order.currency,
    holders: order.holders.map(({ account, units }) => ({ account, units: Number(units) })),
    offers: order.offers,
    parents: order.parents,
    ancestorRoyalty: order.ancestorRoyalty,
    derivatives: order.derivatives,
    resaleRoyalty: order.resaleRoyalty,
    minimumTip: order.minimumTip,
    minimumFlowRate: order.minimumFlowRate,
    deliveryFee: order.deliveryFee,
    // Shares the app publishes move freely.
    policy: NATIVE,
    key: secret ? keyOf(order, manifest, deployment, secret) : OPEN_WORK,
  }
  return publishCall(publication)
}

function keyOf(order: Order, manifest: Hex, { chainId, contract }: Deployment, secret: WorkSecret): Publication['key'] {
  const { x, y } = publicKey(secret)
  const proof = mintProof(secret, { chainId, contract, creator: order.creator.account, manifest })
  return { x: BigInt(x), y: BigInt(y), commitment: proof.commitment, response: BigInt(proof.response) }
}
