import { describe, expect, test } from 'vitest'
import { Limits } from '../../../src/verify/loading/limits.ts'
import { refusalOf, type Refusal } from '../../../src/verify/loading/refusal.ts'

/** Sentences that operators' endpoints have been seen to answer with. */
const DIALECTS: readonly (readonly [operator: string, error: object, refusal: Refusal | undefined])[] = [
  [
    'mainnet.base.org',
    { code: -32614, message: 'eth_getLogs is limited to a 10,000 range' },
    { kind: 'blocks', most: 10_000 },
  ],
  ['Base Sepolia', { code: -32602, message: 'query exceeds max block range 2000' }, { kind: 'blocks', most: 2_000 }],
  ['proxyd', { code: -32020, message: 'backend response too large' }, { kind: 'logs' }],
  [
    'drpc',
    { code: 35, message: 'ranges over 10000 blocks are not supported on free plan' },
    { kind: 'blocks', most: 10_000 },
  ],
  [
    'drpc',
    { code: -32602, message: 'query exceeds max results 20000, retry with the range 50784086-50785570' },
    { kind: 'logs', most: 20_000, blocks: 1_485 },
  ],
  [
    '1rpc',
    { code: -32000, message: 'eth_getLogs is limited to 0 - 10000 blocks range' },
    { kind: 'blocks', most: 10_000 },
  ],
  ['publicnode', { code: -32701, message: 'exceed maximum block range: 50000' }, { kind: 'blocks', most: 50_000 }],
  ['Ankr', { code: -32600, message: 'block range is too wide' }, { kind: 'blocks' }],
  [
    'Cloudflare',
    { code: -32047, message: "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800" },
    { kind: 'blocks', most: 800 },
  ],
  [
    'Infura',
    { code: -32005, message: 'query returned more than 10000 results. Try with this block range [0x1, 0x64].' },
    { kind: 'logs', most: 10_000, blocks: 100 },
  ],
  [
    'Alchemy',
    {
      code: -32600,
      message:
        'Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1180fca, 0x1180fd3]. Upgrade to PAYG for expanded block range.',
    },
    { kind: 'blocks', most: 10 },
  ],
  [
    'Alchemy',
    {
      code: -32602,
      message:
        'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x0, 0x7cf]',
    },
    { kind: 'logs', most: 10_000, blocks: 2_000 },
  ],
  [
    'Alchemy',
    {
      code: -32000,
      message:
        'Query timeout exceeded. Consider reducing your block range. Based on your parameters and the response size limit, this block range should work: [0x5223c98, 0x5223e80]',
    },
    { kind: 'logs', blocks: 489 },
  ],
  [
    'geth',
    { code: -32000, message: 'requested too many blocks from 0 to 5000000, maximum is set to 1024' },
    { kind: 'blocks', most: 1_024 },
  ],
  ['Arc', { code: -32012, message: 'requested range too large' }, { kind: 'blocks' }],
  [
    'Coinbase',
    { code: -32600, message: 'please limit the query to at most 1000 blocks' },
    { kind: 'blocks', most: 1_000 },
  ],
  ['HTTP', { status: 413, message: 'The answer would be too large.' }, { kind: 'logs' }],
  ['HTTP', { status: 429, message: '', retryAfter: 1_500 }, { kind: 'rate', after: 1_500 }],
  ['Base', { code: -32016, message: 'over rate limit' }, { kind: 'rate' }],
  ['QuickNode', { code: -32007, message: '100/second request limit reached' }, { kind: 'rate' }],
  ['Alchemy', { code: 429, message: 'Your app has exceeded its compute units per second capacity.' }, { kind: 'rate' }],
  ['Infura', { code: -32005, message: 'daily request count exceeded, request rate limited' }, { kind: 'rate' }],
  ['a throttle', { message: 'please limit your query to 10 requests per second' }, { kind: 'rate' }],
  ['anybody', { code: -32005, message: 'limit exceeded' }, { kind: 'logs' }],
  [
    'viem, around it',
    { message: 'RPC Request failed.', cause: { code: -32000, details: 'block range is too wide' } },
    { kind: 'blocks' },
  ],
  ['a contract', { code: 3, message: 'execution reverted' }, undefined],
  ['a machine that lags', { code: -32602, message: 'block range extends beyond current head block' }, undefined],
  ['an archive', { code: -32000, message: 'missing trie node 0xabc (path )' }, undefined],
  ['publicnode', { code: -32602, message: 'Archive requests require a personal token' }, undefined],
]

describe('what operators say is understood', () => {
  test.each(DIALECTS)('%s: %o', (_, error, refusal) => {
    expect(refusalOf(Object.assign(new Error(), error))).toEqual(refusal)
  })

  test('nothing at all, or something that is no error', () => {
    for (const nothing of [undefined, null, 'block range', 7, {}]) expect(refusalOf(nothing)).toBeUndefined()
  })

  test('an endless chain of causes ends', () => {
    const error: { message: string; cause?: unknown } = { message: 'x' }
    error.cause = error
    expect(refusalOf(error)).toBeUndefined()
  })
})

describe('limits are learned', () => {
  test('a named cap at once, an unnamed one by round numbers', () => {
    const limits = new Limits()
    expect(limits.span(0)).toBe(Infinity)
    limits.refused(5_000_000, { kind: 'blocks' })
    expect(limits.span(0)).toBe(1_000_000)
    limits.refused(1_000_000, { kind: 'blocks', most: 10_000 })
    expect(limits.span(0)).toBe(10_000)
    // What it named and then refuses was no true word.
    limits.refused(10_000, { kind: 'blocks', most: 10_000 })
    expect(limits.span(0)).toBe(5_000)
  })

  test('fewer logs are asked for where there are many, and more again after whole answers', () => {
    const limits = new Limits()
    expect(limits.span(100)).toBe(100)
    limits.refused(100, { kind: 'logs', most: 2_000 })
    expect(limits.span(100)).toBe(20)
    limits.refused(20, { kind: 'logs', blocks: 6 })
    expect(limits.span(100)).toBe(6)
    limits.answered(6, 600)
    expect(limits.span(100)).toBe(12)
    for (let i = 0; i < 9; i++) limits.answered(limits.span(100), 100 * limits.span(100))
    expect(limits.span(100)).toBe(20)
  })

  test('an end of it: one block that is refused', () => {
    expect(new Limits().refused(1, { kind: 'logs' })).toBe(false)
    expect(new Limits().refused(2, { kind: 'logs' })).toBe(true)
    expect(new Limits().refused(1, { kind: 'rate' })).toBe(true)
    // What refuses even that has no cap; a later history is not asked for block by block.
    const limits = new Limits()
    limits.refused(10, { kind: 'blocks', most: 1 })
    expect(limits.span(0)).toBe(1)
    limits.refused(1, { kind: 'blocks' })
    expect(limits.span(0)).toBe(Infinity)
  })
})
