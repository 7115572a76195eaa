import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GAS, nextRef, soon, startDesk, type Desk } from './desk.ts'
import { endpoint } from './faults.ts'

let desk: Desk
beforeAll(async () => void (desk = await startDesk()))
afterAll(() => desk.stage.stop())
beforeEach(() => desk.clear())

describe('money is not lost', () => {
  test('while blocks do not come at all: fees stop rising where no fee would help', async () => {
    await desk.mining(false)
    const purse = desk.open({ pace: { look: 10, again: 1_000, raise: 10 } })
    await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS, signal: soon(4_000) })
    const { versions } = (await purse.find('a'))!
    const [first, last] = [versions[0]!.fees, versions.at(-1)!.fees]
    expect(last.most > first.most * 2n).toBe(true)
    expect(last.most < first.most * 6n).toBe(true)
    await desk.mine()
    expect(await purse.takeUp('a')).toMatchObject({ ok: true })
  })

  test('where an endpoint knows the new number and the receipt only some seconds later', async () => {
    let hidden = 3
    const torn = endpoint(desk.stage.client, async ({ method }, honest) => {
      const answer = await honest()
      return method === 'eth_getTransactionReceipt' && answer && hidden-- > 0 ? null : answer
    })
    const ref = nextRef()
    expect(await desk.open({ clients: [torn] }).send(desk.play(ref), { id: 'a', gas: GAS })).toMatchObject({ ok: true })
    expect(hidden).toBeLessThanOrEqual(0)
    expect(await desk.paid(ref)).toBe(1)
  })

  test('where nobody can say why it was refused, it is refused all the same', async () => {
    const mute = endpoint(desk.stage.client, ({ method }, honest) =>
      method === 'eth_call' ? Promise.reject(new Error('fetch failed')) : honest(),
    )
    const purse = desk.open({ clients: [mute] })
    expect(await purse.send(desk.play(nextRef(), 999n), { id: 'a', gas: GAS })).toMatchObject({
      problem: { kind: 'reverted' },
    })
    expect(await purse.find('a')).toMatchObject({ state: 'failed', problem: { kind: 'reverted' } })
  })

  test('when a reorganisation takes back what had landed: it lands again before the next, and nothing waits for ever', async () => {
    const purse = desk.open()
    const [one, two] = [nextRef(), nextRef()]
    expect(await purse.send(desk.play(one), { id: 'a', gas: GAS })).toMatchObject({ ok: true })
    await desk.stage.client.request({ method: 'anvil_reorg', params: [1, []] } as never)
    expect(await desk.paid(one)).toBe(0)
    expect(await purse.send(desk.play(two), { id: 'b', gas: GAS, signal: soon(5_000) })).toMatchObject({ ok: true })
    expect([await desk.paid(one), await desk.paid(two)]).toEqual([1, 1])
  })
})
