/** From what was typed to an order, or to what is still wrong, field by field, in sentences. */
import { ALL_UNITS, Derivatives, NATIVE, Usage, workId, type Address } from '../../royalties/words.ts'
import { parseAddress } from '../../chain/address.ts'
import { licenceText } from '../licences.ts'
import type { Cover, Credit, Holder, Licence, Offer, Order, OrderFile, Preview } from '../order.ts'
import { fieldsOf } from './fields.ts'
import { ME, OFFERED, RESERVED, type Form } from './form.ts'
import { readAmount, readBasisPoints } from './numbers.ts'
import { bringsKey, givesKeyAway, keyBringers } from './selling.ts'

/** Problems by the path of their field: `title`, `holders.2.account`, `offers.Play`. */
export type Problems = Readonly<Record<string, string>>

export interface Surroundings {
  readonly account: Address | undefined
  /** Of the currency chosen. */
  readonly decimals: number
  readonly files: readonly OrderFile[]
  readonly cover?: Cover | undefined
  readonly preview?: Preview | undefined
  /** The delivery fee where the creator has not typed any. */
  readonly suggestedFee?: bigint | undefined
  /** Found out elsewhere: parents that refuse, holders that cannot receive. By path as well. */
  readonly known?: Problems
}

export interface Reading {
  readonly problems: Problems
  /** As far as they can be read. */
  readonly offers: readonly Offer[]
  /** When nothing is wrong. */
  readonly order: Order | undefined
}

export const HIGHEST_PRICE = 2n ** 84n - 2n
const LONGEST_NOTE = 10_000
const HIGHEST_TIP = 2n ** 96n - 1n
const DERIVATIVES = { closed: Derivatives.Closed, byApproval: Derivatives.ByApproval, open: Derivatives.Open } as const

export function readForm(form: Form, around: Surroundings): Reading {
  const problems: Record<string, string> = { ...around.known }
  const wrong = (path: string, sentence: string) => void (problems[path] ??= sentence)
  checkTexts(form, around, wrong)
  const made = {
    credits: readCredits(form, wrong),
    fields: readFields(form, wrong),
    licence: readLicence(form, wrong),
    holders: readHolders(form, around, wrong),
    offers: readOffers(form, around, wrong),
    deliveryFee: readFee(form, around, wrong),
    minimumTip: readTip(form, around, wrong),
    ...readRoyalties(form, wrong),
  }
  const { offers } = made
  if (Object.keys(problems).length > 0 || !around.account) return { problems, offers, order: undefined }
  const order: Order = {
    title: form.title.trim(),
    description: form.description.trim(),
    kind: form.kind,
    creator: { name: form.creatorName.trim(), account: around.account },
    ...made,
    parents: form.parents.map((id) => workId(BigInt(id))),
    derivatives: DERIVATIVES[form.derivatives],
    currency: form.currency as Address,
    minimumFlowRate: 0n,
    sealed: form.sealed,
    ...(form.sealed && form.note?.trim() && { note: form.note.trim() }),
    files: around.files,
    ...(around.cover && { cover: around.cover }),
    ...(around.preview && { preview: around.preview }),
  }
  return { problems, offers, order }
}

type Wrong = (path: string, sentence: string) => void

function checkTexts(form: Form, { files, account }: Surroundings, wrong: Wrong): void {
  if (files.length === 0) wrong('files', 'Add at least one file.')
  if (files.length > 1024) wrong('files', 'A work has at most 1 024 files. Pack them into an archive.')
  if (!form.title.trim()) wrong('title', 'Give the work a title.')
  if (form.title.length > 200) wrong('title', 'A title has at most 200 characters.')
  if (form.description.length > 10_000) wrong('description', 'A description has at most 10 000 characters.')
  if (form.sealed && (form.note ?? '').length > LONGEST_NOTE)
    wrong('note', 'At most 10 000 characters. Put longer things into a file of the work.')
  if (!form.creatorName.trim()) wrong('creatorName', 'Say under which name you publish.')
  if (form.creatorName.length > 200) wrong('creatorName', 'A name has at most 200 characters.')
  if (!account) wrong('account', 'Connect a wallet: its account signs the manifest and becomes the creator.')
}

function readAccount(text: string, path: string, wrong: Wrong): Address | undefined {
  const parsed = parseAddress(text)
  if (parsed.ok) return parsed.address
  wrong(path, parsed.sentence)
  return undefined
}

function readCredits(form: Form, wrong: Wrong): Credit[] {
  return form.credits
    .map((credit, at) => ({ ...credit, at }))
    .filter(({ name, role, account }) => (name + role + account).trim() !== '')
    .map(({ name, role, account, at }) => {
      if (!name.trim() || name.length > 200)
        wrong(`credits.${at}.name`, 'Name who is credited, in at most 200 characters.')
      if (!role.trim() || role.length > 100) wrong(`credits.${at}.role`, 'Say for what, in at most 100 characters.')
      const known = account.trim() === '' ? undefined : readAccount(account, `credits.${at}.account`, wrong)
      return { name: name.trim(), role: role.trim(), ...(known && { account: known }) }
    })
}

function readFields(form: Form, wrong: Wrong): Record<string, string | number> {
  const made: Record<string, string | number> = {}
  for (const field of fieldsOf(form.kind)) {
    const text = (form.fields[field.key] ?? '').trim()
    if (text === '') continue
    const value = field.read(text)
    if (value === undefined) wrong(`fields.${field.key}`, field.problem)
    else made[field.key] = value
  }
  return made
}

