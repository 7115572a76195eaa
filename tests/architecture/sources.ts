/** The source tree as text, for the tests of its shape. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Paths below a folder, relative to the root, with forward slashes. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** What a file imports, type-only imports included: own files as paths from the root, packages by their names. */
export function importsOf(path: string): string[] {
  const pattern =
    /(?:^|[\s;}])(?:import|export)\s+(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'|new URL\(\s*'(\.[^']+)'/g
  return [...textOf(path).matchAll(pattern)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((target) => (target.startsWith('.') ? posix.join(posix.dirname(path), target) : target))
}
