/** A sealed work's key, sold by the app's own arithmetic. */
import { sha256 } from '@noble/hashes/sha2.js'
import { numberToHex, type Hex } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import { answerRequest, deliveryProof, makeRequest } from '../../src/content/delivery.ts'
import { asWorkSecret, mintProof, publicKey, workAddress, type WorkSecret } from '../../src/content/keyline.ts'
import type { KeyRequested } from '../../src/royalties/ledger.ts'
import type { Address } from '../../src/royalties/words.ts'

const HOME = { chainId: 31_337, contract: deployment.tributary.address } as const
const DAY = 86_400n

export interface SealedWork {
  readonly secret: WorkSecret
  readonly proof: { readonly x: bigint; readonly y: bigint; readonly commitment: Address; readonly response: bigint }
}

const digest = (text: string) => sha256(new TextEncoder().encode(text))

export class KeyTrade {
  #attempt = 0

  seal(creator: Address, manifest: Hex): SealedWork {
    const secret = asWorkSecret(digest('the secret of the sealed work'))
    const { x, y } = publicKey(secret)
    const { commitment, response } = mintProof(secret, { ...HOME, creator, manifest })
    return { secret, proof: { x: BigInt(x), y: BigInt(y), commitment, response: BigInt(response) } }
  }

  request({ secret }: SealedWork, work: bigint, buyer: Address) {
    const key = publicKey(secret)
    const { ex, kAddr } = makeRequest(digest(buyer), { ...HOME, key, buyer }, this.#attempt++)
    return {
      ...{ work, keyAddress: workAddress(key), usage: 1, units: 1n, ref: numberToHex(0, { size: 32 }), buyer },
      ...{ ex: BigInt(ex), kAddress: kAddr, price: 1_000_000n, fee: 5_000n, window: DAY },
    }
  }

  /** Scalar, commitment, response and server of a delivery. */
  deliver({ secret }: SealedWork, { id, buyer, ex, kAddress: kAddr }: KeyRequested, deliverer: Address) {
    const key = publicKey(secret)
    const e = answerRequest(secret, { ...HOME, key, buyer }, { ex: numberToHex(ex, { size: 32 }), kAddr })
    if (!e) throw new Error('The request does not fit the key')
    const proof = deliveryProof(secret, { ...HOME, deliverer, requestId: id, key, kAddr, e })
    return [BigInt(e), proof.commitment, BigInt(proof.response), deliverer] as const
  }
}
