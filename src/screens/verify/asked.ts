import type { Report } from '../../verify/report.ts'
import type { Testimony } from '../../verify/evidence.ts'
import type { Finding } from '../../verify/findings.ts'

/** One RPC and what came of asking it. `told`: everything on this page is from it; `mute`: it was to tell, and there is no
 * event from it. `lied`: it was caught. */
export interface Asked {
  readonly rpc: string
  /** For people: its host. */
  readonly name: string
  readonly said: Testimony['said'] | 'told' | 'mute' | 'lied'
  readonly detail?: string | undefined
  /** What it was caught with. */
  readonly findings: readonly Finding[]
}

/** Who told first, then the liars, then the rest. */
export function askedOf({ rpc, liars, testimonies, blame, works }: Report): Asked[] {
  const found = new Map<string, Asked>()
  const put = (asked: Asked) => {
    if (!found.has(asked.rpc)) found.set(asked.rpc, asked)
  }
  const events = works[0]?.columns.length ?? 0
  const teller = blame === 'rpc' ? 'lied' : events > 0 ? 'told' : 'mute'
  if (rpc !== undefined) put({ rpc, name: hostOf(rpc), said: teller, findings: [] })
  for (const liar of liars) put({ rpc: liar.rpc, name: hostOf(liar.rpc), said: 'lied', findings: liar.findings })
  for (const { rpc, said, detail } of testimonies) put({ rpc, name: hostOf(rpc), said, detail, findings: [] })
  return [...found.values()]
}

export const saidWord: Readonly<Record<Asked['said'], string>> = {
  told: 'Told all this',
  mute: 'Told no event',
  lied: 'Did not tell the truth',
  same: 'Agrees',
  other: 'Has another block',
  behind: 'Not there yet',
  silent: 'No answer',
}

export function saidSentence({ said, detail }: Pick<Asked, 'said' | 'detail'>): string {
  const more = detail ? ` (${detail})` : ''
  switch (said) {
    case 'told':
      return 'The events and the totals came from here.'
    case 'mute':
      return 'The totals came from here, and not one event. Why, stands among the findings.'
    case 'lied':
      return 'What it said was refuted, by what stands here or among the findings. Nothing of it is relied on.'
    case 'same':
      return 'It has the same block with the same hash.'
    case 'other':
      return `It shows another block at this height${more}. One of the two is wrong, or the chain has just been reorganised.`
    case 'behind':
      return `It has not come as far as this block${more}. That is no contradiction.`
    case 'silent':
      return `It did not answer${more}. That says nothing about anybody.`
  }
}

/** An address may carry a key in its path: people see the host. */
export function hostOf(rpc: string): string {
  try {
    return new URL(rpc).host
  } catch {
    return rpc
  }
}
