/** Numbers as people type them, read exactly. */
import { parseDecimal } from '../../royalties/format.ts'

/** In the smallest unit; undefined when it is no number or finer than `decimals`. */
export function readAmount(text: string, decimals: number): bigint | undefined {
  const parsed = parseDecimal(text, decimals)
  return parsed.ok ? parsed.value : undefined
}

/** Per cent with at most two decimals, in basis points. */
export function readBasisPoints(text: string): number | undefined {
  const points = readAmount(text.replace('%', ''), 2)
  return points === undefined || points > 1_000_000n ? undefined : Number(points)
}

/** As people type it: `0.0003`, without zeros at the end. Exact. */
export function amountText(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, '0')
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)]
  return `${whole}.${part}`.replace(/\.?0*$/, '')
}
