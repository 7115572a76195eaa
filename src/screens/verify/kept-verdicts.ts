import type { Deployment, WorkId } from '../../royalties/words.ts'
import type { Report } from '../../verify/report.ts'
import { lookOf, type Look } from './sentences.ts'

/** What this browser found out about a work, last time it looked. */
export interface KeptVerdict {
  readonly look: Look
  /** Events there were then. */
  readonly sequence: number
  /** Unix seconds. */
  readonly at: number
}

const PLACE = 'tributary.verdicts'
/** More works than anybody looks at; the ones longest ago are forgotten. */
const MOST = 200
const LOOKS: readonly unknown[] = ['verified', 'unchecked', 'rpc', 'contract'] satisfies Look[]

const keyOf = (chainId: number, work: WorkId) => `${chainId}/${work}`

/** Only of what a chain was asked: a file says what it says. */
export function keepVerdict({ chainId }: Deployment, report: Report, at: number): void {
  const sequence = report.works[0]?.facts.sequence
  if (sequence === undefined) return
  const key = keyOf(chainId, report.subject)
  const others = [...readAll()].filter(([each]) => each !== key).slice(1 - MOST)
  try {
    localStorage.setItem(PLACE, JSON.stringify([...others, [key, { look: lookOf(report), sequence, at }]]))
  } catch {
    // Storage is full or forbidden: the next visit just asks again.
  }
}

/** `undefined`: never looked, or forgotten. */
export const keptVerdict = (chainId: number, work: WorkId): KeptVerdict | undefined =>
  new Map(readAll()).get(keyOf(chainId, work))

/** Whatever else may stand there is left aside. */
function readAll(): readonly (readonly [string, KeptVerdict])[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]')
    return Array.isArray(found) ? found.filter(isKept) : []
  } catch {
    return []
  }
}

function isKept(value: unknown): value is readonly [string, KeptVerdict] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false
  const kept = value[1] as Partial<KeptVerdict> | null | undefined
  return LOOKS.includes(kept?.look) && Number.isSafeInteger(kept?.sequence) && Number.isSafeInteger(kept?.at)
}
