/**
 * The mutation score of the contracts: makes every small mistake somebody could have made, one at a time, and looks whether
 * a test notices. Writes contracts/MUTATION.md.
 *
 * `--files Split.sol,Money.sol` only these; `--first Split.sol` these before the others; `--minutes 30` stops then;
 * `--workers 2` at a time; `--fresh` forgets earlier runs; `--list` only shows the mutants. Mutants are tried in an even
 * spread over the code, so that a run which is stopped has tried a fair sample, and the next goes on. A run on some files
 * prints its table and writes nothing.
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { parse, type Source } from './mutate/ast.ts'
import { compilable, describe, mutantsOf, spread } from './mutate/batch.ts'
import { excused, tableOf, writeReport, type Row, type Survivor } from './mutate/report.ts'
import { Results } from './mutate/results.ts'
import type { Mutant } from './mutate/schema.ts'
import { Trial, warmUp, type Absent, type Stage, type Verdict } from './mutate/trial.ts'
import { clone, fill, hash, read } from './mutate/workspace.ts'

/** These only tell what others have stored. */
const NO_MONEY = ['Reading.sol', 'Cid.sol']

const { values: options } = parseArgs({
  options: {
    files: { type: 'string' },
    first: { type: 'string', default: '' },
    minutes: { type: 'string', default: '600' },
    workers: { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})
const end = Date.now() + Number(options.minutes) * 60_000
const all = read('src')
const tests = new Map([...read('test'), ...read('local')])
const sources = parse(all)
const wanted = options.files?.split(',')
const first = options.first.split(',')
const chosen = sources.filter(({ file }) =>
  wanted ? wanted.includes(basename(file)) : !NO_MONEY.includes(basename(file)),
)
const results = new Results(hash(all), hash(tests), options.fresh)
const { mutants, stillborn, files } = compilable(sources, mutantsOf(chosen))
const homes = new Map(chosen.map((source) => [source.tree.src.split(':')[2]!, source]))
const sourceOf = ({ place }: Mutant): Source => homes.get(place.node.src.split(':')[2]!)!
const later = (mutant: Mutant): number => {
  const { file } = sourceOf(mutant)
  return results.hasSurvived(file, mutant) ? 0 : first.includes(basename(file)) ? 1 : 2
}
const order = spread(mutants).sort((a, b) => later(a) - later(b))

if (options.list) {
  for (const { file, line, change } of mutants.map(told)) console.log(`${file}:${line}  ${change}`)
} else {
  await tryAll()
  const rows = rowsOf()
  console.log(tableOf(rows))
  if (!wanted) writeReport(rows, absentees())
  const left = rows.flatMap(({ survivors }) => survivors).filter((survivor) => !excused(survivor))
  for (const { file, line, column, change } of left) console.log(`${file}:${line}:${column}  ${change}`)
}

function told(mutant: Mutant): Survivor {
  return { file: basename(sourceOf(mutant).file), ...describe(sourceOf(mutant), mutant) }
}

/** Tries what is not known yet: first all by the quick tests, then what survived them by the thorough ones. */
async function tryAll(): Promise<void> {
  const verdict = (mutant: Mutant) => results.get(sourceOf(mutant).file, mutant)
  const open = () => order.filter((mutant) => !verdict(mutant))
  const surviving = () =>
    order.filter((mutant) => {
      const known = verdict(mutant)
      return known && !known.killed && known.asked === 'quick'
    })
  console.log(`${mutants.length} mutants, ${open().length} to try`)
  if (open().length + surviving().length === 0) return
  const enough = () => Date.now() > end
  if (enough()) return
  const tree = fill('tree', new Map([...files, ...tests]))
  const absentOf = async (stage: Stage) => results.absent(stage) ?? results.setAbsent(stage, await warmUp(tree, stage))
  const quick = await absentOf('quick')
  const trees = Array.from({ length: Number(options.workers) }, (_, i) => (i === 0 ? tree : clone(tree, `tree-${i}`)))
  const known = mutants.flatMap((mutant) => {
    const found = verdict(mutant)
    return found ? [[mutant, found] as const] : []
  })
  const trial = new Trial(known)
  let tried = 0
  const tell = (mutant: Mutant, found: Verdict) => {
    results.set(sourceOf(mutant).file, mutant, found)
    const { file, line, change } = told(mutant)
    console.log(`${++tried} ${file}:${line}  ${change}  ${found.killed ? `killed by ${found.by}` : 'SURVIVES'}`)
  }
  await trial.run(trees, open(), 'quick', quick, { enough, tell })
  if (enough() || surviving().length === 0) return
  await trial.run(trees, surviving(), 'all', await absentOf('all'), { enough, tell })
}

/** What did not take part, in any stage. */
function absentees(): Absent {
  const stages = [results.absent('quick'), results.absent('all')].filter((absent) => absent !== undefined)
  const all = (of: keyof Absent) => [...new Set(stages.flatMap((absent) => absent[of]))]
  return { tests: all('tests'), suites: all('suites') }
}

function rowsOf(): Row[] {
  return chosen.flatMap((source) => {
    const own = mutants.filter((mutant) => sourceOf(mutant) === source)
    const known = own.flatMap((mutant) => results.get(source.file, mutant) ?? [])
    const survivors = own.filter((mutant) => results.get(source.file, mutant)?.killed === false).map(told)
    const refused = stillborn.filter((mutant) => sourceOf(mutant) === source).length
    const unasked = known.filter((verdict) => !verdict.killed && verdict.asked === 'quick').length
    const row = { file: basename(source.file), mutants: own.length, tried: known.length, survivors, unasked, refused }
    return own.length === 0 ? [] : [row]
  })
}
