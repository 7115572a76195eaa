/** Receipts of a block from RPCs that show them at once, and from those that show them one by one. */
import { expect, test } from 'vitest'
import { ReceiptSource } from '../../../src/verify/loading/receipts.ts'

const HASHES = Array.from({ length: 20 }, (_, i) => `0x${i}`)

function rpc(over: Readonly<Record<string, (param: unknown) => unknown>> = {}) {
  const asked: string[] = []
  const known: Readonly<Record<string, (param: unknown) => unknown>> = {
    eth_getBlockReceipts: () => {
      throw new Error('the method eth_getBlockReceipts does not exist/is not available')
    },
    eth_getBlockByNumber: () => ({ transactions: HASHES }),
    eth_getTransactionReceipt: (hash) => ({ transactionHash: hash }),
    ...over,
  }
  const source = new ReceiptSource(async ({ method, params }) => {
    asked.push(method)
    return Promise.resolve(known[method]!(params[0]))
  })
  return { source, asked }
}
const count = (asked: readonly string[], method: string) => asked.filter((each) => each === method).length

test('at once where the RPC knows how, and its other errors are its own', async () => {
  const whole = rpc({ eth_getBlockReceipts: (block) => [block] })
  expect(await whole.source.ask(255n)).toEqual(['0xff'])
  const down = rpc({
    eth_getBlockReceipts: () => {
      throw new Error('missing trie node')
    },
  })
  await expect(down.source.ask(1n)).rejects.toThrow('missing trie node')
  expect(down.asked).toEqual(['eth_getBlockReceipts'])
})

test('one by one where it does not, in the order of the block, and it is not asked for all again', async () => {
  const { source, asked } = rpc()
  const all = HASHES.map((transactionHash) => ({ transactionHash }))
  expect(await source.ask(1n)).toEqual(all)
  expect(await source.ask(2n)).toEqual(all)
  expect(count(asked, 'eth_getBlockReceipts')).toBe(1)
  expect(count(asked, 'eth_getTransactionReceipt')).toBe(2 * HASHES.length)
})

test.each([
  ['a block it does not have', { eth_getBlockByNumber: () => null }, 'which transactions'],
  ['a receipt it does not have', { eth_getTransactionReceipt: () => null }, 'not all receipts'],
  [
    'a block without end',
    { eth_getBlockByNumber: () => ({ transactions: Array(5_000).fill('0x') }) },
    'more than 1000',
  ],
])('%s is said in a sentence', async (_, over, sentence) => {
  await expect(rpc(over).source.ask(1n)).rejects.toThrow(sentence)
})
