/**
 * What stands for `vitest` in test files while mutants are tried: every test is first run as it is, which shows where it comes by,
 * and then again with each mutant switched on that it came by and nobody has killed yet.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import * as vitest from 'vitest'
import { $m } from './switch.ts'
import { linesIn, type Line, type Task } from './told.ts'

export * from 'vitest'

const { env } = process
/** Tests may put other clocks in the place of these. */
const clock = { setTimeout, clearTimeout, now: performance.now.bind(performance) }
const task = JSON.parse(readFileSync(env['MUTATION_TASK']!, 'utf8')) as Task
const file = () => relative(process.cwd(), vitest.expect.getState().testPath ?? '')
const told = linesIn(readFileSync(task.log, 'utf8'))
const dead = new Set(told.flatMap((line) => ('killed' in line ? [line.killed] : [])))
const tell = (line: Line) => appendFileSync(task.log, `${JSON.stringify(line)}\n`)
/** A mutant spoilt what the tests of this file share. */
let spoilt = false

tell({ pid: process.pid })
if (task.only !== undefined) {
  $m.on = task.only
  $m.fuel = 30_000_000
}

type Body = (...args: unknown[]) => unknown

/** Why the body failed. A test that does not end in time has failed too: `limit` in milliseconds. */
async function failure(body: () => unknown, limit: number): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(new Error('took too long')), limit)
    })
    await Promise.race([Promise.resolve().then(body), late])
    return $m.spent ? 'went round for ever' : undefined
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.slice(0, 120)
  } finally {
    clock.clearTimeout(timer)
  }
}

async function under(mutant: number, fuel: number, body: () => unknown, limit: number): Promise<string | undefined> {
  Object.assign($m, { on: mutant, fuel, spent: false })
  const why = await failure(body, limit)
  Object.assign($m, { on: 0, fuel: Infinity, spent: false })
  return why
}

/** Places come by since they were last asked for. */
function reached(): number[] {
  const places = [...$m.reached.keys()].filter((place) => $m.reached[place] === 1)
  $m.reached.fill(0)
  return places
}

function tried(body: Body): Body {
  if (task.only !== undefined) return body
  return async (...args) => {
    const run = () => body(...args)
    const test = vitest.expect.getState().currentTestName ?? ''
    const outside = reached()
    if (outside.length > 0) tell({ file: file(), outside })
    $m.fuel = Number.MAX_SAFE_INTEGER
    const from = clock.now()
    await run()
    const limit = 2_000 + 10 * (clock.now() - from)
    const fuel = 100_000 + 10 * (Number.MAX_SAFE_INTEGER - $m.fuel)
    $m.fuel = Infinity
    const places = reached()
    tell({ file: file(), test, reached: places, took: clock.now() - from })
    const waiting = places.flatMap((place) => task.places[place] ?? []).filter((mutant) => !dead.has(mutant))
    if (spoilt || waiting.length === 0) return
    if (await failure(run, limit)) tell({ unrepeatable: test })
    else for (const mutant of waiting) if (!(await survivesOrDies(mutant))) return
    reached()

    /** `false`: nothing in this file can be believed any more. */
    async function survivesOrDies(mutant: number): Promise<boolean> {
      tell({ trying: mutant })
      const why = await under(mutant, fuel, run, limit)
      if (why === undefined) return true
      if (await failure(run, limit)) {
        tell({ spoils: mutant, test })
        spoilt = true
        return false
      }
      dead.add(mutant)
      tell({ killed: mutant, by: test, why })
      return true
    }
  }
}

/** `test`, `test.each(…)` and the like, with the last function they are given tried. */
function trying<Api extends object>(api: Api): Api {
  return new Proxy(api, {
    apply: (target, self, args: unknown[]) => {
      const wrapped = args.map((arg) => (typeof arg === 'function' ? tried(arg as Body) : arg))
      const out: unknown = Reflect.apply(target as Body, self, wrapped)
      return typeof out === 'function' ? trying(out) : out
    },
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? trying(value) : value
    },
  })
}

export const test = trying(vitest.test)
export const it = test
