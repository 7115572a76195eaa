/** A listener's browser on a real chain with works to hear: the stage of the tests about listening money. */
import { bytesToHex, encodeFunctionData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { giveCall } from '../../src/chain/calls.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, Usage, type Address, type WorkId } from '../../src/royalties/words.ts'
import { hear, load } from '../../src/session/books.ts'
import { keepingOf } from '../../src/session/keeping.ts'
import type { SettlingPorts } from '../../src/session/settling.ts'
import { bela, deployDollar, publish, send, startStage } from '../chain/stage.ts'
import type { Mortal } from '../purse/faults.ts'

export const price = 1_000n

let keys = 0
/** A listener's browser with a purse of its own, and what is kept in it. */
export function browser() {
  const key = new Uint8Array(32).fill(1)
  new DataView(key.buffer).setUint32(28, ++keys)
  return { key, address: privateKeyToAccount(bytesToHex(key)).address, records: new Map<string, unknown>() }
}
export type Browser = ReturnType<typeof browser>

export const listen = (ports: SettlingPorts, heard: readonly WorkId[], at = price, currency: Address = NATIVE) =>
  ports.keeping.change((books) =>
    heard.reduce((now, work) => hear(now, { work, price: at, currency, since: Date.now() }).books, books),
  )
export const open = (ports: SettlingPorts, cap = 100_000n, currency: Address = NATIVE) =>
  ports.keeping.change((books) => load(books, currency, cap))

/** A chain with three works at 1 000 of its native money, and one in a dollar of which bela has plenty. */
export async function startHall() {
  const stage = await startStage()
  const works = [await publish(stage), await publish(stage), await publish(stage)] as const
  const dollar = await deployDollar(stage, [bela])
  const dollarWork = await publish(stage, { currency: dollar })

  function visit({ key, records }: Browser, mortal?: Mortal, client = stage.client): SettlingPorts {
    const alive = mortal ? mortal.client(client) : client
    const store = mortal ? mortal.store(records) : memoryStore(records)
    const purse = openPurse({
      key,
      clients: [alive],
      network: stage.network,
      journal: store,
      lock: processLock(),
      pace: { look: 20, again: 60 },
    })
    return { client: alive, purse, owner: bela.address, keeping: keepingOf(store, stage.network.id, bela.address) }
  }
  const fund = (to: Address, value = 10n ** 17n) => send(stage, giveCall(to, value), bela)

  async function paidBy(payer: Address) {
    const toBlock = BigInt(await stage.client.request({ method: 'eth_blockNumber' }))
    const logs = await readLogs(stage.client, { fromBlock: 0n, toBlock })
    return ledgerEvents(logs).flatMap(({ event, transaction }) =>
      event.kind === 'Paid' && event.payer.toLowerCase() === payer.toLowerCase() ? [{ ...event, transaction }] : [],
    )
  }
  function reprice(work: WorkId, now: bigint) {
    const args = [work, [{ usage: Usage.Play, bringsKey: false, price: now }]] as const
    const data = encodeFunctionData({ abi: tributaryAbi, functionName: 'setOffers', args })
    return send(stage, { to: deployment.tributary.address, data, value: 0n })
  }
  return { stage, works, dollar, dollarWork, visit, fund, paidBy, reprice }
}
export type Hall = Awaited<ReturnType<typeof startHall>>
