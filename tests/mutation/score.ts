/** The table of scores, how far it can be trusted, and why some survivors are none. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Told } from './plan.ts'

export interface Row {
  readonly file: string
  readonly mutants: number
  /** How many of them were tried: a sample, where it is not all. */
  readonly tried: number
  readonly survivors: readonly Told[]
}

export interface Result {
  readonly subject: string
  readonly seed: number
  readonly seconds: number
  readonly files: readonly Row[]
}

/** File → line's text → `column: change` → why the changed code behaves the same. Written by hand. */
type Reasons = Record<string, Record<string, Record<string, string>>>

const REASONS = join(import.meta.dirname, 'equivalent.json')
const reasons = existsSync(REASONS) ? (JSON.parse(readFileSync(REASONS, 'utf8')) as Reasons) : {}

/** Why a survivor is none, or `undefined`. */
export const excused = ({ file, text, column, change }: Told): string | undefined =>
  reasons[file]?.[text]?.[`${column}: ${change}`]

/** 1.96 standard deviations of a share found in a sample (Wilson), in percent. */
export function interval(killed: number, tried: number): readonly [number, number] {
  if (tried === 0) return [0, 100]
  const [z, p] = [1.96, killed / tried]
  const middle = (p + z ** 2 / (2 * tried)) / (1 + z ** 2 / tried)
  const half = (z / (1 + z ** 2 / tried)) * Math.sqrt((p * (1 - p)) / tried + z ** 2 / (4 * tried ** 2))
  return [100 * Math.max(0, middle - half), 100 * Math.min(1, middle + half)]
}

const TITLES = ['File', 'Mutants', 'Tried', 'Killed', 'Equivalent', 'Survived', 'Score']

function numbers({ file, mutants, tried, survivors }: Row): string[] {
  const equivalent = survivors.filter((survivor) => excused(survivor) !== undefined).length
  const killed = tried - survivors.length
  const asked = tried - equivalent
  const score = asked === 0 ? '–' : `${((100 * killed) / asked).toFixed(1)} %`
  return [file, ...[mutants, tried, killed, equivalent, survivors.length - equivalent].map(String), score]
}

const sum = (files: readonly Row[], file: string): Row => ({
  file,
  mutants: files.reduce((total, { mutants }) => total + mutants, 0),
  tried: files.reduce((total, { tried }) => total + tried, 0),
  survivors: files.flatMap(({ survivors }) => survivors),
})

/** One row a file, and their sum. */
export function tableOf({ files }: Result): string {
  const rows = files.filter(({ mutants }) => mutants > 0)
  const cells = [TITLES, ...rows.map(numbers), numbers(sum(rows, 'All'))]
  const widths = TITLES.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n')
}

/** A sentence on how far the score can be trusted. */
export function trust({ files, seed, seconds }: Result): string {
  const { mutants, tried, survivors } = sum(files, 'All')
  const equivalent = survivors.filter((survivor) => excused(survivor) !== undefined).length
  const [low, high] = interval(tried - survivors.length, tried - equivalent)
  const each = `${(seconds / Math.max(1, tried)).toFixed(2)} s a mutant`
  if (mutants === tried) return `All ${mutants} mutants; ${each}.`
  const range = `${low.toFixed(0)}–${high.toFixed(0)} %`
  return `A sample of ${tried} of ${mutants} (seed ${seed}): the score of all lies within ${range}, 19 times in 20; ${each}.`
}
