import { hexToBytes } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveCall } from '../../src/chain/calls.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, Usage, workId, type Address } from '../../src/royalties/words.ts'
import { hear, load, type Books } from '../../src/session/books.ts'
import { begin } from '../../src/session/closing.ts'
import { keepingOf } from '../../src/session/keeping.ts'
import { forgottenPurses, pursesOf } from '../../src/session/purses.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { ada, bela, send, startStage, type Stage } from '../chain/stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await startStage()))
afterAll(() => stage.stop())

test('money that another account of this browser listens with is not forgotten', async () => {
  const { network } = stage
  const purseKeys = (_: string, __: number, owner: Address) =>
    Promise.resolve([hexToBytes(`0x${owner.slice(2).padStart(64, '0')}`)])
  const vault = { purseKeys } as unknown as Vault
  const [purse] = await pursesOf(vault, network, ada.address)
  await send(stage, giveCall(purse!.address, 10n ** 17n), bela)
  const store = memoryStore()
  const look = async (busy: (owner: Address) => boolean = () => false) => {
    const asked = { owners: [ada.address], used: [], currencies: [], busy }
    return (await forgottenPurses(vault, network, store, asked)).map((each) => each.purse.address)
  }
  const keep = (books: Books) => keepingOf(store, network.id, ada.address).change(() => books)

  expect(await look()).toEqual([purse!.address])
  expect(await look((owner) => owner === ada.address)).toEqual([])

  const work = workId(1)
  const opened = { ...(await keepingOf(store, network.id, ada.address).read()), purse: purse!.address }
  const { books: heard } = hear(load(opened, NATIVE, 100n), { work, price: 1n, currency: NATIVE, since: 0 })
  await keep(heard)
  expect(await look()).toEqual([])

  const settlement = { id: '0x01', purse: purse!.address, currency: NATIVE, nonce: 0, block: 0n, at: 0 } as const
  const offers = [{ usage: Usage.Play, bringsKey: false, price: 1n }] as const
  const settling = begin(heard, settlement, new Map([[work, { offers }]]))
  expect(settling.settlements).toHaveLength(1)
  await keep({ ...settling, purse: undefined })
  expect(await look()).toEqual([])

  await keep(opened)
  expect(await look()).toEqual([purse!.address])
})
