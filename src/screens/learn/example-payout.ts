import { ALL_UNITS, BASIS_POINTS, INCOME } from '../../royalties/words.ts'

/** The example's currency: a test dollar with 6 decimals. */
export const DECIMALS = 6
export const SYMBOL = 'tUSD'

const ASKED = 1_000n
const HALF = ALL_UNITS / 2n

/** The split of one payment in the example of the Learn page. `income` in 1e-8 of a currency unit. */
export function examplePayout(amount: bigint) {
  const whole = amount * INCOME
  const song = (whole * ASKED) / BASIS_POINTS
  const remix = whole - song
  const half = (remix * HALF) / ALL_UNITS
  return [
    { holder: 'Ines', by: '100 shares of the song', income: song },
    { holder: 'Jonas', by: '50 shares of the remix', income: half },
    { holder: 'Mara', by: '50 shares of the remix', income: half },
  ]
}
