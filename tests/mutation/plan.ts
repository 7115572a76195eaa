/** Which files are mutated, by which tests they are judged, and which of their mutants are tried. */
import { globSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import type ts from 'typescript'
import type { Edit } from './operators.ts'
import { parse, placesOf, type Place } from './places.ts'
import type { Mutant, Numbered } from './schema.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** A subject: its own tests have to find what is wrong in it, without help from those of its users. */
export interface Subject {
  readonly name: string
  readonly files: readonly string[]
  readonly tests: readonly string[]
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'royalties',
    files: ['src/royalties/**/*.ts'],
    tests: ['tests/royalties/*.test.ts', 'tests/statement/*.test.ts'],
  },
  { name: 'content', files: ['src/content/*.ts'], tests: ['tests/content/*.test.ts'] },
  {
    name: 'trie',
    files: ['src/verify/trie/*.ts'],
    tests: ['tests/verify/trie*.test.ts', 'tests/verify/receipts.test.ts', 'tests/verify/hardforks.test.ts'],
  },
  {
    name: 'state',
    files: ['src/verify/state/*.ts'],
    tests: ['tests/verify/state/*.test.ts', 'tests/verify/faults/state.test.ts', 'tests/verify/faults/ahead.test.ts'],
  },
  { name: 'file', files: ['src/verify/file/*.ts'], tests: ['tests/verify/file*.test.ts'] },
]

/** Written by a program, and compared with what that program writes by a test; made of types alone; or read by nothing that runs. */
const LEFT_ALONE = ['src/royalties/keccak/permute.ts']

export interface Source {
  readonly path: string
  readonly tree: ts.SourceFile
  readonly numbered: readonly Numbered[]
  readonly mutants: readonly Mutant[]
}

const below = (patterns: readonly string[]): string[] =>
  [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })))]
    .map((path) => path.split(sep).join(posix.sep))
    .sort()

export const testsOf = ({ tests }: Subject): string[] =>
  below(tests).filter((path) => !path.endsWith('.browser.test.ts'))

export const filesOf = ({ files }: Subject): string[] => below(files).filter((path) => !LEFT_ALONE.includes(path))

/** Files with all their mutants, numbered from 1 on throughout. */
export function mutantsOf(files: readonly { readonly path: string; readonly text: string }[]): Source[] {
  let [number, at] = [0, 0]
  const numbered = (place: Place): Numbered => {
    at += 1
    return { place, mutants: place.edits.map((edit: Edit) => ({ number: ++number, place: at, edit })) }
  }
  return files.map(({ path, text }) => {
    const tree = parse(path, text)
    const places = placesOf(tree).map(numbered)
    return { path, tree, numbered: places, mutants: places.flatMap(({ mutants }) => mutants) }
  })
}

export const read = (path: string) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })

/** As many of them as are asked for, every choice as likely as any other, and the same for the same seed. */
export function sample<Item>(items: readonly Item[], size: number, seed: number): Item[] {
  let state = seed >>> 0 || 1
  const roll = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
  const rest = [...items]
  return Array.from({ length: Math.min(size, rest.length) }, () => rest.splice(roll(rest.length), 1)[0]!)
}

export interface Told {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The line's text: reasons are found by it, so that they survive other lines. */
  readonly text: string
  readonly change: string
}

/** Where a mutant is, for people. `column` counts from the first letter of the line. */
export function describe({ path, tree }: Source, { edit }: Mutant): Told {
  const { line, character } = tree.getLineAndCharacterOfPosition(edit.start)
  const text = tree.text.split('\n')[line]!
  const short = (code: string) => {
    const flat = code.replace(/\s+/g, ' ').trim() || 'nothing'
    return flat.length > 60 ? `${flat.slice(0, 28)} … ${flat.slice(-28)}` : flat
  }
  return {
    file: path,
    line: line + 1,
    column: character - text.search(/\S/) + 1,
    text: text.trim(),
    change: `${short(tree.text.slice(edit.start, edit.end))} → ${short(edit.text)}`,
  }
}
