/** The Range header (RFC 9110 §14): one range of bytes; anything else is answered with the whole. */

export type Ranged =
  | { readonly status: 200 | 206; readonly start: number; /** excluded */ readonly end: number }
  | { readonly status: 416 }

export function rangeOf(header: string | null, size: number): Ranged {
  const match = header?.match(/^bytes=(\d*)-(\d*)$/)
  if (!match || (match[1] === '' && match[2] === '')) return { status: 200, start: 0, end: size }
  const [from, to] = [match[1]!, match[2]!]
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1)
  return start < end && (from !== '' || Number(to) > 0) ? { status: 206, start, end } : { status: 416 }
}

/** What browsers play or show without running any of it. A manifest may claim any type: as a page of this origin, HTML
 * or SVG of a stranger would act with the user's keys. */
const SHOWN =
  /^(audio\/[\w.+-]+|video\/[\w.+-]+|image\/(png|jpeg|gif|webp|avif)|application\/(pdf|epub\+zip|json)|text\/(plain|csv))$/

export function servedType(claimed: string): string {
  const type = claimed.split(';')[0]!.trim().toLowerCase()
  return SHOWN.test(type) ? type : 'application/octet-stream'
}

/** Exact lengths, so that players seek; never stored, because what is played was sealed. */
export function headersOf(range: Ranged, size: number, type: string): Record<string, string> {
  const always = {
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
  }
  if (range.status === 416) return { ...always, 'content-range': `bytes */${size}` }
  const length = { 'content-type': servedType(type), 'content-length': String(range.end - range.start) }
  if (range.status === 200) return { ...always, ...length }
  return { ...always, ...length, 'content-range': `bytes ${range.start}-${range.end - 1}/${size}` }
}
