import { expect, test } from 'vitest'
import { emptyForm, ME, type Form } from '../../src/publish/draft/form.ts'
import { readForm, type Surroundings } from '../../src/publish/draft/read.ts'
import { Derivatives, Usage } from '../../src/royalties/words.ts'

const ADA = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const BELA = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const around: Surroundings = {
  account: ADA,
  decimals: 18,
  files: [{ job: 'j', name: 'a.mp3', type: 'audio/mpeg', source: new Blob() }],
}
const form = (change: (form: Form) => void = () => {}): Form => {
  const made = emptyForm()
  Object.assign(made, { title: 'Low Tide', creatorName: 'Ada', kind: 'song' })
  change(made)
  return made
}
const problems = (change: (form: Form) => void, more: Partial<Surroundings> = {}) =>
  readForm(form(change), { ...around, ...more }).problems

test('a form that is complete becomes an order, to the last unit', () => {
  const { order, problems } = readForm(
    form((it) => {
      it.holders = [
        { account: ME, name: '', shares: '66.666667' },
        { account: BELA, name: '', shares: '33,333333' },
      ]
      it.offers.Play = { state: 'priced', price: '0.01' }
      it.offers.Download = { state: 'free', price: '' }
      it.derivatives = 'open'
      it.ancestorRoyalty = '2.5'
      it.resaleRoyalty = '10'
      it.parents = ['3']
      it.fields = { isrcCode: 'gb-aye-68-00023', duration: '3:25' }
    }),
    around,
  )
  expect(problems).toEqual({})
  expect(order).toMatchObject({
    holders: [
      { account: ADA, units: 66_666_667n },
      { account: BELA, units: 33_333_333n },
    ],
    offers: [
      { usage: Usage.Play, price: 10_000_000_000_000_000n, bringsKey: true },
      { usage: Usage.Download, price: 0n, bringsKey: false },
    ],
    ancestorRoyalty: 250,
    resaleRoyalty: 1000,
    derivatives: Derivatives.Open,
    parents: [3n],
    fields: { isrcCode: 'GBAYE6800023', duration: 'PT3M25S' },
  })
  expect(order!.licence.text).toContain('Licence to “Low Tide” by Ada')
})

test('a work that is closed asks nothing of descendants, whatever was typed before', () => {
  expect(
    readForm(
      form((it) => (it.ancestorRoyalty = '20')),
      around,
    ).order?.ancestorRoyalty,
  ).toBe(0)
})

test('shares that are missing, or too many, are counted out', () => {
  expect(problems((it) => (it.holders[0]!.shares = '60'))['holders']).toBe('40 of 100 shares are still to be given.')
  expect(problems((it) => (it.holders[0]!.shares = '100.000001'))['holders']).toBe(
    '0.000001 shares too many: all together are 100.',
  )
})

test('an account that stands twice is named with its line, also when one of them is “you”', () => {
  const twice = problems((it) => {
    it.holders = [
      { account: ME, name: '', shares: '50' },
      { account: ADA.toLowerCase(), name: '', shares: '50' },
    ]
  })
  expect(twice['holders.1.account']).toContain('line 1')
})

test('addresses that are none, and the one nobody can claim for', () => {
  expect(problems((it) => (it.holders[0]!.account = '0x12'))['holders.0.account']).toContain('40 hex digits')
  expect(problems((it) => (it.holders[0]!.account = `0x${'0'.repeat(40)}`))['holders.0.account']).toContain(
    'nobody has its key',
  )
})

test('an address with a wrong digit is caught by its capital letters', () => {
  expect(problems((it) => (it.holders[0]!.account = BELA.replace('c7', 'c8')))['holders.0.account']).toContain(
    'a digit is wrong',
  )
})

test('prices: empty, zero, too fine, too large', () => {
  const price = (text: string, decimals = 18) =>
    problems((it) => (it.offers.Play = { state: 'priced', price: text }), { decimals })['offers.Play']
  expect(price('')).toContain('Give a price, or choose “free” or “not offered”.')
  expect(price('0.1234567890123456789')).toContain('A price with at most 18')
  expect(price('0')).toContain('choose “free”')
  expect(price('0.0000001', 6)).toContain('at most 6 decimals')
  expect(price('99999999999')).toContain('No contract')
  expect(price('0.000001', 6)).toBeUndefined()
})

test('royalties outside the contract’s limits are refused before it does', () => {
  const asking = (text: string) =>
    problems((it) => {
      it.derivatives = 'open'
      it.ancestorRoyalty = text
    })['ancestorRoyalty']
  expect([asking('0.5'), asking('51'), asking('x')].every(Boolean)).toBe(true)
  expect([asking('0'), asking('1'), asking('50')]).toEqual([undefined, undefined, undefined])
  expect(problems((it) => (it.resaleRoyalty = '10.01'))['resaleRoyalty']).toContain('0 to 10')
})

test('numbers of recordings and books are checked by their digits', () => {
  expect(problems((it) => (it.fields = { isrcCode: 'GB-AYE' }))['fields.isrcCode']).toContain('twelve')
  const isbn = (text: string) =>
    problems((it) => {
      it.kind = 'book'
      it.fields = { isbn: text }
    })['fields.isbn']
  expect(isbn('978-0-306-40615-7')).toBeUndefined()
  expect(isbn('978-0-306-40615-8')).toContain('check digit')
})

test('without a wallet there is no order yet, and only that is said', () => {
  expect(Object.keys(problems(() => {}, { account: undefined }))).toEqual(['account'])
})

test('a well-known licence stands for itself; our own words are published with their hash', () => {
  expect(
    readForm(
      form((it) => (it.licence.spdx = 'CC-BY-4.0')),
      around,
    ).order?.licence,
  ).not.toHaveProperty('text')
  expect(readForm(form(), around).order?.licence.text).toContain('You may not publish adaptations')
})
