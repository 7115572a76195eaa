import { describe, expect, it } from 'vitest'
import { exactText, sharesText, shortAddress, shortText } from '../../src/design/money.ts'

const wei = (value: bigint) => ({ value, decimals: 18 })
const cents = (value: bigint) => ({ value, decimals: 6 })

describe('money as people read it', () => {
  it('keeps every digit in the exact form', () => {
    expect(exactText(wei(1_000_000_000_000_000_001n))).toBe('1.000000000000000001')
    expect(exactText(wei(1n))).toBe('0.000000000000000001')
    expect(exactText(cents(0n))).toBe('0')
    expect(exactText({ value: 42n, decimals: 0 })).toBe('42')
  })

  it('groups thousands with a narrow space and marks what was paid out', () => {
    expect(exactText(cents(1_234_567_500_000n))).toBe('1\u202f234\u202f567.5')
    expect(exactText(cents(-2_500_000n))).toBe('\u22122.5')
  })

  it('rounds towards zero, never up', () => {
    expect(shortText(cents(1_999_999n), 2)).toBe('1.99')
    expect(shortText(cents(-1_999_999n), 2)).toBe('\u22121.99')
  })

  it('never shows money as nothing', () => {
    expect(shortText(wei(1_200_000_000n))).toBe('0.0000000012')
    expect(shortText(wei(0n))).toBe('0.00')
  })

  it('shows at least two digits after the point, and none the currency does not have', () => {
    expect(shortText(cents(3_000_000n))).toBe('3.00')
    expect(shortText({ value: 7n, decimals: 0 })).toBe('7')
  })

  it('writes shares and addresses shortly', () => {
    expect(sharesText(12_500_000n)).toBe('12.5')
    expect(shortAddress('0x1234567890abcdef1234567890abcdef12345678')).toBe('0x1234…5678')
  })
})
