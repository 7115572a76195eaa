import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, textOf } from './sources.ts'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly link?: boolean
}
const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> }
const manifest = JSON.parse(textOf('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
const shipped = packages.filter(([, { dev }]) => !dev)

/** Licences under which the app may be passed on as it is. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'CC0-1.0',
  'OFL-1.1',
  'BlueOak-1.0.0',
  'MPL-2.0',
  // As node-datachannel spells it.
  'MPL 2.0',
  'WTFPL',
])

/** Programs for platforms that the machine which wrote the lockfile could not fetch; npm checks them by name and version. */
const elsewhere = (path: string) => /^node_modules\/@foundry-rs\/(anvil|forge)-(darwin|linux-arm64|win32)/.test(path)

test('every package comes from the registry, is locked by its hash, and none from git or an address', () => {
  const odd = packages.filter(
    ([path, { resolved, integrity, link }]) =>
      link ||
      !(integrity?.startsWith('sha512-') || elsewhere(path)) ||
      (resolved && !resolved.startsWith('https://registry.npmjs.org/')),
  )
  expect(odd.map(([path]) => path)).toEqual([])
})

test('direct dependencies are pinned exactly', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies }
  expect(Object.entries(all).filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
})

test('everything shipped may be passed on under its licence', () => {
  const refused = shipped
    .map(([path, { optional }]) => ({ path, optional, licence: licenceOf(path) }))
    .filter(({ licence, optional }) => (licence === undefined ? !optional : !isAllowed(licence)))
  expect(refused).toEqual([])
})

test('the number of packages shipped stays within its budget', () => {
  expect(shipped.length).toBeLessThanOrEqual(370)
  expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(45)
})

/** SPDX expression; undefined for a package that is not installed on this platform. */
function licenceOf(path: string): string | undefined {
  try {
    const { license } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
      license?: string | { type: string }
    }
    return typeof license === 'object' ? license.type : (license ?? 'none stated')
  } catch {
    return undefined
  }
}

/** `A OR B` needs one of them, `A AND B` both. */
const isAllowed = (expression: string): boolean =>
  expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((licence) => ALLOWED.has(licence.trim())))