function readLicence(form: Form, wrong: Wrong): Licence {
  const { spdx, territory, expiry, ...choices } = form.licence
  const where = /^worldwide$/i.test(territory.trim())
    ? 'worldwide'
    : territory
        .trim()
        .toUpperCase()
        .split(/[\s,]+/)
        .join(' ')
  if (where !== 'worldwide' && !/^[A-Z]{2}( [A-Z]{2}){0,248}$/.test(where)) {
    wrong('licence.territory', 'Write “worldwide”, or two-letter country codes such as DE FR US.')
  }
  if (expiry && !/^\d{4}-\d{2}-\d{2}$/.test(expiry)) wrong('licence.expiry', 'A date such as 2030-12-31.')
  const terms = { ...choices, derivatives: form.derivatives !== 'closed', territory: where, ...(expiry && { expiry }) }
  if (spdx !== RESERVED) return { spdx, ...terms }
  return { text: licenceText(form.title.trim(), form.creatorName.trim(), terms), ...terms }
}

function readHolders(form: Form, { account }: Surroundings, wrong: Wrong): Holder[] {
  const seen = new Map<string, number>()
  const holders = form.holders.map((holder, at) => {
    const who = holder.account === ME ? account : readAccount(holder.account, `holders.${at}.account`, wrong)
    const units = readAmount(holder.shares, 6)
    const before = who ? seen.get(who.toLowerCase()) : undefined
    if (before !== undefined)
      wrong(`holders.${at}.account`, `The same account stands in line ${before + 1}. Put both parts together.`)
    if (who) seen.set(who.toLowerCase(), at)
    if (units === undefined || units === 0n) wrong(`holders.${at}.shares`, 'More than 0, with at most 6 decimals.')
    return { account: who ?? NATIVE, units: units ?? 0n }
  })
  if (holders.length === 0) wrong('holders', 'Somebody has to hold the shares.')
  if (holders.length > 64) wrong('holders', 'At most 64 holders at the start; shares can be passed on later.')
  const sum = holders.reduce((total, { units }) => total + units, 0n)
  if (sum !== ALL_UNITS) wrong('holders', sayDifference(sum))
  return holders
}

/** Rounds: never; six decimals are all there are. */
function sayDifference(sum: bigint): string {
  const rest = sum < ALL_UNITS ? ALL_UNITS - sum : sum - ALL_UNITS
  const digits = rest.toString().padStart(7, '0')
  const shares = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
  return sum < ALL_UNITS
    ? `${shares} of 100 shares are still to be given.`
    : `${shares} shares too many: all together are 100.`
}

function readOffers(form: Form, { decimals }: Surroundings, wrong: Wrong): Offer[] {
  if (givesKeyAway(form) && !form.freeKey)
    wrong('offers.freeKey', 'Confirm that the key may be had for nothing, or let no free usage bring it.')
  return OFFERED.flatMap((name) => {
    const { state, price: text } = form.offers[name]
    if (state === 'closed') return []
    const price = state === 'free' ? 0n : readAmount(text, decimals)
    if (text.trim() === '' && state === 'priced')
      wrong(`offers.${name}`, 'Give a price, or choose “free” or “not offered”.')
    else if (price === undefined) wrong(`offers.${name}`, `A price with at most ${decimals} decimals.`)
    else if (state === 'priced' && price === 0n) wrong(`offers.${name}`, 'Give a price, or choose “free”.')
    else if (price > HIGHEST_PRICE) wrong(`offers.${name}`, 'No contract can count this price.')
    return [{ usage: Usage[name], price: price ?? 0n, bringsKey: bringsKey(form, name) }]
  })
}

function readFee(form: Form, { decimals, suggestedFee = 0n }: Surroundings, wrong: Wrong): bigint {
  if (keyBringers(form).length === 0) return 0n
  if (form.deliveryFee === undefined) return suggestedFee
  if (form.deliveryFee.trim() === '') return 0n
  const fee = readAmount(form.deliveryFee, decimals)
  if (fee === undefined || fee > HIGHEST_TIP)
    wrong('deliveryFee', `An amount with at most ${decimals} decimals, or nothing.`)
  return fee ?? 0n
}

function readTip(form: Form, { decimals }: Surroundings, wrong: Wrong): bigint {
  if (form.minimumTip.trim() === '') return 0n
  const tip = readAmount(form.minimumTip, decimals)
  if (tip === undefined || tip > HIGHEST_TIP)
    wrong('minimumTip', `An amount with at most ${decimals} decimals, or nothing.`)
  return tip ?? 0n
}

function readRoyalties(form: Form, wrong: Wrong): { ancestorRoyalty: number; resaleRoyalty: number } {
  const asks = form.derivatives !== 'closed'
  const ancestorRoyalty = asks ? (readBasisPoints(form.ancestorRoyalty || '0') ?? -1) : 0
  const resaleRoyalty = readBasisPoints(form.resaleRoyalty || '0') ?? -1
  if (ancestorRoyalty !== 0 && (ancestorRoyalty < 100 || ancestorRoyalty > 5_000))
    wrong('ancestorRoyalty', '0, or from 1 to 50 per cent.')
  if (resaleRoyalty < 0 || resaleRoyalty > 1_000) wrong('resaleRoyalty', 'From 0 to 10 per cent.')
  return { ancestorRoyalty, resaleRoyalty }
}
