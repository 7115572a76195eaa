/** Receipts of a block, recomputed up to its header: Ethereum's own, and everything that can be done to them. */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { numberToHex, toRlp } from 'viem'
import { describe, expect, test } from 'vitest'
import { checkHeader } from '../../src/verify/trie/header.ts'
import { checkReceipts } from '../../src/verify/trie/receipts.ts'
import { listRoot } from '../../src/verify/trie/root.ts'
import { checkState } from '../../src/verify/trie/state.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { dice } from './history.ts'
import { Trie } from './trie-builder.ts'

interface Receipt {
  type: string
  status?: string
  root?: string
  cumulativeGasUsed: string
  logsBloom: string
  transactionHash: string
  logs: { address: Hex; topics: Hex[]; data: Hex; logIndex: Hex }[]
  depositNonce?: string
  depositReceiptVersion?: string
}

interface Proof {
  readonly address: Hex
  readonly balance: Hex
  readonly codeHash: Hex
  readonly nonce: Hex
  readonly storageProof: readonly { key: Hex; value: Hex }[]
}

const mainnet = (name: string) => readFileSync(new URL(`../vectors/mainnet/${name}`, import.meta.url))
const block = JSON.parse(mainnet('block.json').toString()) as { receiptsRoot: Hex; stateRoot: Hex }
const receipts = JSON.parse(brotliDecompressSync(mainnet('receipts.json.br')).toString()) as Receipt[]
const zeros = (bytes: number): Hex => `0x${'00'.repeat(bytes)}`

