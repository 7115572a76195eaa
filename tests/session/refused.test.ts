import { bytesToHex, encodeFunctionData, erc20Abi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveTokenCall } from '../../src/chain/calls.ts'
import type { Purse } from '../../src/purse/purse.ts'
import { NATIVE, type WorkId } from '../../src/royalties/words.ts'
import { accept } from '../../src/session/closing.ts'
import { settle, type SettlingPorts } from '../../src/session/settling.ts'
import { bela, publish, send } from '../chain/stage.ts'
import { endpoint } from '../purse/faults.ts'
import { browser, listen, open, price, startHall, type Hall } from './hall.ts'

let hall: Hall
beforeAll(async () => void (hall = await startHall()))
afterAll(() => hall.stage.stop())

describe('what the contract refuses', () => {
  test('one play that the contract refuses is set aside with its reason, the others are paid', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await open(ports)
    // In the dollar's currency, and booked as native: such a batch reverts as a whole.
    await listen(ports, [hall.works[0], hall.dollarWork, hall.works[1]])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    expect((await hall.paidBy(here.address)).map(({ work }) => work)).toEqual([hall.works[0], hall.works[1]])
    const { aside, heard } = await ports.keeping.read()
    expect(heard).toEqual([])
    expect(aside).toMatchObject([{ work: hall.dollarWork, reason: { kind: 'refused', problem: { kind: 'reverted' } } }])
  })

  /** As `honest`, with something that happens on the chain between the trial and the sending. */
  const overtaken = (honest: SettlingPorts, happens: () => Promise<unknown>): SettlingPorts => {
    const send: Purse['send'] = async (...given) => {
      await happens()
      return honest.purse.send(...given)
    }
    return { ...honest, purse: { ...honest.purse, send } }
  }
  const staged = async (heard: readonly WorkId[]) => {
    const here = browser()
    const honest = hall.visit(here)
    await hall.fund(here.address)
    await open(honest)
    await listen(honest, heard)
    return { here, honest }
  }

  test('after the trial passed takes one fee: the play to blame waits with its reason, the others are paid at once', async () => {
    const moving = await publish(hall.stage)
    const { here, honest } = await staged([hall.works[1], moving, hall.works[0], hall.works[0]])
    let moved = false
    const ports = overtaken(honest, async () => {
      if (!moved) await hall.reprice(moving, 2_000n)
      moved = true
    })
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 1 })
    expect(await honest.purse.count()).toBe(2)
    expect((await hall.paidBy(here.address)).map(({ work, units }) => [work, units])).toEqual([
      [hall.works[1], 1n],
      [hall.works[0], 2n],
    ])
    const { aside, heard, settlements } = await honest.keeping.read()
    expect({ heard, settlements }).toEqual({ heard: [], settlements: [] })
    expect(aside).toMatchObject([{ work: moving, plays: 1, reason: { kind: 'dearer', now: 2_000n } }])
    await honest.keeping.change((books) => aside.reduce(accept, books))
    expect(await settle(honest, NATIVE)).toEqual({ ok: true, value: 1 })
    expect((await hall.paidBy(here.address)).at(-1)).toMatchObject({ work: moving, amount: 2_000n })
  })

  test('again and again is not paid for again and again: two fees, and the rest is owed', async () => {
    const moving = [await publish(hall.stage), await publish(hall.stage), await publish(hall.stage)]
    const { here, honest } = await staged([...moving, hall.works[0]])
    let at = 0
    const ports = overtaken(honest, () => hall.reprice(moving[at++]!, 2_000n))
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'reverted' } })
    expect(await honest.purse.count()).toBe(2)
    const { aside, heard } = await honest.keeping.read()
    expect(aside.map(({ work }) => work)).toEqual([moving[0], moving[1]])
    expect(heard.map(({ work }) => work)).toEqual([moving[2], hall.works[0]])
    expect(await hall.paidBy(here.address)).toEqual([])
  })

  test('with no play to blame sets all of them aside, because another try would take another fee', async () => {
    const { honest } = await staged([hall.works[0], hall.works[1]])
    const send: Purse['send'] = (call, options) => honest.purse.send(call, { ...options, gas: 60_000n })
    const ports = { ...honest, purse: { ...honest.purse, send } }
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'reverted' } })
    const { aside, heard, settlements } = await honest.keeping.read()
    expect({ heard, settlements }).toEqual({ heard: [], settlements: [] })
    expect(aside.map(({ work, reason }) => [work, reason.kind])).toEqual([
      [hall.works[0], 'refused'],
      [hall.works[1], 'refused'],
    ])
    await honest.keeping.change((books) => aside.reduce(accept, books))
    expect(await settle(honest, NATIVE)).toEqual({ ok: true, value: 1 })
  })

  test('keeps its settlement open while nobody can say which play is to blame', async () => {
    const moving = await publish(hall.stage)
    const { here, honest } = await staged([moving, hall.works[0]])
    let down = false
    const flaky = endpoint(hall.stage.client, ({ method }, answer) =>
      down && method === 'eth_call' ? Promise.reject(new Error('fetch failed')) : answer(),
    )
    const ports = overtaken({ ...honest, client: flaky }, async () => {
      await hall.reprice(moving, 2_000n)
      down = true
    })
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'rpcDown' } })
    expect(await honest.keeping.read()).toMatchObject({ heard: [], aside: [], settlements: [{ items: [{}, {}] }] })
    expect(await settle(honest, NATIVE)).toEqual({ ok: true, value: 1 })
    expect((await hall.paidBy(here.address)).map(({ work }) => work)).toEqual([hall.works[0]])
    expect((await honest.keeping.read()).aside).toMatchObject([{ work: moving, reason: { kind: 'dearer' } }])
  })

  test('for want of money in the purse is no fault of any play: all of them stay owed', async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await open(ports, 50_000n, hall.dollar)
    await listen(ports, [hall.dollarWork], price, hall.dollar)
    expect(await settle(ports, hall.dollar)).toMatchObject({
      ok: false,
      problem: { kind: 'reverted', name: 'ERC20InsufficientBalance' },
    })
    expect(await ports.keeping.read()).toMatchObject({ aside: [], settlements: [], heard: [{ plays: 1 }] })
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 50_000n), bela)
    expect(await settle(ports, hall.dollar)).toEqual({ ok: true, value: 1 })
  })

  test('is told apart long after, when nobody remembers the block that refused it', async () => {
    const moving = await publish(hall.stage)
    const { here, honest } = await staged([moving, hall.works[0]])
    let forgotten = false
    const client = endpoint(hall.stage.client, ({ method, params }, answer) => {
      const old = forgotten && method === 'eth_call' && (params as readonly unknown[])[1] !== 'latest'
      return old ? Promise.reject(new Error('missing trie node')) : answer()
    })
    const ports = overtaken({ ...honest, client }, async () => {
      await hall.reprice(moving, 2_000n)
      forgotten = true
    })
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false })
    expect((await honest.keeping.read()).settlements).toHaveLength(1)
    await hall.stage.client.request({ method: 'anvil_mine', params: ['0x80'] } as never)
    expect(await settle({ ...honest, client }, NATIVE)).toEqual({ ok: true, value: 1 })
    expect((await hall.paidBy(here.address)).map(({ work }) => work)).toEqual([hall.works[0]])
    expect((await honest.keeping.read()).aside).toMatchObject([{ work: moving, reason: { kind: 'dearer' } }])
  })

  test('because the money went while it was sent is over, and waits for the listener', async () => {
    const here = browser()
    const honest = hall.visit(here)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 50_000n), bela)
    await open(honest, 50_000n, hall.dollar)
    await listen(honest, [hall.dollarWork], price, hall.dollar)
    // As a token that its issuer can take back.
    const allow = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [bela.address, 50_000n] })
    await send(hall.stage, { to: hall.dollar, data: allow, value: 0n }, privateKeyToAccount(bytesToHex(here.key)))
    const args = [here.address, bela.address, 50_000n] as const
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transferFrom', args })
    const ports = overtaken(honest, () => send(hall.stage, { to: hall.dollar, data, value: 0n }, bela))
    expect(await settle(ports, hall.dollar)).toMatchObject({ ok: false })
    expect(await settle(ports, hall.dollar)).toMatchObject({ ok: true, value: 0 })
    expect(await honest.keeping.read()).toMatchObject({
      settlements: [],
      heard: [],
      aside: [{ work: hall.dollarWork }],
    })
  })
})

test('what is too much for one transaction is paid in two', async () => {
  const here = browser()
  const client = endpoint(hall.stage.client, ({ method, params }, answer) => {
    const { data = '0x' } = Object((params as readonly unknown[] | undefined)?.[0]) as { data?: string }
    const heavy = method === 'eth_estimateGas' && data.length > 1_200
    return heavy ? Promise.reject(new Error('gas required exceeds allowance (30000000)')) : answer()
  })
  const ports = hall.visit(here, undefined, client)
  await hall.fund(here.address)
  await open(ports)
  await listen(ports, [...hall.works, hall.works[0]])
  expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 2 })
  expect((await hall.paidBy(here.address)).map(({ work, units }) => [work, units])).toEqual([
    [hall.works[0], 2n],
    [hall.works[1], 1n],
    [hall.works[2], 1n],
  ])
})
