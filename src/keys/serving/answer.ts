import type { Call } from '../../chain/action.ts'
import { deliverKeyCall } from '../../chain/calls.ts'
import type { Random } from '../../content/bytes.ts'
import { answerRequest, deliveryProof, type RequestContext } from '../../content/delivery.ts'
import type { ContentKey, WorkSecret } from '../../content/keyline.ts'
import type { Address, Deployment, Hex } from '../../royalties/words.ts'
import type { Request } from './request.ts'

/** Who delivers: `sender` signs, `server` is the key holder who gets the fee. */
export interface Deliverer {
  readonly sender: Address
  readonly server: Address
}

const contextOf = (place: Deployment, key: ContentKey, { terms }: Request): RequestContext => ({
  ...place,
  key,
  buyer: terms.buyer,
})

/** e of this request, the same whoever computes it; `undefined`: it does not fit and must not be answered. */
export const scalarOf = (place: Deployment, key: ContentKey, secret: WorkSecret, request: Request): Hex | undefined =>
  answerRequest(secret, contextOf(place, key, request), { ex: request.ex, kAddr: request.terms.kAddress })

/** The delivery as a call. Holds the answer: from here on nothing may show it to anybody unless it is to land. Throws when
 * the request does not fit. */
export function deliveryOf(
  place: Deployment,
  key: ContentKey,
  secret: WorkSecret,
  request: Request,
  { sender, server }: Deliverer,
  random?: Random,
): Call {
  const { terms } = request
  const e = scalarOf(place, key, secret, request)
  if (!e) throw new RangeError('A request that does not fit must not be answered')
  const about = { ...contextOf(place, key, request), deliverer: sender, requestId: terms.id, kAddr: terms.kAddress, e }
  const { commitment, response } = deliveryProof(secret, about, random)
  return deliverKeyCall({ terms, scalar: e, commitment, response, server })
}
