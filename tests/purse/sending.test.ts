import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendTransaction } from 'viem/actions'
import { giveCall } from '../../src/chain/calls.ts'
import { processLock } from '../../src/purse/lock.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, type Hex } from '../../src/royalties/words.ts'
import { bela } from '../chain/stage.ts'
import { GAS, nextRef, owner, soon, startDesk, type Desk } from './desk.ts'
import { fullStore, swallowing, watched } from './faults.ts'

let desk: Desk
beforeAll(async () => void (desk = await startDesk()))
afterAll(() => desk.stage.stop())
beforeEach(() => desk.clear())

describe('one transaction', () => {
  test('is signed here, lands, and is not estimated when its gas is known', async () => {
    const methods: string[] = []
    const purse = desk.open({ clients: [watched(desk.stage.client, methods)] })
    expect(purse.address).toBe(owner.address)
    const ref = nextRef()
    const ended = await purse.send(desk.play(ref), { id: 'a', gas: GAS })
    expect(ended).toMatchObject({ ok: true, value: { status: 'success' } })
    expect(await desk.paid(ref)).toBe(1)
    expect(methods).not.toContain('eth_estimateGas')
    expect(methods).not.toContain('eth_sendTransaction')
    expect(await purse.find('a')).toMatchObject({ state: 'done', gas: GAS })
  })

  test('whose bytes say something else than was meant is never signed', async () => {
    const before = await desk.spent()
    const tampered = { ...desk.play(nextRef()), action: desk.play(nextRef()).action }
    expect(await desk.open().send(tampered, { id: 'a', gas: GAS })).toMatchObject({
      ok: false,
      problem: { kind: 'mismatch' },
    })
    expect(await desk.spent()).toBe(before)
  })

  test('that the contract refuses says why, with and without an estimate, and the next one goes on', async () => {
    const purse = desk.open()
    const estimated = await purse.send(desk.play(nextRef(), 999n), { id: 'a' })
    expect(estimated).toMatchObject({ ok: false, problem: { kind: 'priceChanged' } })
    expect(await purse.find('a')).toBeUndefined()
    const landed = await purse.send(desk.play(nextRef(), 999n), { id: 'b', gas: GAS })
    expect(landed).toMatchObject({ ok: false, problem: { kind: 'priceChanged' } })
    expect(await purse.find('b')).toMatchObject({ state: 'failed' })
    const ref = nextRef()
    expect(await purse.send(desk.play(ref), { id: 'c', gas: GAS })).toMatchObject({ ok: true })
    expect(await desk.paid(ref)).toBe(1)
  })

  test('needs money, and a fee within what was allowed', async () => {
    const purse = desk.open()
    const balance = await purse.balance(NATIVE)
    expect(await purse.send(giveCall(bela.address, balance), { id: 'a', gas: 21_000n })).toMatchObject({
      problem: { kind: 'insufficientFunds' },
    })
    expect(await purse.send(desk.play(nextRef()), { id: 'b', gas: GAS, most: 1n })).toMatchObject({
      problem: { kind: 'feeTooHigh', most: 1n },
    })
  })

  test('does not leave when its record cannot be kept, or when its caller cannot keep its own', async () => {
    const before = await desk.spent()
    const refused = await desk.open({ journal: fullStore() }).send(desk.play(nextRef()), { id: 'a', gas: GAS })
    expect(refused).toEqual({ ok: false, problem: { kind: 'unkept' } })
    const purse = desk.open()
    const beforeLeaving = () => Promise.reject(new Error('no room'))
    expect(await purse.send(desk.play(nextRef()), { id: 'a', gas: GAS, beforeLeaving })).toMatchObject({ ok: false })
    expect(await purse.takeUp('a')).toBeUndefined()
    expect(await desk.spent()).toBe(before)
  })

  test('shows its caller the bytes before anything leaves', async () => {
    const methods: string[] = []
    const purse = desk.open({ clients: [watched(desk.stage.client, methods)] })
    let seen: { hash: Hex; leftBefore: boolean; state: string | undefined } | undefined
    const ended = await purse.send(desk.play(nextRef()), {
      id: 'a',
      gas: GAS,
      beforeLeaving: async ({ hash }) => {
        const leftBefore = methods.includes('eth_sendRawTransaction')
        seen = { hash, leftBefore, state: (await purse.find('a'))?.state }
      },
    })
    expect(seen).toMatchObject({ leftBefore: false, state: 'signed' })
    expect(ended).toMatchObject({ value: { transactionHash: seen?.hash } })
  })
})

describe('one number at a time', () => {
  test('two calls at once land one after the other', async () => {
    const purse = desk.open()
    const [one, two] = [nextRef(), nextRef()]
    const ended = await Promise.all([
      purse.send(desk.play(one), { id: 'a', gas: GAS }),
      purse.send(desk.play(two), { id: 'b', gas: GAS }),
    ])
    expect(ended.map(({ ok }) => ok)).toEqual([true, true])
    expect([await desk.paid(one), await desk.paid(two)]).toEqual([1, 1])
  })

  test('two tabs that send the same under one name pay once', async () => {
    const shared = { journal: memoryStore(), lock: processLock() }
    const ref = nextRef()
    const ended = await Promise.all(
      [desk.open(shared), desk.open(shared)].map((purse) => purse.send(desk.play(ref), { id: 'a', gas: GAS })),
    )
    expect(ended.map(({ ok }) => ok)).toEqual([true, true])
    expect(await desk.paid(ref)).toBe(1)
    const other = await desk.open(shared).send(desk.play(nextRef()), { id: 'a', gas: GAS })
    expect(other).toMatchObject({ problem: { kind: 'mismatch' } })
  })

  test('a number used by the same key elsewhere is found out, and nothing was paid', async () => {
    await desk.mining(false)
    const journal = memoryStore()
    const ref = nextRef()
    const hidden = desk.open({ journal, clients: [swallowing(desk.stage.client, 'already known')] })
    await hidden.send(desk.play(ref), { id: 'a', gas: GAS, signal: soon(200) })
    await desk.mining(true)
    await sendTransaction(desk.stage.client, {
      account: owner,
      chain: desk.stage.client.chain,
      to: bela.address,
      value: 1n,
    })
    expect(await desk.open({ journal }).takeUp('a')).toMatchObject({ ok: false, problem: { kind: 'dropped' } })
    expect(await desk.paid(ref)).toBe(0)
    expect(await desk.open({ journal }).send(desk.play(ref), { id: 'b', gas: GAS })).toMatchObject({ ok: true })
  })
})
