import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const contracts = new URL('../../contracts/', import.meta.url)

/** A row's last cell: `path` name · name · `path` name … */
function claims(text: string): { file: string; name: string }[] {
  let file = ''
  const found: { file: string; name: string }[] = []
  for (const [word] of text.matchAll(/`[^`]+\.(?:sol|ts)`|\b(?:test|testFuzz|invariant)_\w+/g)) {
    if (word.startsWith('`')) file = word.slice(1, -1)
    else found.push({ file, name: word })
  }
  return found
}

const rows = readFileSync(new URL('THREATS.md', contracts), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ +\|/.test(line))
  .map((line) => ({ number: line.split('|')[1]!.trim(), shown: line.split('|').at(-2)! }))

test('every threat is numbered and says what shows that it is stopped', () => {
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => String(i + 1)))
  for (const { number, shown } of rows) expect(shown, `threat ${number}`).toMatch(/`[^`]+`/)
})

test.each(rows.flatMap(({ number, shown }) => claims(shown).map((claim) => ({ number, ...claim }))))(
  'threat $number: $file has $name',
  ({ file, name }) => {
    expect(readFileSync(new URL(`test/${file}`, contracts), 'utf8')).toContain(`function ${name}(`)
  },
)
