/** Exact decimal text, plain ASCII: for files, and for reading what a person typed. Never a float. */

/** Every digit there is: `-1204.000000000000000001`. Rounds: never. */
export function decimalText(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return (value < 0n ? '-' : '') + whole + (fraction ? `.${fraction}` : '')
}

/** The largest multiple of a coarser unit that is not above: `-1n / 10n` is `-1n` here. Rounds: towards minus infinity. */
export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient
}

export type DecimalProblem =
  | { kind: 'empty' }
  | { kind: 'notANumber' }
  | { kind: 'tooManyDecimals'; given: number; most: number }
  | { kind: 'tooLarge' }

export type Parsed = { ok: true; value: bigint } | { ok: false; problem: DecimalProblem }

/** Below it every amount fits the contracts' narrowest type for money. */
const ABOVE_ALL = 2n ** 128n

/** What a person typed, as the smallest unit. A comma is a point too; grouping by spaces or apostrophes is ignored. */
export function parseDecimal(text: string, decimals: number): Parsed {
  const typed = text.replace(/[\s\u202f']/g, '')
  if (typed === '') return { ok: false, problem: { kind: 'empty' } }
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(typed)
  const [, whole = '', fraction = ''] = match ?? []
  if (whole + fraction === '') return { ok: false, problem: { kind: 'notANumber' } }
  const given = fraction.replace(/0+$/, '').length
  if (given > decimals) return { ok: false, problem: { kind: 'tooManyDecimals', given, most: decimals } }
  const value = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  return value < ABOVE_ALL ? { ok: true, value } : { ok: false, problem: { kind: 'tooLarge' } }
}
