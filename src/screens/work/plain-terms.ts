import type { Manifest } from '../../content/manifest.ts'

/** One sentence of the terms, and whether it gives or takes. */
export interface Term {
  readonly allowed: boolean
  readonly text: string
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
const regions = new Intl.DisplayNames('en', { type: 'region' })

/** A licence's terms in plain words. The licence itself binds; these are its summary as the manifest states it. */
export function termsOf({ terms }: Manifest['licence']): Term[] {
  const { commercialUse, derivatives, attribution, aiTraining, territory, expiry } = terms
  return [
    { allowed: commercialUse, text: commercialUse ? 'May be used commercially' : 'Not for commercial use' },
    { allowed: derivatives, text: derivatives ? 'Others may build on it' : 'Nothing may be built on it' },
    { allowed: aiTraining, text: aiTraining ? 'May be used to train AI' : 'Not for training AI' },
    { allowed: true, text: attribution ? 'The creator must be named' : 'The creator need not be named' },
    {
      allowed: true,
      text:
        territory === 'worldwide' ? 'Valid everywhere' : `Valid in ${territory.split(' ').map(regionOf).join(', ')}`,
    },
    { allowed: true, text: expiry ? `Until ${day.format(new Date(expiry))}` : 'Without an end' },
  ]
}

function regionOf(code: string): string {
  try {
    return regions.of(code) ?? code
  } catch {
    return code
  }
}
