import { describe, expect, test } from 'vitest'
import { exactly, raised } from '../../src/purse/fees.ts'
import { signerOf } from '../../src/purse/signer.ts'
import { verdictOf, type Sight } from '../../src/purse/verdict.ts'

const receipt = (status: 'success' | 'reverted') => ({ status }) as Sight['receipt']
const sees = (passed: boolean, status?: 'success' | 'reverted'): Sight => ({
  passed,
  receipt: status ? receipt(status) : undefined,
})
const kind = (...sights: Sight[]) => verdictOf(sights).kind

describe('what several endpoints say', () => {
  test('one witness is enough for what landed', () => {
    expect(kind(sees(true, 'success'), sees(false))).toBe('landed')
    expect(kind(sees(true, 'reverted'), sees(true, 'success'))).toBe('landed')
  })
  test('all must agree that it failed or is gone', () => {
    expect(kind(sees(true, 'reverted'), sees(true, 'reverted'))).toBe('reverted')
    expect(kind(sees(true, 'reverted'), sees(false))).toBe('open')
    expect(kind(sees(true, 'reverted'), sees(true))).toBe('open')
    expect(kind(sees(true), sees(true))).toBe('gone')
    expect(kind(sees(true), sees(false))).toBe('open')
    expect(kind()).toBe('open')
  })
})

describe('fees', () => {
  test('rise by an eighth, rounded up, or to what is asked now', () => {
    expect(raised({ most: 8n, tip: 1n }, { most: 1n, tip: 0n })).toEqual({ most: 9n, tip: 2n })
    expect(raised({ most: 9n, tip: 1n }, { most: 1n, tip: 0n })).toEqual({ most: 11n, tip: 2n })
    expect(raised({ most: 8n, tip: 1n }, { most: 100n, tip: 50n })).toEqual({ most: 100n, tip: 50n })
    expect(raised({ most: 8n, tip: undefined }, { most: 1n, tip: undefined })).toEqual({ most: 9n, tip: undefined })
  })
  test('the tip never exceeds the most that may be paid', () => {
    for (let most = 1n; most < 200n; most++)
      for (let tip = 0n; tip <= most; tip += 7n) {
        const higher = raised({ most, tip }, { most: 60n, tip: 50n })
        expect(higher.tip! <= higher.most).toBe(true)
      }
    expect(exactly({ most: 9n, tip: 1n })).toEqual({ most: 9n, tip: 9n })
  })
})

test('a chain with one price only gets a legacy transaction, and a bad key is refused', async () => {
  const signer = signerOf(new Uint8Array(32).fill(7), 31337)
  const transaction = { to: signer.address, data: '0x', value: 1n, nonce: 0, gas: 21_000n } as const
  expect((await signer.sign(transaction, { most: 5n, tip: 1n })).raw.startsWith('0x02')).toBe(true)
  expect((await signer.sign(transaction, { most: 5n, tip: undefined })).raw.startsWith('0xf8')).toBe(true)
  expect(() => signerOf(new Uint8Array(32), 1)).toThrow()
  expect(() => signerOf(new Uint8Array(31).fill(1), 1)).toThrow()
})
