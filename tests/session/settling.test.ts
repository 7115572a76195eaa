import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { giveTokenCall } from '../../src/chain/calls.ts'
import { allowanceOf } from '../../src/chain/token-reads.ts'
import { NATIVE, Usage } from '../../src/royalties/words.ts'
import { budgetOf, playsOf } from '../../src/session/books.ts'
import { settle } from '../../src/session/settling.ts'
import { bela, publish, send } from '../chain/stage.ts'
import { dead, endpoint } from '../purse/faults.ts'
import { browser, listen, open, price, startHall, type Hall } from './hall.ts'

let hall: Hall
beforeAll(async () => void (hall = await startHall()))
afterAll(() => hall.stage.stop())

describe('settling', () => {
  test('three plays of two hall.works are one transaction, for the listener, known by its reference', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await open(ports)
    await listen(ports, [hall.works[0], hall.works[1], hall.works[0]])
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 1 })
    const paid = await hall.paidBy(here.address)
    const books = await ports.keeping.read()
    expect(new Set(paid.map(({ transaction }) => transaction)).size).toBe(1)
    expect(paid).toMatchObject([
      { work: hall.works[0], units: 2n, amount: 2_000n, usage: Usage.Play, beneficiary: bela.address },
      { work: hall.works[1], units: 1n, amount: 1_000n, usage: Usage.Play, beneficiary: bela.address },
    ])
    expect(paid.every(({ ref }) => ref === books.settled[0]!.id)).toBe(true)
    expect(books.settled).toMatchObject([{ amount: 3_000n, plays: 3, hash: paid[0]!.transaction }])
    expect(budgetOf(books, NATIVE)).toMatchObject({ spent: 3_000n, cap: 100_000n })
    expect(books).toMatchObject({ heard: [], settlements: [], aside: [] })
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 0 })
  })

  test('tokens are paid with permits the purse signs itself: one transaction, nothing allowed afterwards', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 50_000n), bela)
    await open(ports, 50_000n, hall.dollar)
    await listen(ports, [hall.dollarWork, hall.dollarWork], price, hall.dollar)
    const before = await ports.purse.count()
    expect(await settle(ports, hall.dollar)).toEqual({ ok: true, value: 1 })
    expect(await ports.purse.count()).toBe(before + 1)
    expect(await hall.paidBy(here.address)).toMatchObject([{ work: hall.dollarWork, units: 2n, amount: 2_000n }])
    expect(await ports.purse.balance(hall.dollar)).toBe(48_000n)
  })

  test('and a clock that runs two hours behind changes nothing of that', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 50_000n), bela)
    await open(ports, 50_000n, hall.dollar)
    await listen(ports, [hall.dollarWork], price, hall.dollar)
    const real = Date.now
    const behind = vi.spyOn(Date, 'now').mockImplementation(() => real() - 7_200_000)
    try {
      expect(await settle(ports, hall.dollar)).toEqual({ ok: true, value: 1 })
    } finally {
      behind.mockRestore()
    }
    expect((await ports.keeping.read()).aside).toEqual([])
  })

  test('a token without permit is allowed once, for what the session may still spend', async () => {
    const here = browser()
    const bare = endpoint(hall.stage.client, (request, honest) => {
      const [call] = (request.params ?? []) as [{ data?: string }?]
      return call?.data?.startsWith('0x7ecebe00') ? Promise.reject(new Error('execution reverted')) : honest()
    })
    const ports = hall.visit(here, undefined, bare)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 50_000n), bela)
    await open(ports, 50_000n, hall.dollar)
    for (const landed of [1, 2]) {
      await listen(ports, [hall.dollarWork], price, hall.dollar)
      expect(await settle(ports, hall.dollar)).toEqual({ ok: true, value: 1 })
      expect(await hall.paidBy(here.address)).toHaveLength(landed)
    }
    expect(await ports.purse.count()).toBe(3)
    const spender = deployment.tributary.address
    expect(await allowanceOf(hall.stage.client, hall.dollar, here.address, spender)).toBe(48_000n)
  })

  test('a price that rose is asked about, one that fell is paid, and neither holds up the rest', async () => {
    const here = browser()
    const ports = hall.visit(here)
    const [rising, falling] = [await publish(hall.stage), await publish(hall.stage)]
    await hall.fund(here.address)
    await open(ports)
    await listen(ports, [rising, falling, hall.works[0]])
    await hall.reprice(rising, 1_001n)
    await hall.reprice(falling, 400n)
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    const paid = await hall.paidBy(here.address)
    expect(paid.map(({ work, amount }) => [work, amount])).toEqual([
      [falling, 400n],
      [hall.works[0], 1_000n],
    ])
    expect((await ports.keeping.read()).aside).toMatchObject([
      { work: rising, plays: 1, reason: { kind: 'dearer', now: 1_001n } },
    ])
  })

  test('fees are taken from what lies beside the money for plays, never from it', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await open(ports, 10n ** 17n)
    await listen(ports, [hall.works[0]])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'feeTooHigh', most: 0n } })
    expect(playsOf((await ports.keeping.read()).heard)).toBe(1)
    expect(await ports.purse.count()).toBe(0)
  })

  test('without money for the fee, or without an answer, everything stays owed', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await open(ports)
    await listen(ports, [hall.works[0]])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'insufficientFunds' } })
    expect(await settle(hall.visit(here, undefined, dead(hall.stage.client)), NATIVE)).toMatchObject({
      problem: { kind: 'rpcDown' },
    })
    expect(playsOf((await ports.keeping.read()).heard)).toBe(1)
    await hall.fund(here.address)
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    expect(await hall.paidBy(here.address)).toHaveLength(1)
  })
})
