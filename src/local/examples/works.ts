/** The example works: what their makers decided about them. The media lie in media/, made by make/make.ts. */
import type { Kind } from '../../content/kind.ts'
import { Derivatives, type UsageName } from '../../royalties/words.ts'
import type { PEOPLE } from '../people.ts'

export type PersonId = keyof typeof PEOPLE
export type Money = 'ETH' | 'tUSD'

export interface Example {
  readonly title: string
  readonly description: string
  readonly kind: Kind
  readonly by: PersonId
  /** Shares of each, in whole shares. */
  readonly holders: Partial<Record<PersonId, number>>
  readonly credits: readonly { readonly who: PersonId; readonly role: string }[]
  readonly files: readonly string[]
  readonly types: readonly string[]
  /** `from`: the second of the whole at which a clip begins. */
  readonly preview: { readonly file: string; readonly type: string; readonly note: string; readonly from?: number }
  readonly cover: string
  readonly fields: Readonly<Record<string, string | number>>
  readonly sealed: boolean
  readonly money: Money
  /** Prices in whole currency, as decimal text. */
  readonly prices: Partial<Record<UsageName, string>>
  readonly parents: readonly string[]
  /** Basis points. */
  readonly ancestorRoyalty: number
  readonly derivatives: Derivatives
  readonly commercialUse: boolean
  readonly aiTraining: boolean
}

const song = {
  kind: 'song',
  types: ['audio/mpeg'],
  sealed: true,
  money: 'ETH',
  parents: [],
  derivatives: Derivatives.Open,
  commercialUse: true,
  aiTraining: false,
} as const
const excerpt = (name: string, from: number) => ({
  file: `${name}-preview.mp3`,
  type: 'audio/mpeg',
  note: '12 seconds',
  from,
})

