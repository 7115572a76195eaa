import { afterAll, beforeAll, afterEach, describe, expect, test } from 'vitest'
import { NATIVE } from '../../src/royalties/words.ts'
import { recover, settle } from '../../src/session/settling.ts'
import { browser, listen, open, startHall, type Hall } from './hall.ts'

let hall: Hall
beforeAll(async () => void (hall = await startHall()))
afterAll(() => hall.stage.stop())

describe('a settlement that waits for its block', () => {
  const mining = (on: boolean) => hall.stage.client.request({ method: 'evm_setAutomine', params: [on] } as never)
  const mine = () => hall.stage.client.request({ method: 'evm_mine' } as never)
  afterEach(() => mining(true))
  const waiting = async () => {
    const here = browser()
    const ports = hall.visit(here)
    await hall.fund(here.address)
    await open(ports)
    await listen(ports, [hall.works[0]])
    await mining(false)
    const ended = settle({ ...ports, signal: AbortSignal.timeout(2_000) }, NATIVE)
    expect(await ended).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect((await ports.keeping.read()).settlements).toHaveLength(1)
    return { here, ports }
  }

  test('is never judged by another purse, and holds up nothing that another pays', async () => {
    const { here, ports } = await waiting()
    const other = browser()
    const after = { ...ports, purse: hall.visit(other).purse }
    expect(await recover(after)).toEqual({ ok: true, value: true })
    expect(await settle(after, NATIVE)).toEqual({ ok: true, value: 0 })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [{ purse: here.address }] })
    await mine()
    expect(await recover(after)).toEqual({ ok: true, value: true })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [], settled: [{ plays: 1 }] })
    expect(await hall.paidBy(here.address)).toHaveLength(1)
    expect(await hall.paidBy(other.address)).toHaveLength(0)
  })

  test('and is known to the books alone: it is sent again under its name and number, and one of the two lands', async () => {
    const { here, ports } = await waiting()
    for (const record of here.records.keys()) if (record.startsWith('purse:')) here.records.delete(record)
    const [before] = (await ports.keeping.read()).settlements
    const ended = await settle({ ...ports, signal: AbortSignal.timeout(2_000) }, NATIVE)
    expect(ended).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [before] })
    expect(await ports.purse.find(before!.id)).toMatchObject({ nonce: before!.nonce })
    await mine()
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 0 })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [], settled: [{ plays: 1 }] })
    expect(await hall.paidBy(here.address)).toHaveLength(1)
  })
})
