/** The verifying worker's side with beacon APIs over HTTP, on Ethereum's rules and clock: down to the level A3. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Answering } from '../../../src/verify/answering.ts'
import { consensusOf, slotAt } from '../../../src/verify/light/networks.ts'
import { memoryCache } from '../../../src/verify/loading/cache.ts'
import type { Answer, VerifyResult } from '../../../src/verify/orders.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { workId } from '../../../src/royalties/words.ts'
import { Chain as History } from '../history.ts'
import { NowChain, nodeOf } from './chain.ts'
import type { Message } from './devnet.ts'
import { serveBeacon, type ServedApi } from './serve.ts'

const ETHEREUM = consensusOf(1)!
/** Paid in dollars: anvil keeps a leaf for an empty slot, as that of a native currency, and on a real chain that is a forgery. */
const WORK = workId(5)

let history: History
let services: ServedApi[]
beforeAll(async () => {
  history = await History.start(ETHEREUM.chainId)
  await history.live(11, 12)
  const block = (await new RpcReader(history.client).block('latest')) as Message
  const now = Date.now() / 1000
  // Its keys are not those of Ethereum's validators: what two services call final is where a light client begins.
  const [honest, other] = [1, 2].map((salt) => new NowChain(ETHEREUM, block, now, salt))
  const slot = slotAt(ETHEREUM, now)
  services = await Promise.all([honest!, honest!, other!].map((chain) => serveBeacon(nodeOf(chain, slot, 'a.example'))))
})
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()))
  history.anvil.kill()
})

/** Two names, so two operators. */
async function verified(first: ServedApi, second: ServedApi) {
  const beacons = [`http://127.0.0.1:${first.port}`, `http://localhost:${second.port}`]
  const network = { chainId: ETHEREUM.chainId, rpcs: [history.url], beacons }
  const answer = await new Promise<Answer>((answered) => {
    const post = (each: Answer) => each.kind !== 'progress' && answered(each)
    new Answering(post, memoryCache()).take({ kind: 'verify', id: 1, network, work: WORK })
  })
  if (answer.kind !== 'done') throw new Error(JSON.stringify(answer))
  const result = answer.result as VerifyResult
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.report
}

test('two services agree where to begin, and signatures lead from there to the block of the payouts', async () => {
  const report = await verified(services[0]!, services[1]!)
  expect(report).toMatchObject({ verdict: 'verified', trust: { authenticity: 'provenHeader', completeness: 'head' } })
  expect(report.headerBy).toMatch(/^512 of the 512 validators .* a block on that 127\.0\.0\.1 and localhost call final/)
})

test('two services that contradict each other prove nothing, and that accuses nobody', async () => {
  const report = await verified(services[0]!, services[2]!)
  expect(report).toMatchObject({ verdict: 'verified', trust: { authenticity: 'provenState' } })
  expect(report.headerDoubt).toMatch(/call different blocks final at the same time/)
})
