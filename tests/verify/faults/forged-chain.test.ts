/** The best lie there is: a whole chain of one's own, in which everything fits together, proofs included. Only others, or a
 * light client, can tell; where they cannot, nobody is believed and nobody accused. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import { JsonRpc } from '../../../src/verify/loading/json-rpc.ts'
import type { Report } from '../../../src/verify/report.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { accountSlot } from '../../../src/verify/trie/slots.ts'
import { verifyTogether } from '../../../src/verify/witnesses/together.ts'
import { witness } from '../liars.ts'
import { FaultStage, SUBJECT } from './stage.ts'

let honest: FaultStage
let forged: FaultStage
beforeAll(async () => {
  const seed = 20_261_130
  honest = await FaultStage.start(seed, 100)
  // Two chains of one second would have their first blocks in common, and be branches of one.
  await new Promise((over) => setTimeout(over, 1_100))
  forged = await FaultStage.start(seed, 100)
  const { account } = honest.truth.holders[0]!
  await takeAway(forged, accountSlot(SUBJECT, 'holdings', account))
  // Of one length and age, and no branch of each other that grew a moment ago.
  const chains = [honest.chain, forged.chain]
  const newest = Math.max(...(await Promise.all(chains.map((chain) => chain.time()))))
  for (const chain of chains) await chain.later(newest + 60 - (await chain.time()))
  for (const chain of chains) for (let i = 0; i < 3; i++) await chain.mine()
})
afterAll(() => Promise.all([honest.stop(), forged.stop()]))

/** More debt: the holder is owed less than it earned. */
async function takeAway({ chain }: FaultStage, slot: Hex): Promise<void> {
  const ask = (method: string, params: unknown[]) =>
    (chain.client.request as unknown as (call: object) => Promise<Hex>)({ method, params })
  const contract = deployment.tributary.address
  const word = BigInt(await ask('eth_getStorageAt', [contract, slot, 'latest'])) + ((10n ** 12n) << 56n)
  await ask('anvil_setStorageAt', [contract, slot, `0x${word.toString(16).padStart(64, '0')}`])
}

async function told(...by: readonly (readonly [operator: string, stage: FaultStage])[]): Promise<Report> {
  const witnesses = by.map(([operator, { chain }]) => witness(operator, new RpcReader(new JsonRpc(chain.url, 31_337))))
  const outcome = await verifyTogether(witnesses, SUBJECT)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.report
}

test('alone, it is as good as a chain on which the contract cheats; it is said that nobody else was heard', async () => {
  const report = await told(['forged.example', forged])
  expect(report).toMatchObject({ verdict: 'differs', blame: 'contract' })
  expect(report.trust).toMatchObject({ authenticity: 'provenState', rpcs: { same: 0 } })
  expect(report.headerBy).toBeUndefined()
})

test('one against one, whoever comes first: nobody is believed and nobody accused', async () => {
  const [a, b] = [
    ['forged.example', forged],
    ['honest.example', honest],
  ] as const
  for (const report of [await told(a, b), await told(b, a)]) {
    expect(report.verdict).toBe('unchecked')
    expect(report.blame).toBeUndefined()
    expect(report.liars).toEqual([])
    expect(report.testimonies).toMatchObject([{ said: 'other' }])
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'couldNotCheck', what: 'witnesses' }))
  }
})

test('one against two: the truth is told, and that somebody shows another chain', async () => {
  const report = await told(['forged.example', forged], ['honest.example', honest], ['third.example', honest])
  expect(report.verdict).toBe('verified')
  expect(report.trust.rpcs).toMatchObject({ same: 1, other: 1 })
  expect(report.testimonies.find(({ said }) => said === 'other')?.rpc).toBe('https://forged.example/')
})
