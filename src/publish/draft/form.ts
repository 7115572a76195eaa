/** What a creator has typed so far, as typed: nothing here is checked, so anything can be saved and shown again. */
import type { Kind } from '../../content/kind.ts'
import { NATIVE } from '../../royalties/words.ts'

export const OFFERED = ['Play', 'Download', 'Train', 'Infer', 'Perform'] as const
export type OfferedUsage = (typeof OFFERED)[number]

/** Stands for the connected account in the split, whoever that is when the work is published. */
export const ME = 'me'

export interface HolderForm {
  /** `me`, or an address. */
  account: string
  name: string
  shares: string
}

export interface OfferForm {
  state: 'closed' | 'free' | 'priced'
  price: string
  /** Whether it brings the key of a sealed work; absent: as usual for its kind (selling.ts). */
  key?: boolean
}

export interface LicenceForm {
  /** `reserved`: only what the terms below say; else an SPDX identifier. */
  spdx: string
  commercialUse: boolean
  attribution: boolean
  aiTraining: boolean
  territory: string
  expiry: string
}

export interface Form {
  title: string
  description: string
  kind: Kind
  creatorName: string
  credits: { name: string; role: string; account: string }[]
  fields: Record<string, string>
  sealed: boolean
  /** The key follows from nothing, so that it can be destroyed. Absent in drafts from before: no. */
  shreddable?: boolean
  /** What only licensees read. Absent in drafts from before: nothing. */
  note?: string
  licence: LicenceForm
  holders: HolderForm[]
  /** Numbers of works. */
  parents: string[]
  /** Address of the currency. */
  currency: string
  offers: Record<OfferedUsage, OfferForm>
  /** Absent: what is suggested. */
  deliveryFee?: string
  /** The creator confirms that somebody gets the key for nothing. */
  freeKey?: boolean
  minimumTip: string
  /** Per cent. */
  ancestorRoyalty: string
  derivatives: 'closed' | 'byApproval' | 'open'
  /** Per cent. */
  resaleRoyalty: string
}

export const RESERVED = 'reserved'

const offer = (state: OfferForm['state'], price = ''): OfferForm => ({ state, price })

export const emptyForm = (): Form => ({
  title: '',
  description: '',
  kind: 'other',
  creatorName: '',
  credits: [],
  fields: {},
  sealed: true,
  licence: {
    spdx: RESERVED,
    commercialUse: false,
    attribution: true,
    aiTraining: false,
    territory: 'worldwide',
    expiry: '',
  },
  holders: [{ account: ME, name: '', shares: '100' }],
  parents: [],
  currency: NATIVE,
  offers: {
    Play: offer('closed'),
    Download: offer('closed'),
    Train: offer('closed'),
    Infer: offer('closed'),
    Perform: offer('closed'),
  },
  minimumTip: '',
  ancestorRoyalty: '0',
  derivatives: 'closed',
  resaleRoyalty: '0',
})

/** Usages that people buy of each kind, the one most asked for first. */
export const USUAL: Readonly<Record<Kind, readonly OfferedUsage[]>> = {
  song: ['Play', 'Download', 'Perform'],
  video: ['Play', 'Download', 'Perform'],
  book: ['Download'],
  image: ['Download', 'Perform'],
  dataset: ['Train', 'Download'],
  model: ['Infer', 'Download'],
  other: ['Download'],
}

/** Usages a form of this kind asks about; the others wait behind "more". */
export const asked = (form: Form): OfferedUsage[] => [
  ...USUAL[form.kind],
  ...OFFERED.filter((usage) => !USUAL[form.kind].includes(usage) && form.offers[usage].state !== 'closed'),
]
