/** The light client beside RPCs: it chooses the block, proves it, and catches an RPC that shows another chain. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workId, type Hex } from '../../../src/royalties/words.ts'
import { lightClient } from '../../../src/verify/light/client.ts'
import { timeOf, type ConsensusNetwork } from '../../../src/verify/light/networks.ts'
import type { LedgerReader } from '../../../src/verify/reader.ts'
import { workSlot } from '../../../src/verify/trie/slots.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { verifyTogether } from '../../../src/verify/witnesses/together.ts'
import { Chain as History } from '../history.ts'
import { but, witness } from '../liars.ts'
import { Chain, FULU, GLOAS, nodeOf } from './chain.ts'
import type { Message } from './devnet.ts'

const work = workId(1)
let real: History
let invented: History
beforeAll(async () => {
  ;[real, invented] = await Promise.all([History.start(), History.start()])
  await real.live(11, 30)
  await invented.live(12, 40)
  // Longer than the real one: nobody could think that it only lags.
  while ((await heightOf(invented)) <= (await heightOf(real))) await invented.mine()
})
afterAll(() => {
  real.anvil.kill()
  invented.anvil.kill()
})

const heightOf = async ({ client }: History) => (await new RpcReader(client).pin()).number

/** A consensus that signs the blocks of this history. */
async function consensusOf(network: ConsensusNetwork, { client }: History) {
  const reader = new RpcReader(client)
  const { number } = await reader.pin()
  const blocks = await Promise.all(Array.from({ length: Number(number) + 1 }, (_, n) => reader.block(BigInt(n))))
  const chain = new Chain(network, 1, blocks as Message[])
  const now = timeOf(network, Number(number)) + 1
  const apis = ['a.example', 'b.example'].map((operator) => nodeOf(chain, Number(number), operator))
  return (...readers: readonly LedgerReader[]) =>
    verifyTogether(
      readers.map((each, i) => witness(`rpc${i}.example`, each)),
      work,
      { light: lightClient(network, { sources: readers, apis, now: () => now, pause: () => Promise.resolve() }) },
    ).then((outcome) => {
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
      return outcome.report
    })
}

test.each([FULU, GLOAS])('an honest RPC is proven by signatures, down to the wei: %#', async (network) => {
  const verify = await consensusOf(network, real)
  const honest = new RpcReader(real.client)
  const { number } = await honest.pin()
  const report = await verify(honest)
  expect(report).toMatchObject({ verdict: 'verified', trust: { authenticity: 'provenHeader', completeness: 'head' } })
  expect(report.pin.number).toBe(number - 1n)
  expect(report.headerBy).toMatch(/^8 of the 8 validators on duty signed it 13 seconds ago/)
  expect(report.headerDoubt).toBeUndefined()
})

test('one RPC alone with a whole invented chain is caught', async () => {
  const verify = await consensusOf(FULU, real)
  const report = await verify(new RpcReader(invented.client))
  expect(report).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'otherChain' }))
})

test('beside an honest one it is passed over, and named', async () => {
  const verify = await consensusOf(FULU, real)
  const report = await verify(new RpcReader(invented.client), new RpcReader(real.client))
  expect(report).toMatchObject({
    verdict: 'verified',
    trust: { authenticity: 'provenHeader' },
    rpc: 'https://rpc1.example/',
  })
  expect(report.testimonies).toContainEqual(expect.objectContaining({ operator: 'rpc0.example', said: 'other' }))
})

test('where consensus names no number, an RPC without the signed blocks is not believed more than before', async () => {
  const verify = await consensusOf(GLOAS, real)
  const report = await verify(new RpcReader(invented.client))
  expect(report.headerDoubt).toContain('No RPC shows the block that the validators made final')
  expect(report.trust.authenticity).not.toBe('provenHeader')
})

test('an RPC that hides signed blocks only loses the proof', async () => {
  const verify = await consensusOf(GLOAS, real)
  const honest = new RpcReader(real.client)
  const hiding = but(honest, {
    block: (which) => (String(which).length > 60 ? Promise.resolve(null) : honest.block(which)),
  })
  const report = await verify(hiding)
  expect(report.verdict).toBe('verified')
  expect(report.headerDoubt).toBeDefined()
})

test('a contract that cheats on an invented chain is no contract that cheats', async () => {
  const ask = (method: string, params: unknown[]) =>
    (invented.client.request as unknown as (call: object) => Promise<unknown>)({ method, params })
  const reader = new RpcReader(invented.client)
  const { contract } = reader.deployment
  const slot = workSlot(work, 'hot')
  const word = BigInt((await ask('eth_getStorageAt', [contract, slot, 'latest'])) as Hex) + 1n
  await ask('anvil_setStorageAt', [contract, slot, `0x${word.toString(16).padStart(64, '0')}`])
  // The second has signatures on the first.
  await invented.mine()
  await invented.mine()
  const own = await consensusOf(FULU, invented)
  expect(await own(reader)).toMatchObject({ verdict: 'differs', blame: 'contract' })
  const verify = await consensusOf(FULU, real)
  expect(await verify(reader)).toMatchObject({ verdict: 'differs', blame: 'rpc' })
})
