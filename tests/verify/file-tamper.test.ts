/** Hostile proof files: whatever is done to one, it is refused or does not verify. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workId } from '../../src/royalties/words.ts'
import { check } from '../../src/verify/check.ts'
import type { Evidence } from '../../src/verify/evidence.ts'
import { HEAD, MARK, MOST_BYTES, TAIL, VERSION } from '../../src/verify/file/layout.ts'
import { openProof } from '../../src/verify/file/open.ts'
import { decode, encode, type Item } from '../../src/verify/trie/rlp.ts'
import { evidenceOf, mended, packed, wrapped } from './file-stage.ts'
import { Chain, dice } from './history.ts'

let chain: Chain
/** A remix with three relatives and flows of credits, and a small work in dollars. */
let large: Uint8Array
let small: Uint8Array
let evidence: Evidence
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_123, 60)
  evidence = await evidenceOf(chain, 4)
  large = packed(evidence)
  small = packed(await evidenceOf(chain, 5))
})
afterAll(() => chain.anvil.kill())

/** What the file's reader is told: the kind of refusal, or the verdict. */
function told(bytes: Uint8Array): string {
  const opened = openProof(bytes)
  return opened.ok ? check(opened.evidence).verdict : opened.problem.kind
}

test('left alone, they verify', () => {
  expect([told(large), told(small)]).toEqual(['verified', 'verified'])
})

describe('harm on the way', () => {
  test.each([
    ['nothing', () => new Uint8Array(), 'empty'],
    ['text', () => new TextEncoder().encode('{"proof": true}'), 'notAProof'],
    ['a file of this kind whose line ends were mended', () => crlfMended(small), 'notAProof'],
    ['only the mark', () => small.slice(0, MARK.length), 'truncated'],
    ['half of it', () => small.slice(0, small.length / 2), 'truncated'],
    ['all but the last byte', () => small.slice(0, -1), 'truncated'],
    ['one byte more', () => Uint8Array.from([...small, 0]), 'bytesFollow'],
    ['two of them', () => Uint8Array.from([...small, ...small]), 'bytesFollow'],
    ['a newer version', () => small.with(MARK.length, VERSION + 1), 'tooNew'],
    ['version 0', () => mended(small.with(MARK.length, 0)), 'malformed'],
    ['gigabytes promised', () => small.with(MARK.length + 1, 0xff), 'truncated'],
    ['too large', () => new Uint8Array(MOST_BYTES + 1), 'tooLarge'],
  ])('%s: %#', (_, make, expected) => {
    expect(told(make())).toBe(expected)
  })

  test('every flipped byte is noticed by the checksum', () => {
    const roll = dice(1)
    for (let at = HEAD; at < small.length; at++)
      expect(told(small.with(at, small[at]! ^ (1 << roll(8))))).toBe('damaged')
  })
})

const crlfMended = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytes].filter((byte, i) => !(byte === 0x0d && bytes[i + 1] === 0x0a)))

