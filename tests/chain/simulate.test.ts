import { createClient, custom, type Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { expect, test } from 'vitest'
import { accrueCall, buyCall, claimCall, giveCall, openFlowCall } from '../../src/chain/calls.ts'
import { chainOf, type ChainClient } from '../../src/chain/client.ts'
import { simulate } from '../../src/chain/simulate.ts'
import { NATIVE, workId } from '../../src/royalties/words.ts'
import { ada, bela, chidi, dora, publish, send, startStage } from './stage.ts'

/** A chain that answers every estimate alike. */
function estimating(answer: () => Hex): ChainClient {
  const chain = chainOf({ id: 1, name: 'One', currency: { name: 'E', symbol: 'E', decimals: 18 }, rpcs: [] } as never)
  const request = async () => answer()
  return createClient({ chain, transport: custom({ request }, { retryCount: 0 }) })
}
const uses = (gas: number) => estimating(() => `0x${gas.toString(16)}`)
const refuses = (message: string) =>
  estimating(() => {
    throw Object.assign(new Error(message), { code: -32000 })
  })
const claim = claimCall([workId(3n), workId(5n)], ada.address)

test('what a transaction may not have is said beforehand, with the works to blame', async () => {
  const problem = { kind: 'tooMuchGas', works: [3n, 5n] }
  expect(await simulate(uses(16_777_217), claim, ada.address)).toEqual({ ok: false, problem })
  const buying = buyCall({ work: workId(7n), seller: bela.address, units: 1, maximumPrice: 1n, deadline: 1n }, NATIVE)
  expect(await simulate(uses(20_000_000), buying, ada.address)).toMatchObject({ problem: { works: [7n] } })
  expect(await simulate(uses(20_000_000), giveCall(bela.address, 1n), ada.address)).toMatchObject({
    problem: { kind: 'tooMuchGas', works: [] },
  })
})

test('a fifth more is asked for than was estimated, and never more than a transaction may have', async () => {
  expect(await simulate(uses(1_000_000), claim, ada.address)).toEqual({ ok: true, value: 1_200_000n })
  expect(await simulate(uses(16_777_216), claim, ada.address)).toEqual({ ok: true, value: 16_777_216n })
})

test('where gas also pays for the bytes, as on Arbitrum, no such bound is made up', async () => {
  const dear = (gasLimit: bigint): ChainClient => {
    const chain = chainOf({ id: 1, name: 'One', currency: { name: 'E', symbol: 'E', decimals: 18 }, rpcs: [] } as never)
    const request = async ({ method }: { method: string }) =>
      method === 'eth_estimateGas' ? '0x1312d00' : { gasLimit: `0x${gasLimit.toString(16)}` }
    return createClient({ chain, transport: custom({ request }, { retryCount: 0 }) })
  }
  expect(await simulate(dear(1n << 50n), claim, ada.address)).toEqual({ ok: true, value: 24_000_000n })
  expect(await simulate(dear(60_000_000n), claim, ada.address)).toMatchObject({ problem: { kind: 'tooMuchGas' } })
})

test('nodes say it in words of their own', async () => {
  for (const words of [
    'gas required exceeds allowance (16777216)',
    'out of gas: gas required exceeds: 30000000',
    'EVM error OutOfGas',
    'transaction gas limit is too high',
    'exceeds block gas limit',
  ])
    expect(await simulate(refuses(words), claim, ada.address), words).toMatchObject({ problem: { kind: 'tooMuchGas' } })
})

test('an account that cannot pay for the gas is not told that the call takes too much of it', async () => {
  const poor = refuses('gas required exceeds allowance (0)')
  expect(await simulate(poor, claim, ada.address)).toMatchObject({ problem: { kind: 'insufficientFunds' } })
})

test('flows that ended are settled by anybody, as many hours at once as one likes', async () => {
  const stage = await startStage()
  try {
    const work = await publish(stage)
    const { timestamp } = await getBlock(stage.client)
    const hour = (n: number) => (Math.floor(Number(timestamp) / 3_600) + n) * 3_600
    for (const [from, end] of [
      [bela, hour(3)],
      [chidi, hour(4)],
    ] as const)
      await send(stage, openFlowCall({ work, rate: 100_000_000n, end, maximum: 20_000n }, NATIVE), from)
    await stage.client.request({ method: 'evm_setNextBlockTimestamp', params: [hour(5)] } as never)
    await send(stage, giveCall(dora.address, 1n), bela)
    const eventsOf = async () => (await send(stage, accrueCall(work, 1), dora)).logs.length
    // An hour each; then nothing is left to settle, and nothing is said.
    expect([await eventsOf(), await eventsOf(), await eventsOf()]).toEqual([1, 1, 0])
  } finally {
    stage.stop()
  }
})
