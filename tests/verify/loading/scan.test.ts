import { describe, expect, test } from 'vitest'
import { packStamp, word } from '../../../src/royalties/chain.ts'
import { columnsOf } from '../../../src/royalties/columns/builder.ts'
import type { Columns } from '../../../src/royalties/columns/columns.ts'
import { LAYOUTS, TOPIC_ORDER } from '../../../src/royalties/columns/layouts.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import type { RawLog } from '../../../src/verify/evidence.ts'
import { Unusual } from '../../../src/verify/loading/cursor.ts'
import { LogScanner } from '../../../src/verify/loading/scan.ts'
import { dice } from '../history.ts'
import { deployment, work } from './simulated.ts'

const roll = dice(20_261_121)
const bytes = (count: number) => Array.from({ length: count }, () => roll(256).toString(16).padStart(2, '0')).join('')
const hash = (): Hex => `0x${bytes(32)}`

/** A log of any kind whose fields are full of digits, as far as they may be. */
function anyLog(sequence: number): RawLog {
  const kind = roll(LAYOUTS.length)
  const layout = LAYOUTS[kind]!
  const words = layout.zeros.map((zeros, i) =>
    i === layout.usage
      ? word(BigInt(roll(9)))
      : '00'.repeat(zeros) + (roll(3) ? bytes(32 - zeros) : '0'.repeat(64 - 2 * zeros)),
  )
  words[layout.topics] = word(
    packStamp({ anchorBlock: 7n, sequence, time: roll(2 ** 30), previousBlock: BigInt(roll(99)) }),
  )
  const topics = words.slice(0, layout.topics).map((each): Hex => `0x${each}`)
  return {
    address: deployment.contract,
    topics: [TOPIC_ORDER[kind]!, `0x${word(work)}`, ...topics],
    data: `0x${words.slice(layout.topics).join('')}`,
    block: BigInt(roll(2 ** 31)) * 500n,
    blockHash: hash(),
    index: roll(70_000),
    transaction: hash(),
  }
}

/** As nodes write logs: in an order of their own, with fields nobody asked for. */
function written(log: RawLog, order = 0): string {
  const { address, topics, data, block, blockHash, index, transaction } = log
  const fields: [string, unknown][] = [
    ['address', address],
    ['topics', topics],
    ['data', data],
    ['blockHash', blockHash],
    ['blockNumber', `0x${block.toString(16)}`],
    ['blockTimestamp', '0x65f1b2c3'],
    ['transactionHash', transaction],
    ['transactionIndex', '0x1'],
    ['logIndex', `0x${index.toString(16)}`],
    ['removed', false],
  ]
  const turned = [...fields.slice(order % 10), ...fields.slice(0, order % 10)]
  return JSON.stringify(Object.fromEntries(turned))
}

const answer = (logs: readonly string[], glue = ',') => `{"jsonrpc":"2.0","id":1,"result":[${logs.join(glue)}]}`

function scan(text: string, step = 65_536): Columns {
  const scanner = new LogScanner(deployment.contract, work, 4)
  const all = new TextEncoder().encode(text)
  for (let at = 0; at < all.length; at += step) scanner.push(all.slice(at, at + step))
  return scanner.end()
}

const logs = Array.from({ length: 300 }, (_, i) => anyLog(i + 1))

