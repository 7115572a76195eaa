/** A chain made up that claims to be newer than the honest one: whoever has not come so far is heard all the same. */
import { numberToHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { workId, type Hex } from '../../../src/royalties/words.ts'
import { JsonRpc } from '../../../src/verify/loading/json-rpc.ts'
import type { LedgerReader } from '../../../src/verify/reader.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { accountSlot } from '../../../src/verify/trie/slots.ts'
import { heightOf } from '../../../src/verify/witnesses/tips.ts'
import { verifyTogether } from '../../../src/verify/witnesses/together.ts'
import { but, witness } from '../liars.ts'
import { FaultStage, SUBJECT } from './stage.ts'

let honest: FaultStage
let forged: FaultStage
beforeAll(async () => {
  honest = await FaultStage.start(20_261_130, 60)
  // Two chains of one second would have their first blocks in common, and be branches of one.
  await new Promise((over) => setTimeout(over, 1_100))
  forged = await FaultStage.start(20_261_130, 60)
  await takeAway(forged)
  for (const { chain } of [honest, forged]) for (let i = 0; i < 3; i++) await chain.mine()
  await ask(forged, 'evm_increaseTime', [600])
  for (let i = 0; i < 3; i++) await forged.chain.mine()
})
afterAll(() => Promise.all([honest.stop(), forged.stop()]))

const ask = ({ chain }: FaultStage, method: string, params: unknown[]) =>
  (chain.client.request as unknown as (call: object) => Promise<Hex>)({ method, params })

/** More debt: a holder is owed less than it earned. */
async function takeAway(stage: FaultStage): Promise<void> {
  const slot = accountSlot(SUBJECT, 'holdings', stage.truth.holders[0]!.account)
  const contract = deployment.tributary.address
  const word = BigInt(await ask(stage, 'eth_getStorageAt', [contract, slot, 'latest'])) + ((10n ** 12n) << 56n)
  await ask(stage, 'anvil_setStorageAt', [contract, slot, numberToHex(word, { size: 32 })])
}

const readerOf = ({ chain }: FaultStage) => new RpcReader(new JsonRpc(chain.url, 31_337))

/** The chain as it was when it ended with this block. */
function endingAt(reader: LedgerReader, last: bigint): LedgerReader {
  return but(reader, {
    block: (which) =>
      typeof which === 'bigint' && which > last
        ? Promise.resolve(null)
        : reader.block(which === 'latest' ? last : which),
  })
}

async function told(first: LedgerReader, second: LedgerReader, work = SUBJECT) {
  return verifyTogether([witness('first.example', first), witness('second.example', second)], work)
}

test('another chain, minutes ahead: nobody is believed and nobody accused', async () => {
  for (const [a, b] of [
    [honest, forged],
    [forged, honest],
  ] as const) {
    // Its newest block is of this very minute, however long the chains took to grow.
    for (const { chain } of [honest, forged]) await chain.mine()
    const outcome = await told(readerOf(a), readerOf(b))
    expect(outcome.ok ? undefined : outcome.problem).toBeUndefined()
    expect(outcome).toMatchObject({ ok: true, report: { verdict: 'unchecked', blame: undefined, liars: [] } })
    expect(outcome.ok && outcome.report.testimonies).toMatchObject([{ said: 'other' }])
  }
})

test('a branch that begins where the honest chain ends does not accuse the contract alone', async () => {
  const last = BigInt(await ask(honest, 'eth_blockNumber', []))
  const until = endingAt(readerOf(honest), last)
  expect(await told(until, until)).toMatchObject({ ok: true, report: { verdict: 'verified' } })
  await honest.chain.mine()
  await takeAway(honest)
  await ask(honest, 'evm_increaseTime', [600])
  for (let i = 0; i < 3; i++) await honest.chain.mine()
  expect(await told(until, readerOf(honest))).toMatchObject({
    ok: true,
    report: { verdict: 'unchecked', blame: undefined, testimonies: [{ said: 'behind' }] },
  })
})

test('a work that only an RPC of an older block knows is not verified', async () => {
  const behind = endingAt(readerOf(forged), 20n)
  const denies = but(readerOf(forged), { facts: async () => undefined, state: () => Promise.reject(new Error('no')) })
  const outcome = await told(denies, behind, workId(1))
  expect(outcome).toMatchObject({ ok: true, report: { verdict: 'unchecked' } })
})

test('blocks of the next minutes do not leave those of this one behind', () => {
  const hash: Hex = `0x${'00'.repeat(32)}`
  const tips = (ago: number, ahead: number, now: number) => [
    { operator: 'honest', number: 100n, hash, time: now - ago },
    { operator: 'ahead', number: 130n, hash, time: now + ahead },
  ]
  const now = 1_800_000_000
  expect(heightOf(tips(12, 600, now), now)).toBe(100n)
  expect(heightOf(tips(12, 0, now), now)).toBe(100n)
  // Really late, or a chain whose clock is not ours.
  expect(heightOf(tips(700, 5, now), now)).toBe(130n)
  expect(heightOf(tips(12, 600, now - 10_000), now)).toBe(130n)
})
