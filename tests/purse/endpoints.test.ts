import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { giveCall } from '../../src/chain/calls.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import type { Telling } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE } from '../../src/royalties/words.ts'
import { bela, send, startStage } from '../chain/stage.ts'
import { GAS, nextRef, owner, soon, startDesk, type Desk } from './desk.ts'
import { dead, saying, swallowing } from './faults.ts'

let desk: Desk
beforeAll(async () => void (desk = await startDesk()))
afterAll(() => desk.stage.stop())
beforeEach(() => desk.clear())

describe('endpoints', () => {
  const lands = async (clients: ChainClient[]) => {
    const ref = nextRef()
    const ended = await desk.open({ clients }).send(desk.play(ref), { id: 'a', gas: GAS, signal: soon(8_000) })
    return ended.ok && (await desk.paid(ref)) === 1
  }

  test('one may be dead', async () => {
    expect(await lands([dead(desk.stage.client), desk.stage.client])).toBe(true)
    expect(await lands([desk.stage.client, dead(desk.stage.client)])).toBe(true)
  })

  test('one may swallow it and say it knew it, or that its number is used', async () => {
    expect(await lands([swallowing(desk.stage.client, 'already known'), desk.stage.client])).toBe(true)
    expect(await lands([swallowing(desk.stage.client, 'nonce too low'), desk.stage.client])).toBe(true)
  })

  test('one may name a number that is far too high', async () => {
    expect(await lands([saying(desk.stage.client, 'eth_getTransactionCount', '0xffff'), desk.stage.client])).toBe(true)
  })

  test('"already known" is not taken for success: the same bytes land once somebody takes them', async () => {
    const journal = memoryStore()
    const ref = nextRef()
    const liar = desk.open({ journal, clients: [swallowing(desk.stage.client, 'already known')] })
    const waited = await liar.send(desk.play(ref), { id: 'a', gas: GAS, signal: soon(300) })
    expect(waited).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect(await desk.paid(ref)).toBe(0)
    const ended = await desk.open({ journal }).takeUp('a')
    const hash = !waited.ok && waited.problem.kind === 'timeout' ? waited.problem.hash : undefined
    expect(ended).toMatchObject({ ok: true, value: { transactionHash: hash } })
    expect(await desk.paid(ref)).toBe(1)
  })

  test('when none answers it says so and keeps looking', async () => {
    const told: Telling[] = []
    let down = false
    const flaky = saying(desk.stage.client, 'none', null)
    const request = flaky.request
    Object.assign(flaky, {
      request: (asked: never) => (down ? Promise.reject(new Error('fetch failed')) : request(asked)),
    })
    await desk.mining(false)
    const ref = nextRef()
    const sending = desk.open({ clients: [flaky] }).send(desk.play(ref), {
      id: 'a',
      gas: GAS,
      tell: (telling) => {
        told.push(telling)
        if (telling.kind === 'sent') down = true
        if (telling.kind === 'unseen') void desk.mine().then(() => (down = false))
      },
    })
    expect(await sending).toMatchObject({ ok: true })
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unseen', 'sent']))
    expect(await desk.paid(ref)).toBe(1)
  })

  test('the contracts must be ours wherever one answers; giving money back needs none', async () => {
    const bare = await startStage({ contracts: false })
    try {
      await send(bare, giveCall(owner.address, 10n ** 18n), bela)
      const purse = desk.open({ clients: [bare.client], network: bare.network })
      expect(await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS })).toMatchObject({
        problem: { kind: 'notDeployed' },
      })
      expect(await purse.sendRest(bela.address, { id: 'b' })).toMatchObject({ ok: true })
      expect(await purse.balance(NATIVE)).toBe(0n)
    } finally {
      bare.stop()
    }
    const foreign = saying(desk.stage.client, 'eth_getCode', '0x6000')
    const purse = desk.open({ clients: [foreign, desk.stage.client] })
    expect(await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS })).toMatchObject({
      problem: { kind: 'foreign' },
    })
  })
})
