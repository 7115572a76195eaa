/** The table of scores, and the page with it and with every survivor's excuse. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../forge.ts'

export interface Survivor {
  readonly file: string
  readonly line: number
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
  /** Changes the compiler does not accept. */
  readonly refused: number
}

/** File → line's text → change (or `*`) → why the changed contract behaves the same. Written by hand. */
type Excuses = Record<string, Record<string, Record<string, string>>>

const EXCUSES = join(import.meta.dirname, 'equivalent.json')
const excuses = existsSync(EXCUSES) ? (JSON.parse(readFileSync(EXCUSES, 'utf8')) as Excuses) : {}

/** Why a survivor is none, or `undefined`. */
export function excused({ file, text, change }: Survivor): string | undefined {
  const line = excuses[file]?.[text]
  return line?.[change] ?? line?.['*']
}

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
export function writeReport(rows: readonly Row[], withoutGas: readonly string[]): void {
  const section = (title: string, wanted: (reason: string | undefined) => boolean) => {
    const lines = rows.flatMap((row) =>
      row.survivors
        .filter((survivor) => wanted(excused(survivor)))
        .map((survivor) => {
          const reason = excused(survivor)
          return `- \`${row.file}:${survivor.line}\` \`${survivor.change}\`${reason ? `: ${reason}` : ''}`
        }),
    )
    return lines.length > 0 ? `\n## ${title}\n\n${lines.join('\n')}\n` : ''
  }
  const refused = rows.reduce((total, row) => total + row.refused, 0)
  const notes = [
    `\n${refused} changes were refused by the compiler and count nowhere. Numbers inside assembly that are named constants are`,
    'not mutated, because assembly cannot choose between constants.',
    ...(withoutGas.length > 0
      ? [
          `These tests measure gas, which instrumented contracts use more of, and did not take part: ${withoutGas.join(', ')}.`,
        ]
      : []),
  ]
  const text =
    `${INTRODUCTION}\n${tableOf(rows)}\n${notes.join('\n')}\n` +
    section('Survivors', (reason) => reason === undefined) +
    section('Equivalent', (reason) => reason !== undefined)
  writeFileSync(join(ROOT, 'contracts/MUTATION.md'), text)
}