describe('scanned columns are those of the parsed logs', () => {
  const expected = columnsOf(work, logs)

  test.each([1, 2, 3, 7, 64, 999, 1_000_000])('%i bytes at a time', (step) => {
    expect(scan(answer(logs.map((log) => written(log))), step)).toEqual(expected)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('the fields in order %i, data before topics too', (order) => {
    expect(scan(answer(logs.map((log) => written(log, order)))), `order ${order}`).toEqual(expected)
  })

  test('the envelope in another order, and with spaces', () => {
    const list = logs.map((log) => JSON.stringify(JSON.parse(written(log)), null, 2)).join(' ,\n ')
    expect(scan(` { "result" : [\n ${list} ] , "id" : "a-1" , "jsonrpc" : "2.0" }\n`)).toEqual(expected)
  })

  test('digits in capitals', () => {
    const loud = (log: RawLog) => written(log).replace(/0x[0-9a-f]+/g, (hex) => `0x${hex.slice(2).toUpperCase()}`)
    expect(scan(answer(logs.map(loud)))).toEqual(expected)
  })

  test('no logs', () => {
    expect(scan(answer([]))).toEqual(columnsOf(work, []))
  })
})

describe('whatever is not as it should be is refused', () => {
  const one = written(logs[0]!)
  const changed = (from: string | RegExp, to: string) => answer([one, one.replace(from, to)])
  test.each([
    ['an error', '{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"no"}}'],
    ['nothing', ''],
    ['a page', `<html>${'x'.repeat(600)}</html>`],
    ['another contract', changed(deployment.contract, `0x${'ee'.repeat(20)}`)],
    ['another work', changed(word(work), word(8n))],
    ['an unknown kind', changed(logs[0]!.topics[0]!, hash())],
    ['a missing field', changed(/"logIndex":"[^"]*",/, '')],
    ['a field twice', changed('"removed":false', '"logIndex":"0x1"')],
    ['a digit that is none', changed(logs[0]!.transaction, logs[0]!.transaction.replace(/.$/, 'g'))],
    ['a long hash', changed(logs[0]!.transaction, `${logs[0]!.transaction}00`)],
    ['a short hash', changed(logs[0]!.transaction, logs[0]!.transaction.slice(0, -2))],
    ['half a word', changed(logs[0]!.data, logs[0]!.data.slice(0, -2))],
    ['a word too many', changed(logs[0]!.data, logs[0]!.data + word(0n))],
    ['far too many words', changed(logs[0]!.data, logs[0]!.data + word(0n).repeat(40))],
    ['a number without digits', changed(/"blockNumber":"[^"]*"/, '"blockNumber":"0x"')],
    ['a number without end', changed(/"blockNumber":"[^"]*"/, `"blockNumber":"0x${'1'.repeat(40)}"`)],
    ['a number as a number', changed(/"blockNumber":"[^"]*"/, '"blockNumber":1')],
    ['an object within', changed('"removed":false', '"more":{"a":1}')],
    ['an escape', changed('"removed":false', '"more":"\\u0041"')],
    ['five topics', changed('"topics":[', `"topics":["${hash()}","${hash()}",`)],
    ['no topics', changed(/"topics":\[[^\]]*\]/, '"topics":[]')],
    ['something between', answer([one, one], ';')],
    ['no log', answer([one, '7'])],
    ['a list within', answer([one, '[]'])],
    ['something behind', `${answer([one])}{}`],
    ['a comma at the end', answer([one, ''])],
  ])('%s', (_, text) => {
    for (const step of [5, 65_536]) expect(() => scan(text, step)).toThrow(Unusual)
  })

  test('an answer that breaks off anywhere', () => {
    const whole = answer([one, written(logs[1]!)])
    for (let end = 0; end < whole.length; end++) expect(() => scan(whole.slice(0, end), 300)).toThrow(Unusual)
    expect(scan(whole, 300).length).toBe(2)
  })

  test('a byte changed at random: refused, or read as JSON would be', () => {
    const whole = answer([one, written(logs[1]!)])
    for (let tries = 0; tries < 3_000; tries++) {
      const at = roll(whole.length)
      const text = whole.slice(0, at) + String.fromCharCode(32 + roll(95)) + whole.slice(at + 1)
      let scanned: Columns
      try {
        scanned = scan(text, 1 + roll(400))
      } catch (error) {
        expect(error).toBeInstanceOf(Unusual)
        continue
      }
      const parsed = (JSON.parse(text) as { result: Record<string, string>[] }).result
      expect(scanned.blocks).toEqual(Float64Array.from(parsed, ({ blockNumber }) => Number(blockNumber)))
      expect(scanned.indexes).toEqual(Uint32Array.from(parsed, ({ logIndex }) => Number(logIndex)))
    }
  })
})

test('an answer that goes on and on behind its logs is not collected', () => {
  const scanner = new LogScanner(deployment.contract, work)
  scanner.push(new TextEncoder().encode('{"jsonrpc":"2.0","id":1,"result":[]'))
  const spaces = new Uint8Array(400).fill(32)
  scanner.push(spaces)
  expect(() => scanner.push(spaces)).toThrow(Unusual)
})
