/** Runs the tests of a subject over files that carry their mutants. Nothing is written into the tree: Vitest is handed other texts. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
import type { Plugin } from 'vite'
import { ROOT, type Source } from './plan.ts'
import { instrument, type Mutant } from './schema.ts'
import { linesIn, type Line, type Task } from './told.ts'

export interface Verdict {
  readonly killed: boolean
  /** The test that noticed, and what it said; what was asked, where none did. */
  readonly by: string
}

/** Longer than any test takes; tests that say nothing for so long hang where no loop of ours goes round. In milliseconds. */
const SILENCE = 60_000
const here = (path: string) => join(ROOT, 'tests/mutation', path)

/** Vitest with the texts of `sources` in place of the files', and our `test` in place of its own. */
function plugin(sources: readonly Source[], wanted: ReadonlySet<Mutant>): Plugin {
  const texts = new Map(
    sources.map(({ path, tree, numbered }) => {
      const chosen = numbered.filter(({ mutants }) => mutants.some((mutant) => wanted.has(mutant)))
      return [join(ROOT, path), instrument(tree, chosen, here('switch.ts'))]
    }),
  )
  return {
    name: 'tributary-mutants',
    enforce: 'pre',
    load: (id) => texts.get(id),
    transform: (code, id) =>
      id.startsWith(join(ROOT, 'tests')) && id.endsWith('.test.ts')
        ? code.replace(/ from 'vitest'/, ` from ${JSON.stringify(here('testing.ts'))}`)
        : undefined,
  }
}

export class Trial {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tributary-mutation-'))
  readonly #log = join(this.#folder, 'log.jsonl')
  readonly #task = join(this.#folder, 'task.json')
  readonly #sources: readonly Source[]
  readonly #wanted: ReadonlySet<Mutant>
  #vitest: Vitest | undefined

  constructor(sources: readonly Source[], wanted: readonly Mutant[]) {
    this.#sources = sources
    this.#wanted = new Set(wanted)
    writeFileSync(this.#log, '')
  }

  async open(): Promise<void> {
    process.env['MUTATION_TASK'] = this.#task
    this.#vitest = await createVitest(
      {
        ...{ config: false, root: ROOT, watch: false, include: ['tests/**/*.test.ts'], environment: 'node' },
        // One process at a time, and a fresh one for each file.
        ...{ pool: 'forks', isolate: true, fileParallelism: false, bail: 1, reporters: [{}] },
        ...{ testTimeout: 30 * 60_000, hookTimeout: 120_000 },
        // On disk they would be mistaken for what the files say, by other runs too.
        fsModuleCache: false,
      },
      {
        plugins: [plugin(this.#sources, this.#wanted)],
        resolve: { conditions: ['node', 'module', 'development'] },
        server: { watch: null, ws: false },
      },
    )
  }

  async close(): Promise<void> {
    await this.#vitest?.close()
    // Vitest has set it for every mutant that died.
    process.exitCode = 0
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** All wanted mutants, each in the tests that come by it. What is told at once is not the last word on survivors. */
  async all(tests: readonly string[]): Promise<readonly Line[]> {
    const places: Record<number, number[]> = {}
    for (const { number, place } of this.#wanted) (places[place] ??= []).push(number)
    writeFileSync(this.#task, JSON.stringify({ log: this.#log, places } satisfies Task))
    const queue = [...tests]
    for (const test of queue) {
      const failed = await this.#run([test])
      const lines = this.#lines()
      const last = lines.at(-1)
      // It hung, and its process was ended: the others of this file are still to be tried.
      if (failed && last && 'trying' in last) {
        this.#tell({ killed: last.trying, by: relative(ROOT, test), why: 'took too long' })
        queue.push(test)
      } else if (failed) throw new Error(`${test} fails without any mutant: ${failed}`)
    }
    return this.#lines()
  }

  /** One mutant that is on from the moment the modules are loaded. */
  async one(mutant: number, tests: readonly string[]): Promise<Verdict> {
    const task: Task = { log: this.#log, places: {}, only: mutant }
    writeFileSync(this.#task, JSON.stringify(task))
    for (const test of tests) {
      const failed = await this.#run([test])
      if (failed) return { killed: true, by: `${test}: ${failed}` }
    }
    return { killed: false, by: tests.join(', ') || 'no test comes by' }
  }

  #lines(): Line[] {
    return linesIn(readFileSync(this.#log, 'utf8'))
  }

  #tell(line: Line): void {
    appendFileSync(this.#log, `${JSON.stringify(line)}\n`)
  }

  /** Why the tests fail, or nothing. */
  async #run(tests: readonly string[]): Promise<string | undefined> {
    const vitest = this.#vitest!
    const specifications = (await vitest.globTestSpecifications([...tests])).filter(({ moduleId }) =>
      tests.includes(relative(ROOT, moduleId)),
    )
    if (specifications.length !== tests.length) throw new Error(`not found: ${tests.join(', ')}`)
    let [size, quiet, hung] = [0, 0, false]
    const watch = setInterval(() => {
      const text = readFileSync(this.#log, 'utf8')
      quiet = text.length === size ? quiet + 1_000 : 0
      size = text.length
      if (quiet < SILENCE || hung) return
      hung = true
      const pid = this.#lines().findLast((line) => 'pid' in line)?.pid
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    }, 1_000)
    try {
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
      if (hung) return 'took too long'
      // Vitest keeps those of earlier runs beside these.
      const modules = testModules.filter(({ moduleId }) => tests.includes(relative(ROOT, moduleId)))
      const why = modules.flatMap(complaints)[0] ?? (unhandledErrors[0] as Error | undefined)?.message
      return why ?? (modules.length === tests.length ? undefined : 'did not run')
    } finally {
      clearInterval(watch)
    }
  }
}

function complaints(module: TestModule): string[] {
  const whole = module.errors().map(({ message }) => message)
  const tests = [...module.children.allTests('failed')].map(
    (test) => `${test.fullName}: ${test.result().errors?.[0]?.message}`,
  )
  const all = [...whole, ...tests].map((text) => text.split('\n', 1)[0]!.slice(0, 160))
  return all.length === 0 && module.state() === 'failed' ? ['failed'] : all
}
