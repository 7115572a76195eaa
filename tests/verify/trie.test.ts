/** What a chain's state says, proven: byte for byte, against a second implementation and against a real chain. */
import { bytesToHex, hexToBytes, keccak256, toRlp } from 'viem'
import { describe, expect, test } from 'vitest'
import { asNumber, decode, encode, encodeNumber, MalformedRlp, type Item } from '../../src/verify/trie/rlp.ts'
import { proveEntry } from '../../src/verify/trie/trie.ts'
import { generator } from '../content/random.ts'
import { Trie } from './trie-builder.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (hex: string) => hexToBytes(`0x${hex}`)

describe('recursive-length prefixes', () => {
  const KNOWN: [name: string, item: Item, encoded: string][] = [
    ['text', utf8('dog'), '83646f67'],
    ['a list', [utf8('cat'), utf8('dog')], 'c88363617483646f67'],
    ['nothing', new Uint8Array(), '80'],
    ['an empty list', [], 'c0'],
    ['zero', encodeNumber(0n), '80'],
    ['fifteen', encodeNumber(15n), '0f'],
    ['1024', encodeNumber(1024n), '820400'],
    ['three, as sets', [[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
    [
      'more than 55 bytes',
      utf8('Lorem ipsum dolor sit amet, consectetur adipisicing elit'),
      'b8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974',
    ],
  ]
  test.each(KNOWN)('%s', (_, item, encoded) => {
    expect(bytesToHex(encode(item))).toBe(`0x${encoded}`)
    expect(decode(bytes(encoded))).toEqual(item)
  })

  test('as another library writes it, for random items; and back', () => {
    const { bytes: random, below } = generator(41)
    const make = (depth: number): Item =>
      depth > 4 || below(3) === 0
        ? random(below(4) === 0 ? below(400) : below(60))
        : Array.from({ length: below(5) }, () => make(depth + 1))
    for (let i = 0; i < 500; i++) {
      const item = make(0)
      expect(bytesToHex(encode(item))).toBe(toRlp(item as never, 'hex'))
      expect(decode(encode(item))).toEqual(item)
    }
  })

  test.each([
    ['a byte with a prefix it does not need', '8105'],
    ['a long length for a short payload', 'b801ff'],
    ['a length with a leading zero', `b90038${'aa'.repeat(56)}`],
    ['a cut-off length', 'b9'],
    ['a cut-off payload', '83646f'],
    ['a list cut off', 'c883636174'],
    ['an item reaching out of its list', 'c28361'],
    ['bytes after the item', '8000'],
    ['nothing at all', ''],
    ['a length beyond all memory', 'bfffffffffffffffff'],
  ])('%s is refused', (_, encoded) => {
    expect(() => decode(bytes(encoded))).toThrow(MalformedRlp)
  })

  test('lists nested without end do not exhaust the stack', () => {
    let item: Item = []
    for (let i = 0; i < 2_000; i++) item = [item]
    expect(() => decode(encode(item))).toThrow('Lists too deep')
  })

  test('numbers have one form', () => {
    expect(asNumber(bytes('0400'))).toBe(1024n)
    expect(() => asNumber(bytes('000400'))).toThrow(MalformedRlp)
    expect(() => asNumber(new Uint8Array(33).fill(1))).toThrow(MalformedRlp)
    expect(() => asNumber([])).toThrow(MalformedRlp)
  })
})

describe('Merkle-Patricia proofs', () => {
  const { bytes: random, below } = generator(42)
  /** Keys that part late, so that leaves are short enough to stand inside their parents. */
  const near = (count: number) => {
    const keys = new Map<string, Uint8Array>()
    const stem = random(32)
    while (keys.size < count) {
      const key = Uint8Array.from(stem)
      for (let i = 32 - 1 - below(3); i < 32; i++) key[i] = below(256)
      keys.set(bytesToHex(key), key)
    }
    return [...keys.values()]
  }
  const spread = (count: number) => Array.from({ length: count }, () => random(32))
  const trieOf = (keys: readonly Uint8Array[]) =>
    new Trie(keys.map((key): [Uint8Array, Uint8Array] => [key, toRlp(random(1 + below(12)), 'bytes')]))
  const value = (trie: Trie, key: Uint8Array, nodes: readonly Uint8Array[] = trie.proof(key)) =>
    proveEntry(trie.root, key, nodes)

  test.each([1, 2, 3, 17, 80])('%i entries: every one is proven, and every absence', (count) => {
    for (const keys of [near(count), spread(count)]) {
      const entries = keys.map((key): [Uint8Array, Uint8Array] => [key, toRlp(random(1 + below(40)), 'bytes')])
      const trie = new Trie(entries)
      for (const [key, expected] of entries) {
        for (const nodes of [trie.proof(key), trie.proof(key, true)])
          expect(value(trie, key, nodes)).toEqual({ ok: true, value: expected })
      }
      for (const key of [...spread(20), ...keys.map((each) => near1(each))]) {
        if (keys.some((each) => bytesToHex(each) === bytesToHex(key))) continue
        expect(value(trie, key)).toEqual({ ok: true, value: undefined })
      }
    }
  })
  /** A neighbour: differs in one nibble. */
  const near1 = (key: Uint8Array) => {
    const other = Uint8Array.from(key)
    other[31 - below(4)]! ^= 1 << below(8)
    return other
  }

  test('leaves inside their parents were among them', () => {
    const keys = near(200)
    const trie = trieOf(keys)
    expect(keys.some((key) => trie.proof(key, true).length > trie.proof(key).length)).toBe(true)
  })

  test('an empty trie has nothing anywhere', () => {
    const trie = new Trie([])
    expect(value(trie, random(32), [])).toEqual({ ok: true, value: undefined })
    expect(value(trie, random(32), [Uint8Array.of(0x80)])).toEqual({ ok: true, value: undefined })
    expect(value(trie, random(32), [Uint8Array.of(0xc0)]).ok).toBe(false)
    expect(proveEntry(random(32), random(32), []).ok).toBe(false)
  })

  test('every flipped bit of every node is refused; so is every cut, spare, missing, swapped or repeated node', () => {
    for (const inline of [false, true]) {
      const keys = near(40)
      const trie = trieOf(keys)
      const key = keys[7]!
      const nodes = trie.proof(key, inline)
      expect(nodes.length).toBeGreaterThan(1)
      const refused = (changed: readonly Uint8Array[]) => expect(value(trie, key, changed).ok).toBe(false)
      nodes.forEach((node, n) => {
        for (let at = 0; at < node.length; at++)
          for (let bit = 0; bit < 8; bit++) {
            const flipped = Uint8Array.from(node)
            flipped[at]! ^= 1 << bit
            refused(nodes.with(n, flipped))
          }
        refused(nodes.with(n, node.subarray(0, -1)))
        refused(nodes.with(n, Uint8Array.from([...node, 0])))
        refused(nodes.toSpliced(n, 0, node))
      })
      if (!inline) for (let n = 0; n < nodes.length; n++) refused(nodes.toSpliced(n, 1))
      refused(nodes.toReversed())
      refused([...nodes, random(40)])
    }
  })

  test('a proof of one key proves nothing of another', () => {
    const keys = spread(60)
    const trie = trieOf(keys)
    const other = keys.find((key) => key[0]! >> 4 !== keys[0]![0]! >> 4)!
    expect(value(trie, other, trie.proof(keys[0]!)).ok).toBe(false)
  })

  test('nodes of no known shape are refused even when they hash right', () => {
    const key = random(32)
    const under = (node: Uint8Array) => proveEntry(hexToBytes(keccak256(node)), key, [node])
    const rlp = (item: unknown) => toRlp(item as never, 'bytes')
    const long = random(40)
    const shapes: [string, Uint8Array][] = [
      ['a string', rlp(long)],
      ['three items', rlp([long, long, long])],
      ['a prefix of 4', rlp([Uint8Array.of(0x40), long])],
      ['an even path with a filled gap', rlp([Uint8Array.of(0x21), long])],
      ['an empty path', rlp([new Uint8Array(), long])],
      ['an extension to nowhere', rlp([Uint8Array.of(0x00), long])],
      ['a child of 31 bytes', rlp([...Array<Uint8Array>(16).fill(random(31)), new Uint8Array()])],
      ['a path that is a list', rlp([[long], long])],
    ]
    for (const [name, node] of shapes) expect(under(node).ok, name).toBe(false)
  })
})
