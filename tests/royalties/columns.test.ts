import { describe, expect, test } from 'vitest'
import { headsOf as slowHeads, KINDS, packStamp, word, type ChainedLog } from '../../src/royalties/chain.ts'
import { columnsOf, ColumnsBuilder, type ColumnLog } from '../../src/royalties/columns/builder.ts'
import {
  anchorBlockAt,
  eventAt,
  joined,
  logAt,
  part,
  previousBlockAt,
  sequenceAt,
  soundness,
  timeAt,
} from '../../src/royalties/columns/columns.ts'
import { decodeLog } from '../../src/royalties/decode.ts'
import { headAt, headsOf } from '../../src/royalties/columns/heads.ts'
import { KIND_ORDER } from '../../src/royalties/columns/layouts.ts'
import { fieldsOf } from '../../src/royalties/shapes.ts'
import { workId, type Hex } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'

const work = workId(7)
const home = { chainId: 31_337, contract: `0x${'c0'.repeat(20)}` } as const
const topicOf = (kind: string): Hex => [...KINDS].find(([, each]) => each === kind)![0]

/** A valid log of any kind whose fields are random. */
function randomLog(roll: (below: number) => number, sequence: number): ColumnLog {
  const kind = KIND_ORDER[roll(KIND_ORDER.length)]!
  const { topics, data } = fieldsOf(kind)
  const stamp = {
    anchorBlock: BigInt(roll(2 ** 30)),
    sequence,
    time: sequence * 3,
    previousBlock: BigInt(roll(2 ** 30)),
  }
  const random = ({ abi, bytes }: { abi: string; bytes: number }): Hex =>
    abi === 'uint8' ? `0x${word(BigInt(roll(9)))}` : `0x${hexDigits(roll, 2 * bytes).padStart(64, '0')}`
  return {
    topics: [topicOf(kind), `0x${word(work)}`, ...topics.map(random)],
    data: `0x${word(packStamp(stamp))}${data.map((field) => random(field).slice(2)).join('')}`,
    block: BigInt(sequence + 100),
    blockHash: `0x${hexDigits(roll, 64)}`,
    index: roll(500),
    transaction: `0x${hexDigits(roll, 64)}`,
  }
}

const hexDigits = (roll: (below: number) => number, count: number) =>
  Array.from({ length: count }, () => roll(16).toString(16)).join('')

const history = (seed: number, length = 300): ColumnLog[] => {
  const roll = dice(seed)
  return Array.from({ length }, (_, i) => randomLog(roll, i + 1))
}

test('columns give back every log, event, place and head', () => {
  const logs = history(1)
  const columns = columnsOf(work, logs)
  expect(columns.length).toBe(logs.length)
  const heads = headsOf(columns, home)
  const slow = slowHeads(home, work, logs)
  for (const [i, log] of logs.entries()) {
    expect(logAt(columns, i)).toEqual({ topics: log.topics, data: log.data })
    const decoded = decodeLog(log)
    expect(decoded.ok && decoded.event).toEqual(eventAt(columns, i))
    const { stamp } = eventAt(columns, i)
    expect([sequenceAt(columns, i), timeAt(columns, i)]).toEqual([stamp.sequence, stamp.time])
    expect([previousBlockAt(columns, i), anchorBlockAt(columns, i)].map(BigInt)).toEqual([
      stamp.previousBlock,
      stamp.anchorBlock,
    ])
    expect(headAt(heads, i)).toBe(slow[i + 1])
    expect([BigInt(columns.blocks[i]!), columns.indexes[i]]).toEqual([log.block, log.index])
  }
})

test('bytes make the columns that texts make, and are judged alike', () => {
  const whole = columnsOf(work, history(13))
  const builder = new ColumnsBuilder(work)
  const push = (i: number, changed?: (words: Uint8Array) => void) => {
    const words = whole.words.slice(32 * whole.starts[i]!, 32 * whole.starts[i + 1]!)
    changed?.(words)
    const place = [whole.transactions, whole.blockHashes].flatMap((all) => [...all.slice(32 * i, 32 * i + 32)])
    return builder.pushWords(
      ...([whole.kinds[i]!, words, words.length / 32, whole.blocks[i]!, whole.indexes[i]!] as const),
      Uint8Array.from(place),
    ).ok
  }
  for (let i = 0; i < whole.length; i++) {
    expect(push(i, (words) => words.fill(255))).toBe(false)
    expect(push(i)).toBe(true)
  }
  expect(builder.build()).toEqual(whole)
  expect(builder.pushWords(99, new Uint8Array(64), 2, 1, 1, new Uint8Array(64)).ok).toBe(false)
  expect(builder.pushWords(0, new Uint8Array(64), 2, 1, 1, new Uint8Array(64)).ok).toBe(false)
})

