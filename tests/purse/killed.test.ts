import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Journal } from '../../src/purse/journal.ts'
import { memoryStore } from '../../src/purse/store.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { GAS, nextRef, owner, startDesk, type Desk } from './desk.ts'
import { Mortal } from './faults.ts'

let desk: Desk
beforeAll(async () => void (desk = await startDesk()))
afterAll(() => desk.stage.stop())
beforeEach(() => desk.clear())

describe('a browser killed midway', () => {
  const begin = async (mortal: Mortal, records: Map<string, unknown>, ref: Hex) => {
    const purse = desk.open({ clients: [mortal.client(desk.stage.client)], journal: mortal.store(records) })
    const alive = purse.send(desk.play(ref), { id: 'a', gas: GAS }).then(() => 'ended' as const)
    const over = new AbortController()
    const died = (async () => {
      while (!mortal.dead && !over.signal.aborted) await new Promise((go) => setTimeout(go, 2))
      // What it set off before it died comes to its end.
      await new Promise((go) => setTimeout(go, 25))
      return 'died' as const
    })()
    return Promise.race([alive, died]).finally(() => over.abort())
  }

  test('at any act, before or after it took effect, pays exactly once in the next visit', async () => {
    const whole = new Mortal()
    await begin(whole, new Map(), nextRef()).then((how) => expect(how).toBe('ended'))
    expect(whole.acts).toBeGreaterThan(8)
    for (let dies = 1; dies <= whole.acts; dies++)
      for (const after of [false, true]) {
        const [records, ref] = [new Map<string, unknown>(), nextRef()]
        await begin(new Mortal(dies, after), records, ref)
        const ended = await desk.open({ journal: memoryStore(records) }).send(desk.play(ref), { id: 'a', gas: GAS })
        expect({ dies, after, ok: ended.ok, paid: await desk.paid(ref) }).toEqual({ dies, after, ok: true, paid: 1 })
      }
  })

  test('at any act, and another transaction comes first: what had left is ended before it, what had not never leaves', async () => {
    for (let dies = 1; dies <= 20; dies++) {
      const [records, first, second] = [new Map<string, unknown>(), nextRef(), nextRef()]
      await begin(new Mortal(dies), records, first)
      const left = (await new Journal(memoryStore(records), desk.stage.network.id, owner.address).leaving()).length
      const already = await desk.paid(first)
      const ended = await desk.open({ journal: memoryStore(records) }).send(desk.play(second), { id: 'b', gas: GAS })
      expect(ended.ok).toBe(true)
      expect({ dies, first: await desk.paid(first), second: await desk.paid(second) }).toEqual({
        dies,
        first: Math.max(left, already),
        second: 1,
      })
    }
  })
})
