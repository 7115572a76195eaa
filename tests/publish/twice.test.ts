/** A tab may close, and an RPC may fail or lag, at any moment around the one transaction: never is a work published twice. */
import { createWalletClient, http } from 'viem'
import { sendTransaction } from 'viem/actions'
import { anvil } from 'viem/chains'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Call } from '../../src/chain/action.ts'
import { readCount } from '../../src/chain/tributary.ts'
import { publishWork } from '../../src/publish/publish.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { dead, endpoint } from '../purse/faults.ts'
import { account, order, portsOf, startStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await startStage()))
afterAll(() => stage.stop())
const mining = (on: boolean) => stage.client.request({ method: 'evm_setAutomine', params: [on] } as never)
const mine = () => stage.client.request({ method: 'evm_mine' } as never)
afterEach(() => mining(true))

const open = order({ sealed: false })
const works = () => readCount(stage.client)
/** Into the pool, as a wallet does, without waiting for a block. */
const hand = ({ to, data, value }: Call): Promise<Hex> => {
  const wallet = createWalletClient({ account, chain: anvil, transport: http(stage.url) })
  return sendTransaction(wallet, { account, chain: anvil, to, data, value })
}
const gone = () => {
  throw new Error('the tab is gone')
}

test('a tab closed before the wallet answered: while its transaction waits in the pool nothing more is sent', async () => {
  const ports = portsOf(stage)
  const before = await works()
  await mining(false)
  await publishWork(open, { ...ports, send: async (call) => (await hand(call), gone()) })
  expect(ports.journal.read().sent).not.toHaveProperty('hash')
  expect(await publishWork(open, ports)).toMatchObject({ ok: false, step: 'send', problem: { kind: 'pending' } })
  await mine()
  expect(await publishWork(open, ports)).toMatchObject({ ok: true })
  expect([ports.counts.sent, (await works()) - before]).toEqual([0, 1])
})

test('a wallet that sent it again with another fee, after the tab was closed', async () => {
  const ports = portsOf(stage)
  const before = await works()
  await mining(false)
  await publishWork(open, {
    ...ports,
    send: async (call, sent) => (await hand(call), await sent(`0x${'ab'.repeat(32)}`), gone()),
  })
  expect(await publishWork(open, ports)).toMatchObject({ ok: false, problem: { kind: 'pending' } })
  await mine()
  expect(await publishWork(open, ports)).toMatchObject({ ok: true })
  expect([ports.counts.sent, (await works()) - before]).toEqual([0, 1])
})

test('an RPC that knows the transaction and not yet the work', async () => {
  const ports = portsOf(stage)
  const before = await works()
  let sent = false
  await publishWork(open, {
    ...ports,
    send: async (call, tell) => {
      await tell(await hand(call))
      sent = true
      return gone()
    },
  })
  expect(sent).toBe(true)
  // Behind: calls are answered by the block before.
  const behind = endpoint(stage.client, ({ method, params }, honest) =>
    method === 'eth_call'
      ? stage.client.request({
          method,
          params: [(params as unknown[])[0], `0x${Number(lagging).toString(16)}`],
        } as never)
      : honest(),
  )
  const lagging = BigInt(await stage.client.request({ method: 'eth_blockNumber' })) - 1n
  expect(await publishWork(open, { ...ports, client: behind })).toMatchObject({
    ok: false,
    step: 'send',
    problem: { kind: 'network' },
  })
  expect(await publishWork(open, ports)).toMatchObject({ ok: true })
  expect([ports.counts.sent, (await works()) - before]).toEqual([0, 1])
})

test('an RPC that answers some questions and not others', async () => {
  const ports = portsOf(stage)
  const before = await works()
  await mining(false)
  await publishWork(open, { ...ports, send: async (call, tell) => (await tell(await hand(call)), gone()) })
  const down = dead(stage.client)
  const flaky = endpoint(stage.client, (asked, honest) =>
    asked.method === 'eth_call' ? honest() : down.request(asked as never),
  )
  expect(await publishWork(open, { ...ports, client: flaky })).toMatchObject({
    ok: false,
    problem: { kind: 'network' },
  })
  await mine()
  expect(await publishWork(open, ports)).toMatchObject({ ok: true })
  expect([ports.counts.sent, (await works()) - before]).toEqual([0, 1])
})