test('pieces put together are the whole', () => {
  const columns = columnsOf(work, history(2))
  for (const at of [0, 1, 17, 299, 300]) expect(joined([part(columns, 0, at), part(columns, at, 300)])).toEqual(columns)
  expect(joined([part(columns, 0, 9), part(columns, 9, 9), part(columns, 9, 200), part(columns, 200, 300)])).toEqual(
    columns,
  )
  expect(() => joined([])).toThrow(RangeError)
})

describe('what the decoder refuses, columns refuse; what it accepts, they accept', () => {
  const judge = (log: ColumnLog) => new ColumnsBuilder(work).push(log).ok
  const changed = (log: ChainedLog, roll: (below: number) => number): ChainedLog => {
    const topics = [...log.topics]
    const at = roll(topics.length + 2)
    const digit = '0123456789abcdefAFgx '[roll(21)]!
    const replaced = (hex: Hex): Hex => {
      const place = roll(hex.length)
      return `${hex.slice(0, place)}${digit}${hex.slice(place + 1)}` as Hex
    }
    if (at < topics.length) topics[at] = replaced(topics[at]!)
    const data =
      roll(9) === 0 ? (log.data.slice(0, -roll(66)) as Hex) : at < topics.length ? log.data : replaced(log.data)
    if (roll(20) === 0) topics.pop()
    if (roll(20) === 0) topics.push(`0x${word(1n)}`)
    return { topics, data }
  }

  test('over random changes of every kind of log', () => {
    const roll = dice(3)
    let refused = 0
    for (const log of [...history(4), ...history(5), ...history(6), ...history(7)]) {
      const mutated = { ...log, ...changed(log, roll) }
      const decoded = decodeLog(mutated)
      const expected = decoded.ok && decoded.event.work === work
      expect(
        judge(mutated),
        JSON.stringify(mutated, (_, value: unknown) => String(value)),
      ).toBe(expected)
      if (!expected) refused += 1
    }
    expect(refused).toBeGreaterThan(300)
    expect(refused).toBeLessThan(1_150)
  })

  test('and columns made elsewhere are sound exactly then', () => {
    const roll = dice(10)
    const good = columnsOf(work, history(11, 40))
    let unsound = 0
    for (let round = 0; round < 600; round++) {
      const words = good.words.slice()
      words[roll(words.length)] = roll(256)
      const columns = { ...good, words }
      const decodes = Array.from({ length: good.length }, (_, i) => decodeLog(logAt(columns, i)).ok)
      expect(soundness(columns) === undefined).toBe(decodes.every(Boolean))
      if (soundness(columns) !== undefined) unsound += 1
    }
    expect(unsound).toBeGreaterThan(60)
    expect(unsound).toBeLessThan(540)
  })

  test.each([
    ['a kind', { kinds: new Uint8Array(3).fill(250) }],
    ['too few kinds', { kinds: new Uint8Array(2) }],
    ['plain arrays', { indexes: [1, 2, 3] }],
    ['starts that overlap', { starts: new Uint32Array([0, 0, 0, 0]) }],
    ['starts beyond the words', { starts: new Uint32Array([0, 9, 18, 2 ** 31]) }],
    ['a block between blocks', { blocks: new Float64Array([1, 1.5, 2]) }],
    ['a block before the first', { blocks: new Float64Array([-1, 1, 2]) }],
    ['hashes of half a length', { transactions: new Uint8Array(48) }],
    ['another length', { length: 2 }],
  ])('%s', (_, wrong) => {
    const good = columnsOf(work, history(12, 3))
    expect(soundness(good)).toBeUndefined()
    expect(soundness({ ...good, ...(wrong as Partial<typeof good>) })).toBeTypeOf('string')
  })

  test('a place that cannot be', () => {
    const [log] = history(8, 1)
    expect(judge(log!)).toBe(true)
    expect(judge({ ...log!, block: 2n ** 40n })).toBe(false)
    expect(judge({ ...log!, index: 0.5 })).toBe(false)
    expect(judge({ ...log!, index: -1 })).toBe(false)
    expect(judge({ ...log!, transaction: '0x12' })).toBe(false)
    expect(judge({ ...log!, blockHash: `0x${'G'.repeat(64)}` })).toBe(false)
  })

  test('a refused log leaves nothing behind', () => {
    const logs = history(9, 20)
    const builder = new ColumnsBuilder(work)
    for (const log of logs) {
      expect(builder.push({ ...log, data: `0x${'f'.repeat(log.data.length - 2)}` }).ok).toBe(false)
      expect(builder.push(log)).toEqual({ ok: true })
    }
    expect(builder.build()).toEqual(columnsOf(work, logs))
  })
})
