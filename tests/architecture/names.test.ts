import { expect, test } from 'vitest'
import { filesBelow, textOf } from './sources.ts'

const FORBIDDEN = /(^|[/.-])(utils?|helpers?|common|misc|services?|managers?|shared)([/.-]|$)/i
const ours = ['src', 'tests', 'contracts/src', 'contracts/test', 'contracts/tools', 'public'].flatMap(filesBelow)

test('no file or folder hides behind a word that says nothing', () => {
  expect(ours.filter((path) => FORBIDDEN.test(path))).toEqual([])
})

test('source files stay small enough to be read at once', () => {
  const code = ours.filter((path) => path.startsWith('src/') && /\.(ts|svelte)$/.test(path))
  expect(code.filter((path) => textOf(path).split('\n').length > 260)).toEqual([])
})

test('nothing is left for later in a comment', () => {
  const code = ours.filter((path) => /\.(ts|js|svelte|sol)$/.test(path) && !path.startsWith('tests/architecture/'))
  expect(code.filter((path) => /\b(TODO|FIXME|XXX|HACK)\b/.test(textOf(path)))).toEqual([])
})

test('markup carries no style attribute and inserts no markup from strings: the policy would refuse both', () => {
  const views = ours.filter((path) => path.endsWith('.svelte'))
  expect(views.filter((path) => /\sstyle="|\{@html|innerHTML/.test(textOf(path)))).toEqual([])
})