export const EXAMPLES: Readonly<Record<string, Example>> = {
  'spring-water': {
    ...song,
    title: 'Spring Water',
    description: 'Plucked strings over a slow pad, in D. The first track of the record “Three Waters”.',
    by: 'ada',
    holders: { ada: 85, bela: 15 },
    credits: [
      { who: 'ada', role: 'composer' },
      { who: 'bela', role: 'mixing' },
    ],
    files: ['spring-water.mp3'],
    preview: excerpt('spring-water', 9.6),
    cover: 'spring-water-cover.webp',
    fields: { isrcCode: 'QZTRB2600001', duration: 'PT44S', inAlbum: 'Three Waters' },
    prices: { Play: '0.0002', Download: '0.004', Perform: '0.02' },
    ancestorRoyalty: 1_000,
  },
  'night-ferry': {
    ...song,
    title: 'Night Ferry',
    description: 'Four to the floor on black water: drums, a walking bass and chords that come in late.',
    by: 'bela',
    holders: { bela: 90, ada: 10 },
    credits: [{ who: 'bela', role: 'producer' }],
    files: ['night-ferry.mp3'],
    preview: excerpt('night-ferry', 14.4),
    cover: 'night-ferry-cover.webp',
    fields: { isrcCode: 'QZTRB2600002', duration: 'PT48S', inAlbum: 'Three Waters' },
    prices: { Play: '0.0003', Download: '0.005', Perform: '0.03' },
    ancestorRoyalty: 1_200,
  },
  meander: {
    ...song,
    title: 'Meander',
    description: 'A slow waltz for electric piano that takes the long way round.',
    by: 'ada',
    holders: { ada: 50, bela: 50 },
    credits: [
      { who: 'ada', role: 'composer' },
      { who: 'bela', role: 'producer' },
    ],
    files: ['meander.mp3'],
    preview: excerpt('meander', 6.2),
    cover: 'meander-cover.webp',
    fields: { isrcCode: 'QZTRB2600003', duration: 'PT46S', inAlbum: 'Three Waters' },
    prices: { Play: '0.0002', Download: '0.004' },
    ancestorRoyalty: 500,
  },
  rivers: {
    title: 'Four Rivers at Dusk',
    description: 'A series of four pictures: nine hundred drops each, following the slope until they meet.',
    kind: 'image',
    by: 'dora',
    holders: { dora: 100 },
    credits: [{ who: 'dora', role: 'painter' }],
    files: ['rivers-1.webp', 'rivers-2.webp', 'rivers-3.webp', 'rivers-4.webp'],
    types: ['image/webp', 'image/webp', 'image/webp', 'image/webp'],
    preview: { file: 'rivers-preview.webp', type: 'image/webp', note: 'the first picture, small' },
    cover: 'rivers-cover.webp',
    fields: {},
    sealed: false,
    money: 'ETH',
    prices: { Download: '0.003', Train: '0.05' },
    parents: [],
    ancestorRoyalty: 700,
    derivatives: Derivatives.Open,
    commercialUse: true,
    aiTraining: true,
  },
  'ferrymans-ledger': {
    title: 'The Ferryman’s Ledger',
    description: 'A short story about nineteen people, one boat, and a girl who cuts grooves into a plank.',
    kind: 'book',
    by: 'dora',
    holders: { dora: 100 },
    credits: [{ who: 'dora', role: 'author' }],
    files: ['ferrymans-ledger.epub'],
    types: ['application/epub+zip'],
    preview: { file: 'ferrymans-ledger-preview.txt', type: 'text/plain', note: 'the first chapter' },
    cover: 'ferrymans-ledger-cover.webp',
    fields: { inLanguage: 'en' },
    sealed: true,
    money: 'tUSD',
    prices: { Download: '3.5' },
    parents: [],
    ancestorRoyalty: 0,
    derivatives: Derivatives.ByApproval,
    commercialUse: false,
    aiTraining: false,
  },
  gauge: {
    title: 'Three Years of a River Gauge',
    description:
      'Rain, temperature, soil moisture and water level of an invented river, day by day, with the floods marked.',
    kind: 'dataset',
    by: 'chidi',
    holders: { chidi: 70, dora: 20, hana: 10 },
    credits: [
      { who: 'chidi', role: 'measurements' },
      { who: 'dora', role: 'labels' },
    ],
    files: ['gauge.csv'],
    types: ['text/csv'],
    preview: { file: 'gauge-preview.csv', type: 'text/csv', note: 'the first 20 rows' },
    cover: 'gauge-cover.webp',
    fields: {},
    sealed: true,
    money: 'tUSD',
    prices: { Download: '12', Train: '40' },
    parents: [],
    ancestorRoyalty: 2_000,
    derivatives: Derivatives.Open,
    commercialUse: true,
    aiTraining: true,
  },
  'where-they-meet': {
    ...song,
    title: 'Where They Meet',
    description: '“Spring Water” and “Night Ferry” over each other: the strings step back at every beat of the drum.',
    by: 'bela',
    holders: { bela: 100 },
    credits: [{ who: 'bela', role: 'remixer' }],
    files: ['where-they-meet.mp3'],
    preview: excerpt('where-they-meet', 19.2),
    cover: 'where-they-meet-cover.webp',
    fields: { isrcCode: 'QZTRB2600004', duration: 'PT48S' },
    prices: { Play: '0.0004', Download: '0.006' },
    parents: ['spring-water', 'night-ferry'],
    ancestorRoyalty: 1_000,
  },
  'flood-tomorrow': {
    title: 'Flood Tomorrow?',
    description: 'Logistic regression over four readings, trained on the river gauge: will the water leave its bed?',
    kind: 'model',
    by: 'hana',
    holders: { hana: 80, chidi: 20 },
    credits: [{ who: 'hana', role: 'training' }],
    files: ['flood-tomorrow.safetensors'],
    types: ['application/vnd.safetensors'],
    preview: { file: 'flood-tomorrow-preview.json', type: 'application/json', note: 'weights and scores, rounded' },
    cover: 'flood-tomorrow-cover.webp',
    fields: {},
    sealed: true,
    money: 'tUSD',
    prices: { Infer: '0.02', Download: '25' },
    parents: ['gauge'],
    ancestorRoyalty: 0,
    derivatives: Derivatives.Closed,
    commercialUse: true,
    aiTraining: false,
  },
  'running-light': {
    title: 'Running Light',
    description: 'Four hundred streams of light and the waltz “Meander”. No ending: it just runs.',
    kind: 'video',
    by: 'emre',
    holders: { emre: 100 },
    credits: [
      { who: 'emre', role: 'director' },
      { who: 'ada', role: 'music' },
    ],
    files: ['running-light.mp4'],
    types: ['video/mp4'],
    preview: { file: 'running-light-preview.mp4', type: 'video/mp4', note: '4 seconds, without sound', from: 6 },
    cover: 'running-light-cover.webp',
    fields: { duration: 'PT12S' },
    sealed: false,
    money: 'ETH',
    prices: { Play: '0.0005', Download: '0.008' },
    parents: ['meander'],
    ancestorRoyalty: 300,
    derivatives: Derivatives.Open,
    commercialUse: true,
    aiTraining: false,
  },
}