describe('block 21 925 176 of Ethereum', () => {
  test('its hash is that of its header, and its 202 receipts are those of its root', () => {
    const header = checkHeader(block)
    expect(header).toMatchObject({ ok: true, value: { number: 21_925_176n, receiptsRoot: block.receiptsRoot } })
    const checked = checkReceipts(block.receiptsRoot, receipts)
    if (!checked.ok) throw new Error(checked.detail)
    const shown = receipts.flatMap(({ logs, transactionHash: transaction }) =>
      logs.map(({ address, topics, data, logIndex }) => ({
        ...{ address, topics, data, index: Number(logIndex), transaction },
      })),
    )
    expect(checked.value).toHaveLength(463)
    expect(checked.value).toEqual(shown)
  })

  test('a receipt behind them that used no gas, as on Polygon, is left aside with its logs', () => {
    const sync = { ...receipts.at(-1)!, type: '0x0', gasUsed: '0x0', cumulativeGasUsed: '0x0' }
    const checked = checkReceipts(block.receiptsRoot, [...receipts, sync])
    expect(checked).toEqual(checkReceipts(block.receiptsRoot, receipts))
    const twice = checkReceipts(block.receiptsRoot, [...receipts, sync, sync])
    expect(twice).toMatchObject({ ok: false, reason: 'wrong' })
    expect(checkReceipts(block.receiptsRoot, [...receipts.slice(1), sync])).toMatchObject({ reason: 'wrong' })
  })

  test('an account and a slot of it are proven against its state', () => {
    const proof = JSON.parse(mainnet('proof.json').toString()) as Proof
    const slots = proof.storageProof.map(({ key }) => key)
    expect(checkState(block.stateRoot, proof.address, slots, proof)).toMatchObject({
      ok: true,
      value: {
        account: { balance: BigInt(proof.balance), codeHash: proof.codeHash, nonce: BigInt(proof.nonce) },
        words: proof.storageProof.map(({ value }) => BigInt(value)),
      },
    })
  })

  const roll = dice(1_559)
  const logged = () => {
    const all = receipts.flatMap(({ logs }, at) => (logs.length > 1 ? [at] : []))
    return all[roll(all.length)]!
  }
  const flip = (hex: string, at = 2 + roll(hex.length - 2)) =>
    hex.slice(0, at) + (hex[at] === '7' ? '8' : '7') + hex.slice(at + 1)
  const inReceipt = (change: (receipt: Receipt) => Receipt) => {
    const at = logged()
    return receipts.map((receipt, i) => (i === at ? change(structuredClone(receipt)) : receipt))
  }
  const inLog = (change: (log: Receipt['logs'][number]) => Receipt['logs'][number]) =>
    inReceipt((receipt) => {
      const at = roll(receipt.logs.length)
      return { ...receipt, logs: receipt.logs.map((log, i) => (i === at ? change(log) : log)) }
    })

  test.each<[string, () => readonly unknown[]]>([
    ['a log left out', () => inReceipt((receipt) => ({ ...receipt, logs: receipt.logs.slice(1) }))],
    ['a log said twice', () => inReceipt((receipt) => ({ ...receipt, logs: [receipt.logs[0]!, ...receipt.logs] }))],
    ['logs in another order', () => inReceipt((receipt) => ({ ...receipt, logs: receipt.logs.toReversed() }))],
    ['a log of another contract', () => inLog((log) => ({ ...log, address: flip(log.address) as Hex }))],
    [
      'another topic',
      () => inLog((log) => ({ ...log, topics: [...log.topics.slice(1), flip(log.topics[0]!) as Hex] })),
    ],
    ['a topic less', () => inLog((log) => ({ ...log, topics: log.topics.slice(1) }))],
    ['more data', () => inLog((log) => ({ ...log, data: `${log.data}00` }))],
    ['another outcome', () => inReceipt((receipt) => ({ ...receipt, status: '0x0' }))],
    ['another filter', () => inReceipt((receipt) => ({ ...receipt, logsBloom: flip(receipt.logsBloom) }))],
    ['more gas', () => inReceipt((receipt) => ({ ...receipt, cumulativeGasUsed: `${receipt.cumulativeGasUsed}0` }))],
    ['another type', () => inReceipt((receipt) => ({ ...receipt, type: receipt.type === '0x1' ? '0x2' : '0x1' }))],
    ['a receipt left out', () => receipts.toSpliced(logged(), 1)],
    ['the last receipt left out', () => receipts.slice(0, -1)],
    ['a receipt said twice', () => receipts.toSpliced(7, 0, receipts[7]!)],
    ['two receipts swapped', () => receipts.with(3, receipts[4]!).with(4, receipts[3]!)],
    ['no receipts', () => []],
  ])('%s: these are not its receipts', (_, tampered) => {
    for (let time = 0; time < 3; time++)
      expect(checkReceipts(block.receiptsRoot, tampered())).toEqual({
        ...{ ok: false, reason: 'wrong', detail: 'The receipts are not those of the block' },
      })
  })

  test.each<[string, unknown]>([
    ['a receipt that is nothing', [null]],
    ['a receipt without logs', [{ ...receipts[0], logs: undefined }]],
    ['a log that is text', [{ ...receipts[0], logs: ['log'] }]],
    ['a topic of 31 bytes', [{ ...receipts[0], logs: [{ address: zeros(20), topics: [zeros(31)], data: '0x' }] }]],
    ['data of half a byte', [{ ...receipts[0], logs: [{ address: zeros(20), topics: [], data: '0x0' }] }]],
    ['neither outcome nor root', [{ ...receipts[0], status: null }]],
    ['a type of two bytes', [{ ...receipts[0], type: '0x102' }]],
    ['a type that could begin a list', [{ ...receipts[0], type: '0xc0' }]],
    ['a number in JSON', [{ ...receipts[0], cumulativeGasUsed: 21_000 }]],
  ])('%s is malformed', (_, answer) => {
    expect(checkReceipts(block.receiptsRoot, answer)).toMatchObject({ ok: false, reason: 'wrong' })
  })

  test.each([null, undefined, {}, 'receipts'])('%j is no answer, and accuses nobody', (answer) => {
    expect(checkReceipts(block.receiptsRoot, answer)).toMatchObject({ ok: false, reason: 'unknown' })
  })

  test('receipts of a type that is not known could not be checked, unless they fit', () => {
    const strange = receipts.with(5, { ...receipts[5]!, type: '0x64' })
    expect(checkReceipts(block.receiptsRoot, strange)).toEqual({
      ...{ ok: false, reason: 'unknown' },
      detail: 'The block has transactions of types this app does not know: 100',
    })
    expect(checkReceipts(rootOf([strange[5]!]), [strange[5]!]).ok).toBe(true)
  })
})

