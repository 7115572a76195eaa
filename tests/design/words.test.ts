import { describe, expect, it } from 'vitest'
import { river } from '../../src/design/river.ts'
import { sameOrigin } from '../../src/design/trusted.ts'
import { examplePayout } from '../../src/screens/learn/example-payout.ts'
import { clock } from '../../src/screens/player/clock.ts'
import { agoText, sizeText } from '../../src/screens/words.ts'
import { rowsOf } from '../../src/screens/work/rows.ts'
import { termsOf } from '../../src/screens/work/plain-terms.ts'

describe('what screens say', () => {
  it('sizes and lengths', () => {
    expect(sizeText(0)).toBe('0 bytes')
    expect(sizeText(999)).toBe('999 bytes')
    expect(sizeText(1_400_000)).toBe('1.4 MB')
    expect(sizeText(1_073_741_824)).toBe('1.1 GB')
    expect(clock(247)).toBe('4:07')
    expect(clock(3_729)).toBe('1:02:09')
    expect(clock(Number.POSITIVE_INFINITY)).toBe('–:––')
  })

  it('how long ago', () => {
    expect(agoText(1_000, 1_000)).toBe('now')
    expect(agoText(1_004, 1_000)).toBe('now')
    expect(agoText(820, 1_000)).toBe('3 minutes ago')
    expect(agoText(1_000 - 86_400, 1_000)).toBe('yesterday')
  })

  it('the first rows of a table, quotes, commas and line ends included', () => {
    expect(rowsOf('a,b\r\n1,"x, ""y"""\n')).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"'],
    ])
    expect(rowsOf('a\nb\nc', 2)).toEqual([['a'], ['b']])
    expect(rowsOf('"never closed')).toEqual([['never closed']])
  })

  it('terms as sentences', () => {
    const terms = { commercialUse: false, derivatives: true, attribution: true, aiTraining: false, territory: 'DE FR' }
    expect(termsOf({ spdx: 'CC-BY-NC-4.0', terms }).map(({ text }) => text)).toEqual([
      'Not for commercial use',
      'Others may build on it',
      'Not for training AI',
      'The creator must be named',
      'Valid in Germany, France',
      'Without an end',
    ])
  })

  it('an example payout that sums to the payment', () => {
    const lines = examplePayout(1_000_001n)
    expect(lines.reduce((sum, { income }) => sum + income, 0n)).toBe(1_000_001n * 100_000_000n)
    expect(lines[0]?.income).toBe(10_000_010_000_000n)
  })
})

describe('drawings', () => {
  it('are the same for the same work, and others for another', () => {
    expect(river('7', 5)).toEqual(river('7', 5))
    expect(river('7', 5)).not.toEqual(river('8', 5))
  })
})

describe('script addresses', () => {
  it('are allowed from this site only', () => {
    const base = 'https://tributary.example/app/'
    expect(sameOrigin('worker.js', base)).toBe('https://tributary.example/app/worker.js')
    for (const url of [
      'https://evil.example/x.js',
      'data:text/javascript,1',
      'blob:https://evil.example/1',
      '//evil.example/x',
    ])
      expect(() => sameOrigin(url, base), url).toThrow(TypeError)
  })
})
