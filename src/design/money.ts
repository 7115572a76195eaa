/** Money as people read it. Pure and exact: bigint in, text out, always rounded towards zero and never by floats. */

export interface Money {
  /** In the currency's smallest unit. */
  readonly value: bigint
  readonly decimals: number
}

const grouped = (whole: string) => whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')

/** Every digit there is: `1 204.000000000000000001`. */
export function exactText({ value, decimals }: Money): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return (value < 0n ? '\u2212' : '') + grouped(whole) + (fraction ? '.' + fraction : '')
}

/**
 * At most `places` digits after the point, at least two; what is smaller keeps its first two digits, so that money never
 * reads as nothing. Rounds: towards zero.
 */
export function shortText(money: Money, places = 4): string {
  const [whole = '0', fraction = ''] = exactText(money).split('.')
  const leading = /^0*/.exec(fraction)?.[0].length ?? 0
  const keep = whole.endsWith('0') && whole.replace('\u2212', '') === '0' ? Math.max(places, leading + 2) : places
  const cut = fraction.slice(0, keep).replace(/0+$/, '')
  return `${whole}.${cut.padEnd(Math.min(2, money.decimals), '0')}`.replace(/\.$/, '')
}

/** `units` millionths of a share as people read it: `12.5`. */
export const sharesText = (units: bigint): string => exactText({ value: units, decimals: 6 })

/** `0x1234…cdef` */
export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`