describe('hands that mend the checksum', { timeout: 120_000 }, () => {
  test('every flipped byte of a small file', () => {
    const roll = dice(2)
    for (let at = 0; at < small.length - TAIL; at++)
      expect(told(mended(small.with(at, small[at]! ^ (1 << roll(8))))), `byte ${at}`).not.toBe('verified')
  })

  test('flipped bytes of a large one, many at once too', () => {
    const roll = dice(3)
    for (let round = 0; round < 300; round++) {
      const bytes = large.slice()
      for (let flips = 1 + roll(3); flips > 0; flips--) bytes[HEAD + roll(large.length - HEAD - TAIL)]! ^= 1 << roll(8)
      expect(told(mended(bytes)), `round ${round}`).not.toBe('verified')
    }
  })

  test('every item of it dropped, repeated, emptied, swapped with the next one, longer, shorter, huge', () => {
    for (const [bytes, most] of [
      [small, 600],
      [large, 150],
    ] as const) {
      const body = decode(bytes.slice(HEAD, -TAIL))
      const all = [...pathsOf(body)]
      const roll = dice(4)
      const chosen = all.length <= most ? all : Array.from({ length: most }, () => all[roll(all.length)]!)
      expect(all.length).toBeGreaterThan(100)
      for (const path of chosen)
        for (const [how, change] of Object.entries(CHANGES)) {
          const changed = wrapped(encode(changedAt(body, path, change)))
          if (!equal(changed, bytes)) expect(told(changed), `${how} ${path.join('.')}`).not.toBe('verified')
        }
    }
  })

  test('another spelling of the same contents', () => {
    const body = small.slice(HEAD, -TAIL)
    // The outer list with a length of one more byte than it needs.
    const size = body[0]! - 0xf7
    expect(size).toBeGreaterThan(0)
    const longer = Uint8Array.from([body[0]! + 1, 0, ...body.slice(1)])
    expect(told(wrapped(longer))).toBe('malformed')
    // The chain's number with a zero in front.
    const [chainId, ...rest] = decode(body) as Item[]
    expect(told(wrapped(encode([Uint8Array.from([0, ...(chainId as Uint8Array)]), ...rest])))).toBe('malformed')
  })

  test('lists in lists, and millions of them, end at once', () => {
    const deep = new Uint8Array(1_000_000).fill(0xc1)
    expect(told(wrapped(deep))).toBe('malformed')
    const many = encode(Array.from({ length: 500_000 }, () => []))
    expect(told(wrapped(many))).toBe('malformed')
  })
})

/** All places in the tree, lists too. */
function* pathsOf(item: Item, path: readonly number[] = []): Generator<readonly number[]> {
  if (path.length > 0) yield path
  if (!(item instanceof Uint8Array)) for (const [i, each] of item.entries()) yield* pathsOf(each, [...path, i])
}

type Change = (siblings: readonly Item[], i: number) => Item[]
const CHANGES: Readonly<Record<string, Change>> = {
  dropped: (items, i) => items.toSpliced(i, 1),
  repeated: (items, i) => items.toSpliced(i, 0, items[i]!),
  emptied: (items, i) => items.with(i, items[i] instanceof Uint8Array ? new Uint8Array() : []),
  swapped: (items, i) =>
    i + 1 < items.length ? items.toSpliced(i, 2, items[i + 1]!, items[i]!) : items.toSpliced(i, 1),
  huge: (items, i) => (items[i] instanceof Uint8Array ? items.with(i, new Uint8Array(32).fill(0xff)) : [...items]),
  large: (items, i) => (items[i] instanceof Uint8Array ? items.with(i, new Uint8Array(5).fill(0xff)) : [...items]),
  longer: (items, i) =>
    items[i] instanceof Uint8Array ? items.with(i, Uint8Array.from([...items[i], 1])) : [...items],
  shorter: (items, i) => (items[i] instanceof Uint8Array ? items.with(i, items[i].slice(1)) : [...items]),
}

function changedAt(item: Item, path: readonly number[], change: Change): Item {
  const items = item as readonly Item[]
  const [i, ...rest] = path
  return rest.length === 0 ? change(items, i!) : items.with(i!, changedAt(items[i!]!, rest, change))
}

const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i])

describe('what is left out is told', () => {
  test('a relative', () => {
    const opened = openProof(packed({ ...evidence, trails: evidence.trails.slice(0, -1) }))
    if (!opened.ok) throw new Error(opened.problem.kind)
    const missing = evidence.trails.at(-1)!.facts.work
    expect(opened.evidence.doubts).toEqual([{ work: missing, what: 'history', detail: 'It is not in the file' }])
    expect(check(opened.evidence).verdict).toBe('unchecked')
  })

  test('a holder', () => {
    const opened = openProof(packed({ ...evidence, holdings: evidence.holdings.slice(1) }))
    if (!opened.ok) throw new Error(opened.problem.kind)
    expect(opened.evidence.doubts).toMatchObject([{ work: workId(4), what: 'holdings' }])
    expect(check(opened.evidence).verdict).toBe('unchecked')
  })
})
