/** What search engines and libraries call our kinds, and the fields of theirs that we check. */
import * as v from 'valibot'
import * as field from './fields.ts'
import { isIsbn, isIsrc, isIswc } from './numbers.ts'
import type { Kind } from './kind.ts'

export const SCHEMA_ORG_TYPES = {
  song: 'MusicRecording',
  video: 'VideoObject',
  book: 'Book',
  image: 'ImageObject',
  dataset: 'Dataset',
  model: 'SoftwareApplication',
  other: 'CreativeWork',
} as const satisfies Record<Kind, string>

const number = (holds: (written: string) => boolean, what: string) => v.pipe(v.string(), v.check(holds, what))

/** Fields beside the manifest's own. All optional, allowed with every kind. */
export const schemaOrgFields = {
  isrcCode: v.exactOptional(number(isIsrc, 'an ISRC: twelve characters without hyphens')),
  iswcCode: v.exactOptional(number(isIswc, 'an ISWC such as T-034.524.680-1 with a right check digit')),
  isbn: v.exactOptional(number(isIsbn, 'an ISBN of 10 or 13 digits without hyphens, with a right check digit')),
  duration: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^PT(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,7}(?:\.\d{1,3})?S)?$/, 'a duration such as PT3M25S'),
    ),
  ),
  inLanguage: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,7}$/, 'a language tag such as en-GB')),
  ),
  datePublished: v.exactOptional(field.day),
  genre: v.exactOptional(field.text(100)),
  numberOfPages: v.exactOptional(field.positive),
}

/** Seconds to the form schema.org wants, rounded to the nearest: 205 → PT3M25S. */
export function isoDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest || whole < 60 ? `${rest}S` : ''}`
}
