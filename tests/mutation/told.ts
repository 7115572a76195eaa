/** What the process that runs tests is told, and what it tells. */

export interface Task {
  /** A line of JSON for whatever happens. */
  readonly log: string
  /** Mutants by the number of their place. */
  readonly places: Readonly<Record<number, readonly number[]>>
  /** This mutant alone, from the moment the modules are loaded. */
  readonly only?: number
}

export type Line =
  | { readonly pid: number }
  | { readonly file: string; readonly outside: readonly number[] }
  | { readonly file: string; readonly test: string; readonly reached: readonly number[]; readonly took: number }
  | { readonly trying: number }
  | { readonly killed: number; readonly by: string; readonly why: string }
  /** The tests fail after it was on, though it is off: what the modules remember is not what it was. */
  | { readonly spoils: number; readonly test: string }
  /** A test that cannot be run twice in one process. */
  | { readonly unrepeatable: string }

export const linesIn = (text: string): Line[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
