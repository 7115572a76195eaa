import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveTokenCall } from '../../src/chain/calls.ts'
import { NATIVE, type Address } from '../../src/royalties/words.ts'
import { playsOf } from '../../src/session/books.ts'
import { recover, settle } from '../../src/session/settling.ts'
import { bela, send } from '../chain/stage.ts'
import { Mortal } from '../purse/faults.ts'
import { browser, listen, open, price, startHall, type Browser, type Hall } from './hall.ts'

let hall: Hall
beforeAll(async () => void (hall = await startHall()))
afterAll(() => hall.stage.stop())

describe('a browser killed midway', () => {
  const begin = (mortal: Mortal, here: Browser, currency: Address) => {
    const alive = settle(hall.visit(here, mortal), currency).then((ended) => (ended.ok ? 'ended' : ended.problem.kind))
    const over = new AbortController()
    const died = (async () => {
      while (!mortal.dead && !over.signal.aborted) await new Promise((go) => setTimeout(go, 2))
      await new Promise((go) => setTimeout(go, 25))
      return 'died'
    })()
    return Promise.race([alive, died]).finally(() => over.abort())
  }
  const prepared = async (currency: Address) => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    if (currency !== NATIVE) await send(hall.stage, giveTokenCall(currency, here.address, 50_000n), bela)
    await open(ports, 50_000n, currency)
    await listen(
      ports,
      currency === NATIVE ? [hall.works[0], hall.works[1], hall.works[0]] : [hall.dollarWork, hall.dollarWork],
      price,
      currency,
    )
    return { here, ports }
  }

  for (const name of ['native', 'token'] as const)
    test(`at any act of settling in ${name} money, nothing is paid twice and nothing lost`, async () => {
      const currency = name === 'native' ? NATIVE : hall.dollar
      const expected = name === 'native' ? [2_000n, 1_000n] : [2_000n]
      const whole = new Mortal()
      expect(await begin(whole, (await prepared(currency)).here, currency)).toBe('ended')
      expect(whole.acts).toBeGreaterThan(12)
      for (let dies = 1; dies <= whole.acts; dies++)
        for (const after of [false, true]) {
          const { here, ports } = await prepared(currency)
          await begin(new Mortal(dies, after), here, currency)
          const ended = await settle(ports, currency)
          const paid = (await hall.paidBy(here.address)).map(({ amount }) => amount)
          const { heard, settlements, settled } = await ports.keeping.read()
          expect({ dies, after, ok: ended.ok, paid, heard, settlements, plays: playsOf(settled) }).toEqual({
            dies,
            after,
            ok: true,
            paid: expected,
            heard: [],
            settlements: [],
            plays: name === 'native' ? 3 : 2,
          })
        }
    }, 180_000)

  test('and its journal lost: the chain itself tells by the reference that it was paid', async () => {
    const whole = new Mortal()
    await begin(whole, (await prepared(NATIVE)).here, NATIVE)
    // It dies at its last act, which was to put down that it is done; how many looks come before varies with the machine.
    const dying = async (dies: number): Promise<Awaited<ReturnType<typeof prepared>>> => {
      const made = await prepared(NATIVE)
      const how = await begin(new Mortal(dies), made.here, NATIVE)
      return how === 'died' ? made : dying(dies - 1)
    }
    const { here, ports } = await dying(whole.acts)
    expect((await ports.keeping.read()).settlements).toHaveLength(1)
    for (const record of here.records.keys()) if (record.startsWith('purse:')) here.records.delete(record)
    expect(await recover(ports)).toEqual({ ok: true, value: true })
    const { settlements, settled, heard } = await ports.keeping.read()
    expect({ settlements, heard, plays: playsOf(settled) }).toEqual({ settlements: [], heard: [], plays: 3 })
    expect(await hall.paidBy(here.address)).toHaveLength(2)
  })
})
