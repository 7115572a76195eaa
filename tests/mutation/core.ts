/**
 * `npm run mutate:core`: the mutation score of the pure core. Makes every small mistake somebody could have made, one at a time,
 * and looks whether a test notices. Nothing in the tree is changed, only what the tests are handed.
 *
 * `--subject royalties` one of plan.ts, or all; `--files replay.ts,split.ts` only these of it; `--sample 200 --seed 1` so many
 * of each subject; `--tests split.test.ts` judged by these alone; `--lines 40-60` only there; `--out results.json` adds the
 * verdicts to a file; `--list` only shows the mutants.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { judge } from './judge.ts'
import { describe, filesOf, mutantsOf, read, sample, SUBJECTS, testsOf, type Subject } from './plan.ts'
import { excused, tableOf, trust, type Result } from './score.ts'

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string' },
    files: { type: 'string' },
    tests: { type: 'string' },
    lines: { type: 'string' },
    sample: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})

const known: Result[] =
  options.out && existsSync(options.out) ? (JSON.parse(readFileSync(options.out, 'utf8')) as Result[]) : []
const results = new Map(known.map((result) => [result.subject, result]))

for (const subject of chosen()) await run(subject)

function chosen(): readonly Subject[] {
  const found = SUBJECTS.filter(({ name }) => options.subject === undefined || options.subject === name)
  if (found.length === 0) throw new Error(`--subject is one of ${SUBJECTS.map(({ name }) => name).join(', ')}`)
  return found
}

/** Those that are named: by path, or by the end of it. */
function only(paths: readonly string[], names: string | undefined): string[] {
  const wanted = names?.split(',')
  return paths.filter((path) => !wanted || wanted.some((name) => `/${path}`.endsWith(`/${name}`)))
}

async function run(subject: Subject): Promise<void> {
  const paths = only(filesOf(subject), options.files)
  if (paths.length === 0) return
  const sources = mutantsOf(paths.map(read))
  const homes = new Map(sources.flatMap((source) => source.mutants.map((mutant) => [mutant, source] as const)))
  const [from, to] = (options.lines ?? '1-').split('-').map(Number)
  const all = [...homes.keys()].filter((mutant) => {
    const { line } = describe(homes.get(mutant)!, mutant)
    return line >= from! && line <= (to || Infinity)
  })
  const size = options.sample === 'all' ? all.length : Number(options.sample)
  const seed = Number(options.seed)
  const wanted = sample(all, size, seed).sort((a, b) => a.number - b.number)
  const told = (mutant: (typeof all)[number]) => describe(homes.get(mutant)!, mutant)
  if (options.list) {
    for (const { file, line, column, change } of wanted.map(told)) console.log(`${file}:${line}:${column}  ${change}`)
    return
  }
  console.log(`${subject.name}: ${wanted.length} of ${all.length} mutants`)
  const start = performance.now()
  const verdicts = await judge(sources, wanted, only(testsOf(subject), options.tests), (mutant, { killed, by }) => {
    const { file, line, column, change } = told(mutant)
    console.log(`${file}:${line}:${column}  ${change}  ${killed ? `killed by ${by}` : 'SURVIVES'}`)
  })
  const seconds = (performance.now() - start) / 1_000
  const files = sources.map((source) => {
    const tried = source.mutants.filter((mutant) => verdicts.has(mutant))
    const survivors = tried.filter((mutant) => !verdicts.get(mutant)!.killed).map(told)
    return { file: source.path, mutants: source.mutants.length, tried: tried.length, survivors }
  })
  const result: Result = { subject: subject.name, seed, seconds, files }
  if (options.out) {
    results.set(subject.name, result)
    writeFileSync(options.out, JSON.stringify([...results.values()], null, 1))
  }
  console.log(tableOf(result))
  for (const survivor of files.flatMap(({ survivors }) => survivors).filter((each) => excused(each) === undefined))
    console.log(`${survivor.file}:${survivor.line}:${survivor.column}  ${survivor.change}`)
  console.log(trust(result))
}
