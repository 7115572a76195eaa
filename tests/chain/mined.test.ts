import { custom, createClient, type Hex } from 'viem'
import { expect, test } from 'vitest'
import { mined } from '../../src/chain/mined.ts'

const hash: Hex = `0x${'ab'.repeat(32)}`
const receipt = { transactionHash: hash, status: '0x1', blockNumber: '0x7', logs: [] }

/** A chain without a single new block; `answers` one after the other, the last one for ever. */
const chain = (...answers: (() => unknown)[]) => {
  const asked: string[] = []
  const request = async ({ method }: { method: string }) => {
    asked.push(method)
    return (answers.length > 1 ? answers.shift()! : answers[0]!)()
  }
  return { client: createClient({ transport: custom({ request }, { retryCount: 0 }) }), asked }
}
const missing = () => null
const down = () => {
  throw new Error('the RPC is down')
}

test('a receipt that is a moment late arrives although no block follows', async () => {
  const { client, asked } = chain(missing, missing, () => receipt)
  const { status, blockNumber } = await mined(client, hash, { interval: 1 })
  expect([status, blockNumber]).toEqual(['success', 7n])
  expect(asked).toEqual(Array(3).fill('eth_getTransactionReceipt'))
})

test('an RPC that fails in between is asked again', async () => {
  const { client } = chain(down, missing, down, () => receipt)
  expect((await mined(client, hash, { interval: 1 })).status).toBe('success')
})

test('it gives up in time, and says whether there was no receipt or no answer', async () => {
  const patience = { interval: 1, timeout: 20 }
  await expect(mined(chain(missing).client, hash, patience)).rejects.toThrow('Timed out while waiting')
  await expect(mined(chain(down).client, hash, patience)).rejects.toThrow('the RPC is down')
})
