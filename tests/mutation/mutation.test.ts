import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse, placesOf } from './places.ts'
import { mutantsOf, sample } from './plan.ts'
import { instrument } from './schema.ts'
import { interval } from './score.ts'

const run = promisify(execFile)

/** Every change of a text, as `old → new`. */
const changesOf = (text: string): string[] =>
  placesOf(parse('some.ts', text)).flatMap(({ edits }) =>
    edits.map(({ start, end, text: other }) => `${text.slice(start, end)} → ${other}`),
  )

test.each([
  ['const a = b < c', ['< → <=', 'b < c → true', 'b < c → false']],
  ['if (a && !b) c()', ['a && !b → false', 'a → true', 'a → false', 'b → true', 'b → false', 'c() → ']],
  ['const a = [b, 7n]', ['[b, 7n] → [7n]', '[b, 7n] → [b]', '7n → 6n', '7n → 8n']],
  ['const a = b ?? c', ['b ?? c → b', 'b ?? c → c']],
  ['const a = b + `c`', []],
  ["throw new Error('no')", ["throw new Error('no') → "]],
  ["const a: 'b' | 5 = f('c d')", []],
  ["const a = b === 'c' ? d : e", ["b === 'c' → true", "b === 'c' → false", "'c' → ''"]],
  ['[a, b[0]] = [b[0], a]', ['[a, b[0]] = [b[0], a] → ', '0 → 1', '[b[0], a] → [a]', '[b[0], a] → [b[0]]', '0 → 1']],
])('%s', (text, expected) => {
  expect(changesOf(text).sort()).toEqual([...expected].sort())
})

test('an instrumented text does what the switch says, and a loop that does not end runs out of fuel', () => {
  const text = 'let sum = 0\nfor (let i = 0; i < 3; i++) sum += i\nthen(sum)'
  const [source] = mutantsOf([{ path: 'some.ts', text }])
  const code = instrument(source!.tree, source!.numbered, 'switch').replace(/^import.*\n/, '')
  // What is run is our own instrumentation of the text above.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const perform = new Function('$m', 'then', code) as (switched: object, then: (sum: number) => void) => void
  const outcomes = [undefined, ...source!.mutants].map((mutant) => {
    let outcome: unknown = 'nothing'
    const out = () => {
      throw new Error('for ever')
    }
    try {
      perform({ on: mutant?.number ?? 0, fuel: 9, reached: [], out }, (sum) => (outcome = sum))
    } catch (error) {
      outcome = (error as Error).message
    }
    const change = mutant && `${text.slice(mutant.edit.start, mutant.edit.end)} → ${mutant.edit.text}`
    return [change, outcome]
  })
  expect(outcomes).toEqual([
    [undefined, 3],
    ['0 → 1', 4],
    ['0 → 1', 3],
    ['< → <=', 6],
    ['i < 3 → true', 'for ever'],
    ['i < 3 → false', 0],
    ['3 → 2', 1],
    ['3 → 4', 6],
    ['i++ → i--', 'for ever'],
    ['sum += i → ', 0],
    ['+= → -=', -3],
    ['then(sum) → ', 'nothing'],
  ])
})

test('known mutants die and equivalent ones live; what is worked out at loading is tried too, and so is what never ends', async () => {
  // Without what this Vitest tells its own processes.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|NODE_ENV|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL)/.test(name),
    ),
  )
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'fixture/try.ts')], { env })
  const told = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    text: string
    change: string
    killed: boolean
    by: string
  }[]
  const alive = told.filter(({ killed }) => !killed).map(({ text, change }) => `${text}: ${change}`)
  const equal = 'export const higher = (a: number, b: number): number => (a > b ? a : b)'
  const forgotten = 'export const forgotten = (price: number): number => price + 1'
  expect(alive.sort()).toEqual(
    [`${equal}: > → >=`, ...['+ → -', '1 → 0', '1 → 2'].map((change) => `${forgotten}: ${change}`)].sort(),
  )
  expect(told.find(({ change }) => change === '10n → 9n')?.by).toContain('of 200')
  expect(told.find(({ change }) => change === 'rest >= 2 → true')?.by).toContain('round for ever')
  expect(told).toHaveLength(26)
}, 120_000)

describe('a sample', () => {
  test('is the same for the same seed, of the size asked for, and nothing is in it twice', () => {
    const all = Array.from({ length: 50 }, (_, i) => i)
    const some = sample(all, 20, 7)
    expect(sample(all, 20, 7)).toEqual(some)
    expect(sample(all, 20, 8)).not.toEqual(some)
    expect(new Set(some).size).toBe(20)
    expect(sample(all, 99, 7).sort((a, b) => a - b)).toEqual(all)
  })

  test('says how far its score can be trusted', () => {
    const [low, high] = interval(95, 100)
    expect(low).toBeCloseTo(88.8, 1)
    expect(high).toBeCloseTo(97.8, 1)
    expect(interval(0, 0)).toEqual([0, 100])
  })
})
