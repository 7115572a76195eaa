/** The table of scores, and the page with it and with every survivor's excuse. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../forge.ts'
import type { Absent } from './trial.ts'

export interface Survivor {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The line's text: excuses are found by it, so that they survive other lines. */
  readonly text: string
  readonly change: string
}

export interface Row {
  readonly file: string
  readonly mutants: number
  /** How many of them were tried; an even sample, where it is not all. */
  readonly tried: number
  readonly survivors: readonly Survivor[]
  /** How many survivors have been asked by the quick tests only. */
  readonly unasked: number
  /** Changes the compiler does not accept. */
  readonly refused: number
}

/** File → line's text → `column: change` → why the changed contract behaves the same. Written by hand. */
type Excuses = Record<string, Record<string, Record<string, string>>>

const EXCUSES = join(import.meta.dirname, 'equivalent.json')
const excuses = existsSync(EXCUSES) ? (JSON.parse(readFileSync(EXCUSES, 'utf8')) as Excuses) : {}

/** Why a survivor is none, or `undefined`. */
export const excused = ({ file, text, column, change }: Survivor): string | undefined =>
  excuses[file]?.[text]?.[`${column}: ${change}`]

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

function numbers(row: Row): string[] {
  const equivalent = row.survivors.filter((survivor) => excused(survivor)).length
  const killed = row.tried - row.survivors.length
  const survived = row.survivors.length - equivalent
  return [row.file, row.mutants, row.tried, killed, equivalent, survived, percent(killed, killed + survived)].map(
    String,
  )
}

const TITLES = ['File', 'Mutants', 'Tried', 'Killed', 'Equivalent', 'Survived', 'Score']

/** One row a file, and their sum. */
export function tableOf(rows: readonly Row[]): string {
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  const last = numbers({
    file: 'All',
    mutants: total(({ mutants }) => mutants),
    tried: total(({ tried }) => tried),
    survivors: rows.flatMap(({ survivors }) => survivors),
    unasked: 0,
    refused: 0,
  })
  const cells = [TITLES, ...rows.map(numbers), last]
  const widths = TITLES.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n')
}

const INTRODUCTION = `# Mutation score

Written by \`npm run mutate\`; only the reasons are written by hand (\`tools/mutate/equivalent.json\`).

Every small mistake somebody could have made in the contracts is made, one at a time: another comparison or its boundary,
a condition answered without looking, another operator, a number one more or less, a statement or a modifier left out, two
arguments in the wrong order, nothing returned. A mutant is killed when a test fails; the gas snapshot does not take part,
because it notices everything. **Score** is killed / (killed + survived); equivalent mutants, which behave like the
contract, are listed below with the reason.
`

/** Writes contracts/MUTATION.md. */
export function writeReport(rows: readonly Row[], absent: Absent): void {
  const section = (title: string, wanted: (reason: string | undefined) => boolean) => {
    const lines = rows.flatMap((row) =>
      row.survivors
        .filter((survivor) => wanted(excused(survivor)))
        .map((survivor) => {
          const reason = excused(survivor)
          return `- \`${row.file}:${survivor.line}:${survivor.column}\` \`${survivor.change}\`${reason ? `: ${reason}` : ''}`
        }),
    )
    return lines.length > 0 ? `\n## ${title}\n\n${lines.join('\n')}\n` : ''
  }
  const unasked = rows.reduce((total, row) => total + row.unasked, 0)
  const refused = rows.reduce((total, row) => total + row.refused, 0)
  const notes = [
    `\n${refused} changes were refused by the compiler and count nowhere. Numbers inside assembly that are named constants are`,
    'not mutated, because assembly cannot choose between constants.',
    ...(unasked > 0
      ? [`${unasked} survivors have been asked by the concrete tests only, not yet by the slower ones.`]
      : []),
    ...(absent.tests.length > 0
      ? [`Without tests that measure gas, of which instrumented contracts need more: ${absent.tests.join(', ')}.`]
      : []),
    `Without suites that are slow on instrumented contracts: ${absent.suites.join(', ')}. What only they notice counts as survived.`,
  ]
  const text =
    `${INTRODUCTION}\n${tableOf(rows)}\n${notes.join('\n')}\n` +
    section('Survivors', (reason) => reason === undefined) +
    section('Equivalent', (reason) => reason !== undefined)
  writeFileSync(join(ROOT, 'contracts/MUTATION.md'), text)
}
