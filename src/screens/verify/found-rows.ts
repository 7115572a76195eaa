import type { WorkId } from '../../royalties/words.ts'
import { gradeOf, workOf, type Finding, type Grade, type Place } from '../../verify/findings.ts'
import type { Report } from '../../verify/report.ts'

/** One thing that was found, with what only follows from it: one lie is one row. */
export interface FoundRow {
  readonly finding: Finding
  readonly grade: Grade
  /** Other findings that are there because of it. */
  readonly follows: readonly Finding[]
  /** How many more there are just like it, and in the same work. */
  readonly more: number
}

type Row = FoundRow & { readonly follows: Finding[]; more: number }

const ORDER: readonly Grade[] = ['wrong', 'unknown', 'remark']

/** What is wrong comes first. */
export function foundRows({ findings, works }: Pick<Report, 'findings' | 'works'>): FoundRow[] {
  const proven = new Set(works.flatMap((work) => (work.proven ? [work.facts.work] : [])))
  const graded = findings
    .map((finding) => ({ finding, grade: gradeOf(finding, proven.has(workOf(finding))) }))
    .sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade))
  const rows: Row[] = []
  const causes = new Causes()
  const add = (row: Row) => {
    rows.push(row)
    causes.note(row)
  }
  const alike = new Map<string, Row>()
  for (const { finding, grade } of graded) {
    if (isEffect(finding)) continue
    const key = keyOf(finding)
    const same = key === undefined ? undefined : alike.get(key)
    if (same && finding.kind === 'stateDiffers') same.follows.push(finding)
    else if (same) same.more += 1
    else {
      const row: Row = { finding, grade, follows: [], more: 0 }
      add(row)
      if (key !== undefined) alike.set(key, row)
    }
  }
  const effects = graded
    .filter(({ finding }) => isEffect(finding))
    .sort((a, b) => stepOf(a.finding) - stepOf(b.finding))
  for (const { finding, grade } of effects) {
    const cause = causes.of(finding)
    if (cause) cause.follows.push(finding)
    else add({ finding, grade, follows: [], more: 0 })
  }
  return rows.sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade))
}

/** What an RPC did itself. Whatever else is wrong may follow from that; where nothing of it is found, it is the cause. */
const DEEDS: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>([
  ...(['gap', 'altered', 'invented', 'repeated', 'outOfOrder', 'malformed'] as const),
  ...(['stateDiffers', 'proofWrong', 'foreignCode', 'otherChain', 'couldNotCheck'] as const),
])
const isEffect = ({ kind }: Finding): boolean => !DEEDS.has(kind)
const isSum = (finding: Finding): boolean => 'cause' in finding
/** A false event breaks the chain of hashes first, then a rule, then the sums. */
const stepOf = (finding: Finding): number => (finding.kind === 'headMismatch' ? 0 : isSum(finding) ? 2 : 1)

/** A liar may repeat itself a thousand times. What one view tells of a work is one lie. */
function keyOf(finding: Finding): string | undefined {
  switch (finding.kind) {
    case 'stateDiffers':
      return `${finding.kind} ${finding.work}`
    case 'invented':
      return `${finding.kind} ${finding.place.work} ${finding.reason}`
    case 'malformed':
      return `${finding.kind} ${finding.place.work} ${finding.detail}`
    case 'repeated':
    case 'outOfOrder':
      return `${finding.kind} ${finding.place.work}`
    case 'couldNotCheck':
      return `${finding.kind} ${finding.what} ${finding.detail}`
    default:
      return undefined
  }
}

/**
 * The event that is known to be false; else what an RPC did to the same work, or to one that the finding names. A broken rule is no
 * consequence of another one, and a sum none of another sum. Found by key: a liar may cause thousands of each.
 */
class Causes {
  readonly #at = new Map<string, Row>()
  /** By work: what may have spoilt a sum, and what a rule too. */
  readonly #ofSums = new Map<WorkId, Row>()
  readonly #ofRules = new Map<WorkId, Row>()

  note(row: Row): void {
    const { finding, grade } = row
    if (grade !== 'wrong') return
    if ('place' in finding) setFirst(this.#at, keyAt(finding.place), row)
    if (isSum(finding)) return
    setFirst(this.#ofSums, workOf(finding), row)
    if (!isEffect(finding) || finding.kind === 'headMismatch') setFirst(this.#ofRules, workOf(finding), row)
  }

  of(finding: Finding): Row | undefined {
    const sum = isSum(finding)
    const place = sum ? (finding as { cause?: Place }).cause : 'place' in finding ? finding.place : undefined
    const found = place && this.#at.get(keyAt(place))
    if (found) return found
    const causes = sum ? this.#ofSums : this.#ofRules
    return worksIn(finding)
      .map((work) => causes.get(work))
      .find(Boolean)
  }
}

const keyAt = ({ work, sequence }: Place): string => `${work} ${sequence}`

function setFirst<K>(rows: Map<K, Row>, key: K, row: Row): void {
  if (!rows.has(key)) rows.set(key, row)
}

const worksIn = (finding: Finding) => [
  workOf(finding),
  ...('source' in finding ? [finding.source] : []),
  ...('ancestor' in finding ? [finding.ancestor] : []),
]
