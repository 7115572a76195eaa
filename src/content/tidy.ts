/** Making a stranger's text fit to be shown in one line: it stays a claim, but it cannot break a layout, turn the reading
 * direction, or pretend to be something else. */

/** Control, direction and format characters, and halves of pairs made well-formed. */
const UNSHOWABLE =
  // eslint-disable-next-line no-control-regex -- these are the characters to be removed.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g

/** At most `longest` characters, one line; `undefined` when nothing is left or it was no text. */
export function tidyText(value: unknown, longest = 200): string | undefined {
  if (typeof value !== 'string') return undefined
  const line = value
    .slice(0, longest * 20)
    .toWellFormed()
    .replace(UNSHOWABLE, '')
    .replace(/\s+/g, ' ')
    .trim()
  return Array.from(line).slice(0, longest).join('').trim() || undefined
}

/** At most `most` different texts. */
export function tidyTexts(values: unknown, most = 20): string[] | undefined {
  const list = Array.isArray(values) ? (values as unknown[]) : [values]
  const texts = list
    .slice(0, most * 5)
    .map((value) => tidyText(value))
    .filter((text) => text !== undefined)
  const different = [...new Set(texts)].slice(0, most)
  return different.length > 0 ? different : undefined
}

/** A number between two bounds, both included; `undefined` for anything else. */
export function tidyNumber(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined
}

/** The year that a date of any form begins with or a number is. */
export function tidyYear(value: unknown): number | undefined {
  return tidyNumber(Number(/^\s*(\d{4})(?!\d)/.exec(String(value))?.[1]), 1000, 2999)
}

/** An object without the members that are `undefined`. */
export function present<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}
