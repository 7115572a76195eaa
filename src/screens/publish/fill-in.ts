import type { Tags } from '../../content/tags.ts'
import { fieldsOf } from '../../publish/draft/fields.ts'
import type { Form } from '../../publish/draft/form.ts'
import { clock } from '../player/clock.ts'

/** Puts what a file says about itself into fields that are still empty. Nothing typed is ever replaced. */
export function fillIn(form: Form, fileName: string, tags: Tags): void {
  form.title ||= tags.title ?? plainName(fileName)
  const [artist] = tags.artists ?? []
  form.creatorName ||= artist ?? ''
  if (form.credits.length === 0 && tags.artists) {
    form.credits = tags.artists.map((name) => ({ name, role: roleOf(form.kind), account: '' }))
  }
  const known: Record<string, string | undefined> = {
    isrcCode: tags.isrc,
    iswcCode: tags.iswc,
    isbn: tags.isbn,
    inLanguage: tags.language,
    genre: tags.genre,
    duration: tags.seconds ? clock(Math.max(1, Math.round(tags.seconds))) : undefined,
  }
  for (const { key } of fieldsOf(form.kind)) {
    const value = known[key]
    if (value !== undefined && !form.fields[key]) form.fields[key] = value
  }
}

/** `01_low-tide.final.mp3` → “01 low tide.final”. */
const plainName = (fileName: string): string =>
  fileName
    .replace(/\.[A-Za-z0-9]{1,8}$/, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 200)

const roleOf = (kind: Form['kind']): string =>
  ({
    song: 'artist',
    video: 'director',
    book: 'author',
    image: 'artist',
    dataset: 'author',
    model: 'author',
    other: 'author',
  })[kind]
