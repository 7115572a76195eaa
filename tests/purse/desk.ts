/** A purse with money on a real chain with a work to pay for: the stage of the tests about purses. */
import { bytesToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getTransactionCount } from 'viem/actions'
import { giveCall, payCall } from '../../src/chain/calls.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse, type PurseOptions } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, Usage, type Hex } from '../../src/royalties/words.ts'
import { bela, publish, send, startStage } from '../chain/stage.ts'

export const key = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
export const owner = privateKeyToAccount(bytesToHex(key))
const { address } = owner
export const GAS = 300_000n
export const soon = (ms: number) => AbortSignal.timeout(ms)

let refs = 0
export const nextRef = (): Hex => `0x${(++refs).toString(16).padStart(64, '0')}`

export async function startDesk() {
  const stage = await startStage()
  const work = await publish(stage)
  const play = (ref: Hex, price = 1_000n) =>
    payCall([{ work, usage: Usage.Play, units: 1n, price, amount: price, ref, beneficiary: bela.address }], NATIVE)

  /** How often the chain says that this was paid. */
  async function paid(ref: Hex): Promise<number> {
    const toBlock = BigInt(await stage.client.request({ method: 'eth_blockNumber' }))
    const logs = await readLogs(stage.client, { fromBlock: 0n, toBlock })
    return ledgerEvents(logs).filter(({ event }) => event.kind === 'Paid' && event.ref === ref).length
  }
  const open = (change: Partial<PurseOptions> = {}) =>
    openPurse({
      key,
      clients: [stage.client],
      network: stage.network,
      journal: memoryStore(),
      lock: processLock(),
      pace: { look: 20, again: 60 },
      ...change,
    })

  const fund = (value = 10n ** 18n) => send(stage, giveCall(address, value), bela)
  const mining = (on: boolean) => stage.client.request({ method: 'evm_setAutomine', params: [on] } as never)
  const mine = () => stage.client.request({ method: 'evm_mine' } as never)
  const spent = () => getTransactionCount(stage.client, { address })
  /** Before each test. */
  const clear = async () => {
    await mining(true)
    await fund()
  }
  return { stage, play, paid, open, fund, mining, mine, spent, clear }
}
export type Desk = Awaited<ReturnType<typeof startDesk>>
