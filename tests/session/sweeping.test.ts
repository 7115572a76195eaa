import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getBalance } from 'viem/actions'
import { giveTokenCall } from '../../src/chain/calls.ts'
import { balanceOf } from '../../src/chain/token-reads.ts'
import { NATIVE } from '../../src/royalties/words.ts'
import { sendBack } from '../../src/session/sweeping.ts'
import { ada, bela, send } from '../chain/stage.ts'
import { endpoint } from '../purse/faults.ts'
import { browser, startHall, type Hall } from './hall.ts'

let hall: Hall
beforeAll(async () => void (hall = await startHall()))
afterAll(() => hall.stage.stop())

describe('sending back', () => {
  test('leaves nothing of any currency, and the owner has it less exactly the fees', async () => {
    const here = browser()
    const { purse } = hall.visit(here)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 777n), bela)
    const before = await balanceOf(hall.stage.client, hall.dollar, ada.address)
    const had = await getBalance(hall.stage.client, { address: ada.address })
    expect(await sendBack(purse, ada.address, [hall.dollar])).toEqual({ ok: true, value: [hall.dollar, NATIVE] })
    expect([await purse.balance(NATIVE), await purse.balance(hall.dollar)]).toEqual([0n, 0n])
    expect(await balanceOf(hall.stage.client, hall.dollar, ada.address)).toBe(before + 777n)
    expect(await getBalance(hall.stage.client, { address: ada.address })).toBeGreaterThan(had)
    expect(await sendBack(purse, ada.address, [hall.dollar])).toEqual({ ok: true, value: [] })
  })

  test('a token that refuses to be sent keeps nothing else back, and is told of', async () => {
    const here = browser()
    const mean = hall.dollar.toLowerCase()
    // Its transfers are refused, as by a token that blocks an account.
    const client = endpoint(hall.stage.client, ({ method, params }, honest) => {
      const [call] = (params ?? []) as [{ to?: string; data?: string }?]
      const transfer = call?.to?.toLowerCase() === mean && call.data?.startsWith('0xa9059cbb')
      return transfer && method !== 'eth_getBalance' ? Promise.reject(new Error('execution reverted')) : honest()
    })
    const { purse } = hall.visit(here, undefined, client)
    await hall.fund(here.address)
    await send(hall.stage, giveTokenCall(hall.dollar, here.address, 777n), bela)
    expect(await sendBack(purse, ada.address, [hall.dollar])).toMatchObject({
      ok: false,
      problem: { kind: 'reverted' },
    })
    expect([await purse.balance(NATIVE), await purse.balance(hall.dollar)]).toEqual([0n, 777n])
  })
})
