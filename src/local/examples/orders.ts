/** An example work as an order: what the Publish screen would have made of the same decisions. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseUnits } from 'viem'
import { licenceText } from '../../publish/licences.ts'
import type { Licence, Order } from '../../publish/order.ts'
import { NATIVE, SHARE, Usage, type Address, type UsageName, type WorkId } from '../../royalties/words.ts'
import { dollarAddress } from '../contracts.ts'
import { PEOPLE } from '../people.ts'
import type { Example, Money, PersonId } from './works.ts'

const MEDIA = new URL('media/', import.meta.url)
const COVER_EDGE = 800

export const decimalsOf = (money: Money): number => (money === 'ETH' ? 18 : 6)
export const currencyOf = (money: Money): Address => (money === 'ETH' ? NATIVE : dollarAddress())
export const addressOf = (who: PersonId): Address => PEOPLE[who].account.address

/** People go by their first names in credits; the demo's labels say more. */
export const nameOf = (who: PersonId): string => PEOPLE[who].name.split(',')[0] ?? who

/** `slug` names the seal jobs, so that a start cut short goes on where it was. */
export async function orderOf(slug: string, example: Example, works: ReadonlyMap<string, WorkId>): Promise<Order> {
  const { title, description, kind, by, fields, sealed, money, ancestorRoyalty, derivatives } = example
  const price = (amount: string) => parseUnits(amount, decimalsOf(money))
  const sells = (Object.keys(example.prices) as UsageName[]).some((usage) => bringsKey(example, usage))
  return {
    ...{ title, description, kind, fields, sealed, ancestorRoyalty, derivatives },
    creator: { name: nameOf(by), account: addressOf(by) },
    credits: example.credits.map(({ who, role }) => ({ name: nameOf(who), role, account: addressOf(who) })),
    licence: licenceOf(example),
    holders: Object.entries(example.holders).map(([who, shares]) => ({
      account: addressOf(who as PersonId),
      units: BigInt(shares) * SHARE,
    })),
    parents: example.parents.map((parent) => works.get(parent)!),
    offers: Object.entries(example.prices).map(([usage, amount]) => ({
      usage: Usage[usage as keyof typeof Usage],
      price: price(amount),
      bringsKey: bringsKey(example, usage as UsageName),
    })),
    deliveryFee: sells ? price(DELIVERY_FEE[money]) : 0n,
    resaleRoyalty: 500,
    currency: currencyOf(money),
    minimumTip: 0n,
    minimumFlowRate: 0n,
    files: await Promise.all(example.files.map((file, i) => fileOf(slug, file, example.types[i] ?? ''))),
    cover: { blob: await blobOf(example.cover, 'image/webp'), width: COVER_EDGE, height: COVER_EDGE },
    preview: { blob: await blobOf(example.preview.file, example.preview.type), ...startOf(example) },
  }
}

/** What opens the work in full brings its key; using a model and performing a song is for those who have it. */
export const bringsKey = ({ sealed }: Example, usage: UsageName): boolean =>
  sealed && (usage === 'Play' || usage === 'Download' || usage === 'Train')

/** About what a delivery costs its deliverer, twice. */
const DELIVERY_FEE: Readonly<Record<Money, string>> = { ETH: '0.0001', tUSD: '0.05' }

/** Our own words for everything but the pictures, which anyone may share. */
export function licenceOf(example: Example): Licence {
  const terms = {
    commercialUse: example.commercialUse,
    derivatives: example.derivatives !== 0,
    attribution: true,
    aiTraining: example.aiTraining,
    territory: 'worldwide',
  }
  if (example.kind === 'image') return { ...terms, spdx: 'CC-BY-4.0' }
  return { ...terms, text: licenceText(example.title, nameOf(example.by), terms) }
}

const startOf = ({ preview: { note, from } }: Example) => ({ note, ...(from !== undefined && { from }) })

async function fileOf(slug: string, file: string, type: string): Promise<Order['files'][number]> {
  return { job: `example-${slug}-${file}`, name: basename(file), type, source: await blobOf(file, type) }
}

const blobOf = async (file: string, type: string): Promise<Blob> =>
  new Blob([await readFile(fileURLToPath(new URL(file, MEDIA)))], { type })
