/** Licence terms in plain words: for the creator to read while choosing, and as the text that a licensee accepts where no
 * well-known licence says it all. */
import type { Licence } from './order.ts'

export interface KnownLicence {
  readonly spdx: string
  readonly label: string
  readonly gist: string
  readonly terms: Pick<Licence, 'commercialUse' | 'attribution'> & { readonly derivatives: boolean }
}

export const KNOWN_LICENCES: readonly KnownLicence[] = [
  {
    spdx: 'CC-BY-4.0',
    label: 'Creative Commons Attribution 4.0',
    gist: 'Anyone may share and adapt it, also commercially, if they name you.',
    terms: { commercialUse: true, attribution: true, derivatives: true },
  },
  {
    spdx: 'CC-BY-SA-4.0',
    label: 'Creative Commons Attribution-ShareAlike 4.0',
    gist: 'As above, and adaptations carry the same licence.',
    terms: { commercialUse: true, attribution: true, derivatives: true },
  },
  {
    spdx: 'CC-BY-NC-4.0',
    label: 'Creative Commons Attribution-NonCommercial 4.0',
    gist: 'Anyone may share and adapt it without earning from it, if they name you.',
    terms: { commercialUse: false, attribution: true, derivatives: true },
  },
  {
    spdx: 'CC-BY-NC-ND-4.0',
    label: 'Creative Commons Attribution-NonCommercial-NoDerivatives 4.0',
    gist: 'Anyone may share it unchanged without earning from it, if they name you.',
    terms: { commercialUse: false, attribution: true, derivatives: false },
  },
  {
    spdx: 'CC0-1.0',
    label: 'Creative Commons Zero 1.0',
    gist: 'You give up every right that can be given up. Payments are then thanks, not licences.',
    terms: { commercialUse: true, attribution: false, derivatives: true },
  },
]

type Terms = Omit<Licence, 'spdx' | 'text'>

/** One sentence per term, in the order in which people ask. */
export function sayTerms(terms: Terms): string[] {
  return [
    terms.commercialUse
      ? 'You may use the work commercially, within the usage you paid for.'
      : 'You may use the work privately; earning money with it needs a separate agreement.',
    terms.derivatives
      ? 'You may build on the work. What you make lists it as a parent and pays it the royalty it asks for.'
      : 'You may not publish adaptations of the work.',
    terms.attribution ? 'You name the creator wherever you show or use the work.' : 'You need not name the creator.',
    terms.aiTraining
      ? 'You may train machine-learning models on the work, if you bought the usage Train.'
      : 'You may not train machine-learning models on the work.',
    terms.territory === 'worldwide' ? 'The licence holds everywhere.' : `The licence holds in: ${terms.territory}.`,
    terms.expiry ? `The licence ends on ${terms.expiry}.` : 'The licence does not end.',
  ]
}

export const licenceText = (title: string, creator: string, terms: Terms): string =>
  [
    `Licence to “${title}” by ${creator}`,
    '',
    'Whoever pays for a usage of this work receives a licence for that usage, and no other right:',
    '',
    ...sayTerms(terms).map((sentence) => `- ${sentence}`),
    '',
    'All other rights are reserved.',
    '',
  ].join('\n')
