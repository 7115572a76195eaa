/** Numbers as people type them, read exactly: digits, one point or comma, spaces between groups. */

/** In the smallest unit; undefined when it is no number or finer than `decimals`. */
export function readAmount(text: string, decimals: number): bigint | undefined {
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(text.replace(/[\s\u202f']/g, ''))
  const [, whole = '', fraction = ''] = match ?? []
  if (!match || whole + fraction === '' || whole.length > 40) return undefined
  const kept = fraction.replace(/0+$/, '')
  return kept.length > decimals ? undefined : BigInt(whole + kept.padEnd(decimals, '0'))
}

/** Per cent with at most two decimals, in basis points. */
export function readBasisPoints(text: string): number | undefined {
  const points = readAmount(text.replace('%', ''), 2)
  return points === undefined || points > 1_000_000n ? undefined : Number(points)
}
