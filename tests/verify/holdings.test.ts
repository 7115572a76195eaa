import { afterAll, beforeAll, expect, test } from 'vitest'
import { workId, type Address, type WorkId } from '../../src/royalties/words.ts'
import type { Held, Pin, StateProof } from '../../src/verify/evidence.ts'
import { MOST_VIEWS } from '../../src/verify/holdings.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { accounts, Chain } from './history.ts'

const TAKERS = 90
const work = workId(1)
const taker = (n: number): Address => `0x${(0xabc0_0000 + n).toString(16).padStart(40, '0')}`

let chain: Chain
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(11, 0)
  await chain.write(
    accounts[2]!,
    'pay',
    [{ work: 1n, usage: 5, units: 0n, price: 0n, amount: 999n, ref: `0x${'00'.repeat(32)}`, beneficiary: taker(0) }],
    999n,
  )
  for (let n = 0; n < TAKERS; n++) {
    const giver = accounts[n % 2]!
    await chain.write(giver, 'safeTransferFrom', [giver.address, taker(n), 1n, 1_000n, '0x'])
    if (n % 30 === 29) await chain.mine()
  }
  await chain.mine()
})
afterAll(() => chain.anvil.kill())

/** Honest, counts the balances it is asked for, and may keep its proofs to itself. */
class Counting extends RpcReader {
  views = 0
  readonly #proofs: boolean
  constructor(proofs: boolean) {
    super(chain.client)
    this.#proofs = proofs
  }
  override holding(of: WorkId, account: Address, pin: Pin): Promise<Held> {
    this.views += 1
    return super.holding(of, account, pin)
  }
  override state(...asked: Parameters<RpcReader['state']>): Promise<StateProof> {
    return this.#proofs ? super.state(...asked) : Promise.reject(new Error('The method does not exist'))
  }
}

async function reportOf(reader: RpcReader) {
  const outcome = await verifyWork(reader, work)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.report
}

test('of many holders only some are asked for; the proof says the rest, to the unit', async () => {
  const reader = new Counting(true)
  const { verdict, findings, holders } = await reportOf(reader)
  expect([verdict, findings]).toEqual(['verified', []])
  expect(reader.views).toBe(MOST_VIEWS)
  expect(holders.length).toBe(TAKERS + 2)
  expect(holders.every(({ difference }) => difference === 0n)).toBe(true)
  const honest = new RpcReader(chain.client)
  const pin = await honest.pin()
  for (const { account, onChain } of holders) expect(onChain).toEqual(await honest.holding(work, account, pin))
})

test('without a proof all of them are asked for', async () => {
  const reader = new Counting(false)
  const { verdict, holders } = await reportOf(reader)
  expect(reader.views).toBe(TAKERS + 2)
  expect(verdict).toBe('unchecked')
  expect(holders.every(({ difference }) => difference === 0n)).toBe(true)
})
