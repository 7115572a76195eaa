/** A creator of the demo who hands keys over from somewhere else, while no tab of hers is open. */
import { privateKeyToAccount } from 'viem/accounts'
import { sendTransaction } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import { deliverKeyCall } from '../../src/chain/calls.ts'
import { openClient } from '../../src/chain/client.ts'
import { mined } from '../../src/chain/mined.ts'
import { readWork } from '../../src/chain/tributary.ts'
import { bigEndian, fromHex, toHex } from '../../src/content/bytes.ts'
import { answerRequest, deliveryProof } from '../../src/content/delivery.ts'
import { asWorkSecret, publicKey, workAddress } from '../../src/content/keyline.ts'
import { openRequests } from '../../src/keys/buying/trail.ts'
import { termsOf } from '../../src/keys/terms.ts'
import { workId } from '../../src/royalties/words.ts'
import { theStack } from './stack.ts'

/** Answers every open request for a work of the examples; how many there were. */
export async function deliverAll(number: number): Promise<number> {
  const { network, accounts } = theStack().config
  const client = openClient(network)
  const work = (await readWork(client, workId(number)))!
  const place = { chainId: network.id, contract: deployment.tributary.address }
  const open = await openRequests(client, work.id, 0)
  for (const { event } of open) {
    const [account, secret] = accounts
      .flatMap(({ key, secrets }) =>
        secrets.map((hex) => [privateKeyToAccount(key), asWorkSecret(fromHex(hex))] as const),
      )
      .find(([, each]) => workAddress(publicKey(each)) === event.keyAddress.toLowerCase())!
    const key = publicKey(secret)
    const asked = { ex: toHex(bigEndian(event.ex, 32)), kAddr: event.kAddress }
    const e = answerRequest(secret, { ...place, key, buyer: event.buyer }, asked)!
    const said = { ...place, deliverer: account.address, requestId: event.id, key, kAddr: event.kAddress, e }
    const { commitment, response } = deliveryProof(secret, said)
    const call = deliverKeyCall({ terms: termsOf(event), scalar: e, commitment, response, server: account.address })
    const hash = await sendTransaction(client, { account, chain: client.chain, to: call.to, data: call.data })
    const { status } = await mined(client, hash, { interval: 50 })
    if (status !== 'success') throw new Error('The delivery reverted')
  }
  return open.length
}
