import { expect, test } from 'vitest'
import { amountText } from '../../src/publish/draft/numbers.ts'
import { emptyForm, type Form } from '../../src/publish/draft/form.ts'
import { readForm, type Surroundings } from '../../src/publish/draft/read.ts'
import { contentPrice, keyBringers, suggestFee } from '../../src/publish/draft/selling.ts'
import { Usage } from '../../src/royalties/words.ts'

const around: Surroundings = {
  account: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  decimals: 18,
  files: [{ job: 'j', name: 'a.mp3', type: 'audio/mpeg', source: new Blob() }],
  suggestedFee: 7n,
}
const form = (change: (form: Form) => void): Form => {
  const made = Object.assign(emptyForm(), { title: 'Low Tide', creatorName: 'Ada', kind: 'song' as const })
  change(made)
  return made
}
const priced = (price: string) => ({ state: 'priced' as const, price })

test('what needs the content brings the key when it has a price; free usages, inference and performance do not', () => {
  const sold = form((it) => {
    it.offers = {
      Play: priced('1'),
      Download: { state: 'free', price: '' },
      Train: priced('5'),
      Infer: priced('1'),
      Perform: priced('2'),
    }
  })
  expect(keyBringers(sold)).toEqual(['Play', 'Train'])
  expect(keyBringers({ ...sold, sealed: false })).toEqual([])
})

test('the creator’s own choice stands before what is usual, and a usage not offered brings nothing', () => {
  const own = form((it) => {
    it.offers.Play = { ...priced('1'), key: false }
    it.offers.Perform = { ...priced('3'), key: true }
    it.offers.Train = { state: 'closed', price: '', key: true }
  })
  expect(keyBringers(own)).toEqual(['Perform'])
  expect(readForm(own, around).order?.offers).toEqual([
    { usage: Usage.Play, price: 10n ** 18n, bringsKey: false },
    { usage: Usage.Perform, price: 3n * 10n ** 18n, bringsKey: true },
  ])
})

test('a key for nothing is confirmed separately', () => {
  const gift = form((it) => (it.offers.Download = { state: 'free', price: '', key: true }))
  expect(readForm(gift, around).problems).toEqual({ 'offers.freeKey': expect.stringContaining('for nothing') })
  const sure = readForm({ ...gift, freeKey: true }, around)
  expect(sure.order?.offers).toEqual([{ usage: Usage.Download, price: 0n, bringsKey: true }])
  expect(contentPrice(sure.offers)?.price).toBe(0n)
})

test('the content costs the cheapest of the offers that bring the key', () => {
  const offers = [
    { usage: Usage.Infer, price: 1n, bringsKey: false },
    { usage: Usage.Download, price: 9n, bringsKey: true },
    { usage: Usage.Play, price: 3n, bringsKey: true },
  ]
  expect(contentPrice(offers)?.usage).toBe(Usage.Play)
  expect(contentPrice(offers.slice(0, 1))).toBeUndefined()
})

test('the delivery fee is what was typed, what is suggested when nothing was, and none where no key is handed over', () => {
  const fee = (change: (form: Form) => void) => {
    const { order, problems } = readForm(
      form((it) => ((it.offers.Play = priced('1')), change(it))),
      around,
    )
    return order?.deliveryFee ?? problems['deliveryFee']
  }
  expect(fee(() => {})).toBe(7n)
  expect(fee((it) => (it.deliveryFee = '0.5'))).toBe(5n * 10n ** 17n)
  expect(fee((it) => (it.deliveryFee = ' '))).toBe(0n)
  expect(fee((it) => (it.deliveryFee = 'much'))).toContain('at most 18 decimals')
  expect(fee((it) => (it.sealed = false))).toBe(0n)
  expect(fee((it) => (it.offers.Play.key = false))).toBe(0n)
})

test('the suggestion is twice the cost with one digit, never less; in a token a twentieth of a unit', () => {
  const ether = { native: true, decimals: 18 }
  expect(suggestFee(123_456n, ether)).toBe(300_000n)
  expect(suggestFee(50_000n, ether)).toBe(100_000n)
  expect(suggestFee(undefined, ether)).toBe(0n)
  expect(suggestFee(123_456n, { native: false, decimals: 6 })).toBe(50_000n)
  for (const cost of [1n, 7n, 99n, 100_001n, 55_555_555n]) {
    const fee = suggestFee(cost, ether)
    expect(fee >= 2n * cost && fee < 4n * cost).toBe(true)
    expect(fee.toString()).toMatch(/^\d0*$/)
  }
})

test('an amount is written as people type it, exactly', () => {
  expect(amountText(300_000_000_000_000n, 18)).toBe('0.0003')
  expect(amountText(5n * 10n ** 18n, 18)).toBe('5')
  expect(amountText(50_000n, 6)).toBe('0.05')
  expect(amountText(0n, 18)).toBe('0')
  expect(amountText(7n, 0)).toBe('7')
})
