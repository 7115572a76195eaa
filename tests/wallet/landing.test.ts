import { parseGwei } from 'viem'
import { getTransactionCount, sendTransaction } from 'viem/actions'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSaleCall, payCall } from '../../src/chain/calls.ts'
import type { Call } from '../../src/chain/action.ts'
import { NATIVE, Usage, workId, type Hex } from '../../src/royalties/words.ts'
import { land, type Sent } from '../../src/wallet/landing.ts'
import { bela, publish, startStage, type Stage } from '../chain/stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
  await publish(stage)
  await stage.client.request({ method: 'evm_setAutomine', params: [false] } as never)
})
afterEach(() => stage.stop())

const mine = () => stage.client.request({ method: 'evm_mine' } as never)
const tip = (amount: bigint): Call => {
  const ref: Hex = `0x${'00'.repeat(32)}`
  const payment = { work: workId(1), usage: Usage.Tip, units: 1n, price: 0n, amount, ref, beneficiary: NATIVE }
  return payCall([payment], NATIVE)
}

async function send(
  { to, data, value }: Pick<Call, 'to' | 'data' | 'value'>,
  gwei = '3',
  nonce?: number,
): Promise<Sent> {
  const used = nonce ?? (await getTransactionCount(stage.client, { address: bela.address, blockTag: 'pending' }))
  const fee = { maxFeePerGas: parseGwei(gwei), maxPriorityFeePerGas: parseGwei(gwei), gas: 500_000n, nonce: used }
  const hash = await sendTransaction(stage.client, {
    account: bela,
    chain: stage.client.chain,
    to,
    data,
    value,
    ...fee,
  })
  return { hash, from: bela.address, nonce: used, to, data, value }
}

test('a transaction lands when its block comes', async () => {
  const landing = land(stage.client, await send(tip(5n)))
  await mine()
  expect(await landing).toMatchObject({ ok: true, receipt: { status: 'success' } })
})

test('the same call sent again with a higher fee is the same transaction', async () => {
  const sent = await send(tip(5n))
  const faster = await send(tip(5n), '9', sent.nonce)
  const heard: Hex[] = []
  const landing = land(stage.client, sent, { onRepriced: (hash) => heard.push(hash) })
  await mine()
  expect(await landing).toMatchObject({ ok: true, receipt: { transactionHash: faster.hash } })
  expect(heard).toEqual([faster.hash])
})

test('a cancellation and a replacement in the wallet are told apart', async () => {
  const first = await send(tip(5n))
  await send({ to: bela.address, data: '0x', value: 0n }, '9', first.nonce)
  await mine()
  expect(await land(stage.client, first)).toMatchObject({
    ok: false,
    problem: { kind: 'replaced', reason: 'cancelled' },
  })
  const second = await send(tip(5n))
  await send(tip(6n), '9', second.nonce)
  await mine()
  expect(await land(stage.client, second)).toMatchObject({
    ok: false,
    problem: { kind: 'replaced', reason: 'replaced' },
  })
})

test('a number used long ago by another transaction means it was dropped', async () => {
  const sent = await send(tip(5n))
  await send(tip(6n), '9', sent.nonce)
  await mine()
  await stage.client.request({ method: 'anvil_mine', params: ['0x40'] } as never)
  expect(await land(stage.client, sent)).toMatchObject({ ok: false, problem: { kind: 'dropped' } })
})

test('a number guessed too low: what took that number took no place of ours', async () => {
  await send(tip(5n))
  await mine()
  const sent = await send(tip(6n))
  const landing = land(stage.client, { ...sent, nonce: sent.nonce - 1 })
  await new Promise((go) => setTimeout(go, 200))
  await mine()
  expect(await landing).toMatchObject({ ok: true, receipt: { transactionHash: sent.hash } })
})

test('an RPC of two machines, one of them behind: nothing is called dropped that has landed', async () => {
  const sent = await send(tip(5n))
  await mine()
  await stage.client.request({ method: 'anvil_mine', params: ['0x40'] } as never)
  const torn = Object.create(stage.client) as typeof stage.client
  let behind = 2
  torn.request = (async (request: { method: string }) => {
    const answer: unknown = await stage.client.request(request as never)
    return request.method === 'eth_getTransactionReceipt' && behind-- > 0 ? null : answer
  }) as typeof torn.request
  expect(await land(torn, sent)).toMatchObject({ ok: true, receipt: { transactionHash: sent.hash } })
  expect(behind).toBeLessThan(0)
})

test('a refusal that the RPC cannot explain is a refusal all the same', async () => {
  const sent = await send(openSaleCall(workId(1)))
  await mine()
  const mute = Object.create(stage.client) as typeof stage.client
  mute.request = (request: { method: string }) =>
    request.method === 'eth_call' ? Promise.reject(new Error('fetch failed')) : stage.client.request(request as never)
  expect(await land(mute, sent)).toMatchObject({ ok: false, problem: { kind: 'reverted' }, hash: sent.hash })
})

test('a call that reverts on the chain says why', async () => {
  const sent = await send(openSaleCall(workId(1)))
  await mine()
  expect(await land(stage.client, sent)).toMatchObject({
    ok: false,
    problem: { kind: 'reverted', name: 'Work_CallerNotCreator' },
  })
})

test('while the RPC is silent it goes on looking and says so; a stopped landing ends', async () => {
  const sent = await send(tip(5n))
  let up = false
  const told: boolean[] = []
  const client = Object.create(stage.client) as typeof stage.client
  client.request = ((request: never) =>
    up ? stage.client.request(request) : Promise.reject(new Error('fetch failed'))) as typeof client.request
  const landing = land(client, sent, {
    onUnseen: (unseen) => {
      told.push(unseen)
      up = true
    },
  })
  await mine()
  expect(await landing).toMatchObject({ ok: true })
  expect(told).toEqual([true, false])

  const waiting = await send(tip(6n))
  const stop = new AbortController()
  const stopped = land(stage.client, waiting, { signal: stop.signal })
  stop.abort()
  expect(await stopped).toBeUndefined()
})
