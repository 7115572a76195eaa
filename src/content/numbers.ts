/** Numbers that name works in the world: recordings, musical works, books. Each in one written form, without hyphens. */

/** Upper case, no spaces or hyphens. */
const plain = (written: string): string => written.replace(/[\s-]/g, '').toUpperCase()

/** ISRC: country, registrant, year, designation. It has no check digit. */
export const isIsrc = (written: string): boolean => /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(written)

export function readIsrc(written: string): string | undefined {
  const isrc = plain(written).replace(/^ISRC:?/, '')
  return isIsrc(isrc) ? isrc : undefined
}

/** ISBN-10 or ISBN-13, digits only, right check digit. */
export function isIsbn(written: string): boolean {
  if (/^97[89]\d{10}$/.test(written)) {
    return Array.from(written).reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 3 : 1), 0) % 10 === 0
  }
  if (!/^\d{9}[\dX]$/.test(written)) return false
  return (
    Array.from(written).reduce((sum, digit, i) => sum + (digit === 'X' ? 10 : Number(digit)) * (10 - i), 0) % 11 === 0
  )
}

export function readIsbn(written: string): string | undefined {
  const isbn = plain(written).replace(/^(?:URN:)?(?:ISBN:?)?(?:1[03]:)?/, '')
  return isIsbn(isbn) ? isbn : undefined
}

/** ISWC as printed: T-034.524.680-1, right check digit. */
export function isIswc(written: string): boolean {
  const match = /^T-(\d{3})\.(\d{3})\.(\d{3})-(\d)$/.exec(written)
  if (!match) return false
  const digits = Array.from(match.slice(1, 4).join(''))
  const sum = digits.reduce((sum, digit, i) => sum + Number(digit) * (i + 1), 1)
  return (10 - (sum % 10)) % 10 === Number(match[4])
}

export function readIswc(written: string): string | undefined {
  const match = /^T(\d{3})(\d{3})(\d{3})(\d)$/.exec(plain(written).replace(/\./g, ''))
  const iswc = match && `T-${match[1]}.${match[2]}.${match[3]}-${match[4]}`
  return iswc && isIswc(iswc) ? iswc : undefined
}