/** A second way to a root: viem's RLP and the tests' own trie. */
function rootOf(list: readonly Receipt[]): Hex {
  const entries = list.map((receipt, i): readonly [Uint8Array, Uint8Array] => {
    const number = (hex: string | undefined): Hex => (BigInt(hex ?? 0) === 0n ? '0x' : plain(hex!))
    const logs = receipt.logs.map(({ address, topics, data }) => [address, topics, data])
    const version = receipt.depositReceiptVersion
    const deposit = version === undefined ? [] : [number(receipt.depositNonce), number(version)]
    const first = receipt.status === undefined ? (receipt.root as Hex) : number(receipt.status)
    const body = [first, number(receipt.cumulativeGasUsed), receipt.logsBloom as Hex, logs, ...deposit]
    const bytes = toRlp(body as never, 'bytes')
    const type = Number(receipt.type)
    return [toRlp(i === 0 ? '0x' : plain(numberToHex(i)), 'bytes'), type === 0 ? bytes : Uint8Array.of(type, ...bytes)]
  })
  return `0x${Buffer.from(new Trie(entries).root).toString('hex')}`
}
const plain = (hex: string): Hex => `0x${hex.length % 2 === 0 ? hex.slice(2) : `0${hex.slice(2)}`}`

describe('roots', () => {
  test.each([0, 1, 2, 15, 16, 17, 127, 128, 129, 200, 255, 256, 257, 400])(
    'a list of %i is that of another trie',
    (length) => {
      const roll = dice(length + 1)
      const values = Array.from({ length }, () => Uint8Array.from({ length: 1 + roll(80) }, () => roll(256)))
      const entries = values.map((value, i) => [toRlp(i === 0 ? '0x' : plain(numberToHex(i)), 'bytes'), value] as const)
      expect(listRoot(values)).toEqual(new Trie(entries).root)
    },
  )

  const plainReceipt: Receipt = { ...receipts[0]!, type: '0x0', logs: [] }
  test.each<[string, Receipt]>([
    ['before Byzantium, with a state’s root', { ...plainReceipt, status: undefined as never, root: zeros(32) }],
    ['a blob', { ...plainReceipt, type: '0x3' }],
    ['a delegation', { ...plainReceipt, type: '0x4' }],
    [
      'a deposit since Canyon',
      { ...plainReceipt, type: '0x7E', depositNonce: '0x21e3b52', depositReceiptVersion: '0x1' },
    ],
    [
      'a deposit with the nonce zero',
      { ...plainReceipt, type: '0x7e', depositNonce: '0x0', depositReceiptVersion: '0x1' },
    ],
  ])('a receipt of %s', (_, receipt) => {
    const root = rootOf([receipt, plainReceipt])
    expect(checkReceipts(root, [receipt, plainReceipt])).toEqual({ ok: true, value: [] })
    expect(checkReceipts(root, [{ ...receipt, type: '0x2' }, plainReceipt]).ok).toBe(false)
  })

  test('a deposit before Canyon shows a nonce that its hash does not have', () => {
    const deposit: Receipt = { ...plainReceipt, type: '0x7e' }
    expect(checkReceipts(rootOf([deposit]), [{ ...deposit, depositNonce: '0x5' }]).ok).toBe(true)
    expect(
      checkReceipts(rootOf([deposit]), [{ ...deposit, depositNonce: '0x5', depositReceiptVersion: '0x1' }]),
    ).toMatchObject({
      ...{ ok: false, reason: 'wrong' },
    })
  })
})
