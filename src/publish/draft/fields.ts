/** Fields that only some kinds have, under their schema.org names, and how what is typed becomes their value. */
import type { Kind } from '../../content/kind.ts'
import { isIsbn, isIsrc, isIswc } from '../../content/numbers.ts'

export interface KindField {
  readonly key: string
  readonly label: string
  readonly hint?: string
  /** Undefined when what is typed is no such value. */
  read(text: string): string | number | undefined
  readonly problem: string
}

const compact = (text: string): string => text.replace(/[\s-]/g, '').toUpperCase()

const isrc: KindField = {
  key: 'isrcCode',
  label: 'ISRC',
  hint: 'The recording’s number, such as GB-AYE-68-00023.',
  read: (text) => (isIsrc(compact(text)) ? compact(text) : undefined),
  problem: 'An ISRC has twelve characters: two letters, three letters or digits, seven digits.',
}
const iswc: KindField = {
  key: 'iswcCode',
  label: 'ISWC',
  hint: 'The composition’s number, such as T-034.524.680-1.',
  read: (text) => (isIswc(text) ? text : undefined),
  problem: 'An ISWC looks like T-034.524.680-1 and has a check digit; this one does not fit.',
}
const isbn: KindField = {
  key: 'isbn',
  label: 'ISBN',
  read: (text) => (isIsbn(compact(text)) ? compact(text) : undefined),
  problem: 'An ISBN has 10 or 13 digits with a check digit; this one does not fit.',
}
const language: KindField = {
  key: 'inLanguage',
  label: 'Language',
  hint: 'A tag such as en, de or pt-BR.',
  read: (text) => (/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,7}$/.test(text) ? text : undefined),
  problem: 'A language tag such as en or pt-BR.',
}
const genre: KindField = {
  key: 'genre',
  label: 'Genre',
  read: (text) => (text.length <= 100 ? text : undefined),
  problem: 'At most 100 characters.',
}
const released: KindField = {
  key: 'datePublished',
  label: 'First published',
  hint: 'A date such as 2024-05-01.',
  read: (text) => (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text) ? text : undefined),
  problem: 'A date such as 2024-05-01.',
}
const duration: KindField = {
  key: 'duration',
  label: 'Length',
  hint: 'Minutes and seconds, such as 3:25.',
  read: readDuration,
  problem: 'A length such as 3:25 or 1:02:03.',
}
const pages: KindField = {
  key: 'numberOfPages',
  label: 'Pages',
  read: (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
  problem: 'A whole number.',
}

const FIELDS: Readonly<Record<Kind, readonly KindField[]>> = {
  song: [isrc, iswc, language, genre, duration, released],
  video: [language, genre, duration, released],
  book: [isbn, language, genre, pages, released],
  image: [genre, released],
  dataset: [language, released],
  model: [language, released],
  other: [language, released],
}

export const fieldsOf = (kind: Kind): readonly KindField[] => FIELDS[kind]

/** `3:25`, `1:02:03` and `PT3M25S` become `PT3M25S`, `PT1H2M3S`. */
function readDuration(text: string): string | undefined {
  if (/^PT(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,7}(?:\.\d{1,3})?S)?$/.test(text)) return text
  const match = /^(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)$/.exec(text)
  if (!match) return undefined
  const [, hours, minutes, seconds] = match
  return `PT${hours ? `${Number(hours)}H` : ''}${Number(minutes)}M${Number(seconds)}S`
}
