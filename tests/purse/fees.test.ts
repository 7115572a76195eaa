import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getBalance } from 'viem/actions'
import type { Telling } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE } from '../../src/royalties/words.ts'
import { bela } from '../chain/stage.ts'
import { GAS, nextRef, soon, startDesk, type Desk } from './desk.ts'

let desk: Desk
beforeAll(async () => void (desk = await startDesk()))
afterAll(() => desk.stage.stop())
beforeEach(() => desk.clear())

describe('fees', () => {
  test('rise by an eighth at least, on the same number, until it is mined', async () => {
    await desk.mining(false)
    const journal = memoryStore()
    const purse = desk.open({ journal, pace: { look: 20, again: 60, raise: 80 } })
    const ref = nextRef()
    let raises = 0
    const tell = ({ kind }: Telling) => {
      if (kind === 'raised' && ++raises === 3) void desk.mine()
    }
    const ended = await purse.send(desk.play(ref), { id: 'a', gas: GAS, tell })
    expect(ended).toMatchObject({ ok: true })
    expect(await desk.paid(ref)).toBe(1)
    expect(raises).toBeGreaterThanOrEqual(3)
  })

  test('each version asks at least 12.5 % more of both parts', async () => {
    await desk.mining(false)
    const journal = memoryStore()
    const purse = desk.open({ journal, pace: { look: 20, again: 60, raise: 80 } })
    await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS, signal: soon(900) })
    const { versions, nonce } = (await purse.find('a'))!
    expect(versions.length).toBeGreaterThan(2)
    for (const [i, { fees }] of versions.entries()) {
      const before = versions[i - 1]?.fees
      if (!before) continue
      expect(fees.most * 1000n).toBeGreaterThanOrEqual(before.most * 1125n)
      expect(fees.tip! * 1000n).toBeGreaterThanOrEqual(before.tip! * 1125n)
    }
    await desk.mine()
    expect(await purse.takeUp('a')).toMatchObject({ ok: true })
    expect(await desk.spent()).toBe(nonce + 1)
  })

  test('rise also where the clock was set back by a year after the first was sent', async () => {
    await desk.mining(false)
    const records = new Map<string, unknown>()
    const first = desk.open({ journal: memoryStore(records) })
    await first.send(desk.play(nextRef()), { id: 'a', gas: GAS, signal: soon(200) })
    const year = 365 * 86_400_000
    for (const [name, entry] of records) records.set(name, { ...(entry as object), at: Date.now() + year })
    const purse = desk.open({ journal: memoryStore(records), pace: { look: 20, again: 60, raise: 80 } })
    const tell = ({ kind }: Telling) => {
      if (kind === 'raised') void desk.mine()
    }
    expect(await purse.takeUp('a', { tell, signal: soon(8_000) })).toMatchObject({ ok: true })
    expect(await purse.find('a')).toMatchObject({ state: 'done' })
  })

  test('never rise above what was allowed', async () => {
    await desk.mining(false)
    const purse = desk.open({ pace: { look: 20, again: 60, raise: 40 } })
    const first = await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS, signal: soon(100) })
    expect(first.ok).toBe(false)
    const cost = (await purse.find('a'))!.versions[0]!.fees.most * GAS
    await desk.mine()
    await purse.takeUp('a')
    await purse.send(desk.play(nextRef()), { id: 'b', gas: GAS, most: (cost * 3n) / 2n, signal: soon(700) })
    const { versions } = (await purse.find('b'))!
    expect(versions.length).toBeGreaterThan(1)
    expect(versions.at(-1)!.fees.most * GAS).toBeLessThanOrEqual((cost * 3n) / 2n)
    await desk.mine()
  })
})

describe('the whole rest', () => {
  test('leaves nothing behind and arrives less exactly the fee, also when the fee had to rise', async () => {
    for (const automine of [true, false]) {
      await desk.fund()
      await desk.mining(automine)
      const purse = desk.open({ pace: { look: 20, again: 60, raise: 80 } })
      const before = await getBalance(desk.stage.client, { address: bela.address })
      const had = await purse.balance(NATIVE)
      let raises = 0
      const tell = ({ kind }: Telling) => {
        if (kind === 'raised' && ++raises === 2) void desk.mine()
      }
      const ended = await purse.sendRest(bela.address, { id: 'a', tell })
      if (!ended.ok) throw new Error(ended.problem.kind)
      const fee = ended.value.gasUsed * ended.value.effectiveGasPrice
      expect(await purse.balance(NATIVE)).toBe(0n)
      expect(await getBalance(desk.stage.client, { address: bela.address })).toBe(before + had - fee)
      expect(await purse.sendRest(bela.address, { id: 'b' })).toMatchObject({ ok: false })
    }
  })
})
