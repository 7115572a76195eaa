/** Blocks and receipts as they are on chains of each fork, and of the OP stack; and a work that is verified there. */
import { describe, expect, test } from 'vitest'
import { numberToHex, type Hex } from 'viem'
import { NATIVE, Usage, type WorkId } from '../../src/royalties/words.ts'
import { payCall } from '../../src/chain/calls.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { checkHeader } from '../../src/verify/trie/header.ts'
import { checkReceipts } from '../../src/verify/trie/receipts.ts'
import { verifyTogether } from '../../src/verify/witnesses/together.ts'
import { ada, bela, publish, send, startStage, type Stage } from '../chain/stage.ts'
import { aboutLogs, witness } from './liars.ts'

const play = (work: WorkId) =>
  payCall(
    [
      {
        work,
        usage: Usage.Play,
        units: 1n,
        price: 1_000n,
        amount: 1_000n,
        ref: `0x${'00'.repeat(32)}`,
        beneficiary: NATIVE,
      },
    ],
    NATIVE,
  )

interface Receipt {
  readonly type: string
  readonly logs: readonly { readonly topics: readonly Hex[] }[]
  readonly [field: string]: unknown
}

const ask = (stage: Stage, method: string, params: unknown[]) =>
  (stage.client.request as (call: object) => Promise<unknown>)({ method, params })

/** Its constructor logs two topics and a word: PUSH1 2, PUSH1 1, PUSH1 32, PUSH1 0, LOG2. */
const LOGGER = '0x6002600160206000a2'

/** One block with a transaction of each type that anvil takes there. */
async function mixed(stage: Stage, more: readonly object[] = []): Promise<readonly Receipt[]> {
  await ask(stage, 'evm_setAutomine', [false])
  const from = ada.address
  const gasPrice = '0x77359400'
  const each = [{ gasPrice }, { type: '0x1', gasPrice, accessList: [] }, { type: '0x2' }, ...more]
  for (const fields of each)
    await ask(stage, 'eth_sendTransaction', [{ from, gas: '0x20000', data: LOGGER, ...fields }])
  await ask(stage, 'evm_mine', [])
  return (await ask(stage, 'eth_getBlockReceipts', ['latest'])) as Receipt[]
}

async function expectProven(stage: Stage, receipts: readonly Receipt[]) {
  const header = checkHeader(await ask(stage, 'eth_getBlockByNumber', ['latest', false]))
  if (!header.ok) throw new Error(header.detail)
  const checked = checkReceipts(header.value.receiptsRoot, receipts)
  if (!checked.ok) throw new Error(checked.detail)
  const logs = receipts.flatMap((receipt) => receipt.logs)
  expect(checked.value.map(({ topics }) => topics)).toEqual(logs.map(({ topics }) => topics))
  expect(checked.value.map(({ index }) => index)).toEqual(logs.map((_, i) => i))
  // Each receipt counts: with any one changed, or gone, it is another block's.
  receipts.forEach((receipt, i) => {
    const other = { ...receipt, cumulativeGasUsed: '0x1' }
    expect(checkReceipts(header.value.receiptsRoot, receipts.with(i, other))).toMatchObject({ reason: 'wrong' })
    expect(checkReceipts(header.value.receiptsRoot, receipts.toSpliced(i, 1))).toMatchObject({ reason: 'wrong' })
  })
  return header.value.receiptsRoot
}

describe('receipts of a block with every type of transaction', () => {
  test.each(['london', 'paris', 'shanghai', 'cancun', 'prague', 'osaka'])('%s', async (fork) => {
    const stage = await startStage({ contracts: false, flags: ['--hardfork', fork] })
    try {
      const delegates = ['prague', 'osaka'].includes(fork)
      const chainId = stage.network.id
      const signed = await ada.signAuthorization!({ address: bela.address, chainId, nonce: 9 })
      const authorization = {
        ...signed,
        chainId: numberToHex(chainId),
        nonce: '0x9',
        yParity: numberToHex(signed.yParity!),
      }
      const delegation = { type: '0x4', to: bela.address, data: '0x', authorizationList: [authorization] }
      const receipts = await mixed(stage, delegates ? [delegation] : [])
      expect(receipts.map(({ type }) => type)).toEqual(['0x0', '0x1', '0x2', ...(delegates ? ['0x4'] : [])])
      expect(receipts.flatMap(({ logs }) => logs)).toHaveLength(3)
      await expectProven(stage, receipts)
    } finally {
      stage.stop()
    }
  })

  test('a deposit of the OP stack is hashed with its nonce and its version', async () => {
    const stage = await startStage({ contracts: false, flags: ['--network', 'optimism'] })
    try {
      const deposit = { type: '0x7e', sourceHash: numberToHex(1, { size: 32 }), mint: '0x5', isSystemTx: false }
      const receipts = await mixed(stage, [deposit])
      expect(receipts.at(-1)).toMatchObject({ depositNonce: '0x4', depositReceiptVersion: '0x1' })
      const root = await expectProven(stage, receipts)
      const last = receipts.length - 1
      for (const change of [{ depositNonce: '0x3' }, { depositReceiptVersion: null }]) {
        const other = { ...receipts[last]!, ...change }
        expect(checkReceipts(root, receipts.with(last, other))).toMatchObject({ reason: 'wrong' })
      }
    } finally {
      stage.stop()
    }
  })
})

describe('a work is verified, and a dropped event named by proof', () => {
  test.each([
    ['Cancun', ['--hardfork', 'cancun']],
    ['Prague', ['--hardfork', 'prague']],
    ['Osaka', ['--hardfork', 'osaka']],
    ['the OP stack', ['--network', 'optimism']],
  ])('on %s', async (_, flags) => {
    const stage = await startStage({ flags })
    try {
      const work = await publish(stage)
      const paid = await send(stage, play(work), bela)
      await send(stage, play(work), bela)
      const honest = new RpcReader(stage.client)
      const outcome = await verifyTogether([witness('a', honest)], work)
      expect(outcome).toMatchObject({
        ok: true,
        report: { verdict: 'verified', trust: { authenticity: 'provenState' } },
      })
      const liar = aboutLogs(honest, work, (logs) =>
        logs.filter(({ transaction }) => transaction !== paid.transactionHash),
      )
      const caught = await verifyTogether([witness('a', liar)], work)
      if (!caught.ok) throw new Error(JSON.stringify(caught.problem))
      expect(caught.report).toMatchObject({ verdict: 'differs', blame: 'rpc' })
      const place = { work, block: paid.blockNumber, transaction: paid.transactionHash }
      expect(caught.report.findings).toContainEqual(
        expect.objectContaining({ kind: 'gap', place: expect.objectContaining(place) as unknown }),
      )
    } finally {
      stage.stop()
    }
  })
})
