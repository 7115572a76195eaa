/** The app's key delivery against the contract's: whatever the app asks and answers, the contract takes, and what the
 * contract says of it gives the buyer the secret. */
import { decodeEventLog, encodeFunctionData, numberToHex, type Hex } from 'viem'
import { readContract } from 'viem/actions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { mined } from '../../src/chain/mined.ts'
import { toHex } from '../../src/content/bytes.ts'
import {
  answerRequest,
  deliveryProof,
  makeRequest,
  receiveSecret,
  requestId,
  type RequestContext,
} from '../../src/content/delivery.ts'
import { mintProof, publicKey, randomSecret, workAddress, type WorkSecret } from '../../src/content/keyline.ts'
import { Derivatives, NATIVE, Usage, type Address } from '../../src/royalties/words.ts'
import { generator } from '../content/random.ts'
import { ada, bela, startStage, type Stage } from './stage.ts'

const contract = deployment.tributary.address
const home = { chainId: 31337, contract }
const [PRICE, FEE] = [1_000n, 7n]
const { bytes: random, below } = generator(300)
const abi = tributaryAbi

let stage: Stage
beforeAll(async () => void (stage = await startStage()))
afterAll(() => stage.stop())

/** By an account the chain signs for. Throws when it reverts. */
async function act(from: Address, data: Hex, value = 0n) {
  const { client } = stage
  const call = { from, to: contract, data, value: numberToHex(value), gas: numberToHex(3_000_000) }
  const hash = await client.request({ method: 'eth_sendTransaction', params: [call] })
  const receipt = await mined(client, hash, { interval: 5 })
  if (receipt.status !== 'success') throw new Error('reverted')
  return receipt
}

interface Work {
  readonly number: bigint
  readonly secret: WorkSecret
  readonly keyAddress: Address
}

async function publish(number: bigint, secret: WorkSecret): Promise<Work> {
  const key = publicKey(secret)
  const manifest = toHex(random(32))
  const proof = mintProof(secret, { ...home, creator: ada.address, manifest }, random)
  const publication = {
    manifest,
    currency: NATIVE,
    holders: [{ account: ada.address, units: 100_000_000 }],
    offers: [{ usage: Usage.Play, bringsKey: true, price: PRICE }],
    parents: [],
    ancestorRoyalty: 0,
    derivatives: Derivatives.Closed,
    resaleRoyalty: 0,
    minimumTip: 0n,
    minimumFlowRate: 0n,
    deliveryFee: FEE,
    policy: NATIVE,
    key: { x: BigInt(key.x), y: BigInt(key.y), commitment: proof.commitment, response: BigInt(proof.response) },
  }
  await act(ada.address, encodeFunctionData({ abi, functionName: 'publish', args: [publication] }))
  return { number, secret, keyAddress: workAddress(key) }
}

/** One purchase from beginning to end, by a buyer with a root of his own. */
async function purchase({ number, secret, keyAddress }: Work) {
  const [root, attempt, buyer] = [random(32), below(3), toHex(random(20))]
  const context: RequestContext = { ...home, key: publicKey(secret), buyer }
  const asked = makeRequest(root, context, attempt)
  const id = requestId(number, buyer, asked.ex)
  const terms = {
    work: number,
    keyAddress,
    usage: Usage.Play,
    units: 1n,
    ref: toHex(random(32)),
    buyer,
    kAddress: asked.kAddr,
    price: PRICE,
    fee: FEE,
  }
  const wish = { ...terms, ex: BigInt(asked.ex), window: 86_400n }
  const paid = await act(
    bela.address,
    encodeFunctionData({ abi, functionName: 'requestKey', args: [wish] }),
    PRICE + FEE,
  )
  const { args: said } = decodeEventLog({ abi, eventName: 'KeyRequested', ...paid.logs[0]! })
  expect(said).toMatchObject({ id, ex: BigInt(asked.ex) })

  const e = answerRequest(secret, context, asked)
  if (!e) throw new Error('The app does not answer its own request')
  const proof = deliveryProof(secret, { ...context, ...asked, deliverer: ada.address, requestId: id, e }, random)
  const args = [
    { ...terms, id, deadline: said.deadline },
    BigInt(e),
    proof.commitment,
    BigInt(proof.response),
    ada.address,
  ] as const
  const delivered = await act(ada.address, encodeFunctionData({ abi, functionName: 'deliverKey', args }))
  const logs = delivered.logs.map((log) => decodeEventLog({ abi, ...log }))
  const delivery = logs.find(({ eventName }) => eventName === 'KeyDelivered')
  if (delivery?.eventName !== 'KeyDelivered') throw new Error('No delivery was said')
  const scalar = numberToHex(delivery.args.scalar, { size: 32 })
  return { received: receiveSecret(root, context, attempt, scalar), buyer, attempt }
}

describe('keys sold through the contract', () => {
  test('300 requests and answers of the app are taken, under keys of both parities', { timeout: 600_000 }, async () => {
    const works: Work[] = []
    for (let n = 1n; n <= 10n; n++) works.push(await publish(n, randomSecret(random)))
    const parities = new Set(works.map(({ secret }) => BigInt(publicKey(secret).y) & 1n))
    expect(parities.size).toBe(2)
    for (let i = 0; i < 300; i++) {
      const work = works[i % works.length]!
      const { received, buyer } = await purchase(work)
      expect(received).toEqual(work.secret)
      if (i % 30 !== 0) continue
      const args = [work.number, buyer, Usage.Play] as const
      expect(await readContract(stage.client, { address: contract, abi, functionName: 'hasLicence', args })).toBe(true)
    }
    const waiting = await readContract(stage.client, {
      address: contract,
      abi,
      functionName: 'withdrawableOf',
      args: [NATIVE, ada.address],
    })
    expect(waiting).toBe(300n * FEE)
  })
})
