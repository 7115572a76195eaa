import { describe, expect, it } from 'vitest'
import { canonical, canonicalText } from '../../src/content/canonical.ts'
import { readJson } from '../../src/content/json.ts'
import { generator } from './random.ts'

const double = (bits: string): number => {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

describe('canonical JSON (RFC 8785)', () => {
  it('is the example of §3.2.2', () => {
    const value: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`)
    expect(canonicalText(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts keys by UTF-16 code units, as §3.2.3 wants', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(Object.values(JSON.parse(canonicalText(value)) as object)).toContain('One')
    expect([...canonicalText(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s as %s (appendix B)', (bits, written) => {
    expect(canonicalText(double(bits))).toBe(written)
  })

  it.each([
    ['NaN', NaN],
    ['infinity', -Infinity],
    ['half a surrogate pair', 'a\ud800b'],
    ['half a surrogate pair in a key', { '\udc00': 1 }],
    ['undefined', { a: undefined }],
    ['a hole in a list', Array<number>(1)],
    ['a bigint', 1n],
    ['a date', new Date(0)],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalText(value)).toThrow(TypeError)
  })

  it('is UTF-8', () => {
    expect(canonical('é')).toEqual(Uint8Array.of(0x22, 0xc3, 0xa9, 0x22))
  })

  it('is the same for the same value, in whatever order it was written, and reads back as that value', () => {
    const { below, pick } = generator(5)
    const value = (depth: number): unknown => {
      const kind = below(depth > 0 ? 6 : 4)
      if (kind === 0) return pick([null, true, false])
      if (kind === 1) return below(1e9) / 10 ** below(12)
      if (kind < 4) return String.fromCodePoint(...Array.from({ length: below(6) }, () => 1 + below(0xd000)))
      if (kind === 4) return Array.from({ length: below(4) }, () => value(depth - 1))
      return Object.fromEntries(Array.from({ length: below(5) }, () => [`k${below(99)}`, value(depth - 1)]))
    }
    const shuffled = (input: unknown): unknown => {
      if (Array.isArray(input)) return input.map(shuffled)
      if (typeof input !== 'object' || input === null) return input
      return Object.fromEntries(
        Object.entries(input)
          .toReversed()
          .map(([key, inner]) => [key, shuffled(inner)]),
      )
    }
    for (let i = 0; i < 300; i++) {
      const one = value(4)
      expect(canonicalText(shuffled(one))).toBe(canonicalText(one))
      expect(readJson(canonicalText(one))).toEqual({ ok: true, value: one })
    }
  })
})

describe('JSON from strangers', () => {
  it.each([
    '{"a":1}',
    ' [ 1 , -0.5e-3 , "\\u00e9\\n" , null ] ',
    '""',
    '{"a":{"b":[{}]}}',
    '[]',
    '{ }',
    '0',
    '-0',
    '1E5',
  ])('reads %s as JSON.parse does', (text) => {
    expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown })
  })

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    'Infinity',
    '1e999',
    '"\n"',
    '"\\x"',
    '"\\u12"',
    'tru',
    '[1] x',
    '{"a" 1}',
    '[1 2]',
    '{1:2}',
    '"\\ud800"',
    '\ufeff{}',
    '"abc',
    'nullnull',
  ])('refuses %j', (text) => {
    expect(readJson(text)).toMatchObject({ ok: false, problem: { kind: 'notJson' } })
  })

  it('refuses a key twice, however it is written', () => {
    expect(readJson('{"a":1,"\\u0061":2}')).toMatchObject({ ok: false, problem: { kind: 'duplicateKey', key: 'a' } })
  })

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s at any depth', (key) => {
    expect(readJson(`[{"x":{"${key}":{"admin":true}}}]`)).toMatchObject({
      ok: false,
      problem: { kind: 'forbiddenKey', key },
    })
    expect(({} as { admin?: true }).admin).toBeUndefined()
  })

  it('refuses more levels than allowed, and no fewer', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(readJson(deep(16))).toMatchObject({ ok: true })
    expect(readJson(deep(17))).toMatchObject({ ok: false, problem: { kind: 'tooDeep' } })
    expect(readJson('['.repeat(100_000))).toMatchObject({ ok: false, problem: { kind: 'tooDeep' } })
  })
})
