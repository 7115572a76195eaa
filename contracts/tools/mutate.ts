/**
 * The mutation score of the contracts: makes every small mistake somebody could have made, one at a time, and looks whether
 * a test notices. Writes contracts/MUTATION.md.
 *
 * `--files Split.sol,Money.sol` only these; `--minutes 30` stops then; `--workers 2` at a time; `--fresh` forgets earlier
 * runs; `--list` only shows the mutants. Mutants are tried in an even spread over the code, so that a run which is stopped
 * has tried a fair sample, and the next goes on. A run on some files prints its table and writes nothing.
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { parse, type Source } from './mutate/ast.ts'
import { compilable, describe, mutantsOf, spread } from './mutate/batch.ts'
import { excused, tableOf, writeReport, type Row, type Survivor } from './mutate/report.ts'
import { Results } from './mutate/results.ts'
import type { Mutant } from './mutate/schema.ts'
import { Trial, warmUp } from './mutate/trial.ts'
import { fill, hash, read } from './mutate/workspace.ts'

/** These only tell what others have stored. */
const NO_MONEY = ['Reading.sol', 'Cid.sol']

const { values: options } = parseArgs({
  options: {
    files: { type: 'string' },
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
const chosen = sources.filter(({ file }) =>
  wanted ? wanted.includes(basename(file)) : !NO_MONEY.includes(basename(file)),
)
const results = new Results(hash(all), hash(tests), options.fresh)
const { mutants, stillborn, files } = compilable(sources, mutantsOf(chosen))
const homes = new Map(chosen.map((source) => [source.tree.src.split(':')[2]!, source]))
const sourceOf = ({ place }: Mutant): Source => homes.get(place.node.src.split(':')[2]!)!

if (options.list) {
  for (const { file, line, change } of mutants.map(told)) console.log(`${file}:${line}  ${change}`)
} else {
  await tryAll()
  const rows = rowsOf()
  console.log(tableOf(rows))
  if (!wanted) writeReport(rows, results.absent)
  const left = rows.flatMap(({ survivors }) => survivors).filter((survivor) => !excused(survivor))
  for (const { file, line, change } of left) console.log(`${file}:${line}  ${change}`)
}

function told(mutant: Mutant): Survivor {
  return { file: basename(sourceOf(mutant).file), ...describe(sourceOf(mutant), mutant) }
}

/** Tries what is not known yet. */
async function tryAll(): Promise<void> {
  const open = spread(mutants).filter((mutant) => !results.get(sourceOf(mutant).file, mutant))
  console.log(`${mutants.length} mutants, ${open.length} to try`)
  if (open.length === 0) return
  const tree = fill('tree', new Map([...files, ...tests]))
  const except = await warmUp(tree)
  results.absent = except
  if (except.length > 0) console.log(`Without ${except.join(', ')}`)
  let tried = 0
  await new Trial(except).run(tree, open, {
    workers: Number(options.workers),
    enough: () => Date.now() > end,
    tell: (mutant, verdict) => {
      results.set(sourceOf(mutant).file, mutant, verdict)
      const { file, line, change } = told(mutant)
      const fate = verdict.killed ? `killed by ${verdict.by}` : 'SURVIVES'
      console.log(`${++tried}/${open.length} ${file}:${line}  ${change}  ${fate}`)
    },
  })
}

function rowsOf(): Row[] {
  return chosen.flatMap((source) => {
    const own = mutants.filter((mutant) => sourceOf(mutant) === source)
    const known = own.flatMap((mutant) => results.get(source.file, mutant) ?? [])
    const survivors = own.filter((mutant) => results.get(source.file, mutant)?.killed === false).map(told)
    const refused = stillborn.filter((mutant) => sourceOf(mutant) === source).length
    return own.length === 0
      ? []
      : [{ file: basename(source.file), mutants: own.length, tried: known.length, survivors, refused }]
  })
}
