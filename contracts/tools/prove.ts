/**
 * Proves what contracts/proofs claims about the contracts' arithmetic, for all inputs, and writes contracts/proofs/RESULTS.md.
 *
 * `--files Split.sol` only these, the others keep their results; `--seconds 60` for each question to z3; `--self-test` shows that false lemmas are refuted,
 * empty ones noticed and hard ones not taken for proved. Fails when a lemma is not proved.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from './forge.ts'
import { lemmas, type Lemma } from './prove/compiler.ts'
import { horn, reachable, words, type Finding } from './prove/engines.ts'
import { ensureZ3 } from './prove/z3.ts'

const { values: options } = parseArgs({
  options: {
    files: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    'self-test': { type: 'boolean', default: false },
  },
})
const RESULTS = join(ROOT, 'contracts/proofs/RESULTS.md')
/** Lemmas about the tool itself: what each has to come to stands in its name. */
const SELF_TEST = 'SelfTest.sol'

interface Row extends Finding {
  readonly lemma: Lemma
  readonly engine: string
  readonly seconds: string
}

/** The first engine that knows decides. What none knows is not proved. */
async function examine(lemma: Lemma, limit: number): Promise<Row> {
  const begun = Date.now()
  const row = (engine: string, finding: Finding): Row => ({
    lemma,
    engine,
    seconds: ((Date.now() - begun) / 1000).toFixed(1),
    ...finding,
  })
  const passes = await reachable(lemma, limit)
  if (passes === false) return row('words', { verdict: 'vacuous' })
  if (passes === undefined) return row('words', { verdict: 'unknown', detail: 'may be vacuous' })
  let last: Finding = { verdict: 'unknown' }
  for (const engine of lemma.first === 'CHC' ? (['CHC', 'words'] as const) : (['words', 'CHC'] as const)) {
    last = engine === 'CHC' ? await horn(lemma, limit) : await words(lemma, limit)
    if (last.verdict !== 'unknown') return row(engine, last)
  }
  return row('both', last)
}

async function run(): Promise<boolean> {
  console.log(ensureZ3())
  const only = options['self-test'] ? [SELF_TEST] : options.files?.split(',')
  const chosen = lemmas(only).filter(({ file }) => options['self-test'] || basename(file) !== SELF_TEST)
  const rows: Row[] = []
  for (const lemma of chosen) {
    const row = await examine(lemma, Number(options.seconds))
    rows.push(row)
    console.log(
      `${basename(lemma.file)} ${lemma.name}: ${row.verdict} (${row.engine}, ${row.seconds} s) ${row.detail ?? ''}`,
    )
  }
  if (options['self-test']) return rows.every(({ lemma, verdict }) => lemma.name.toLowerCase().startsWith(verdict))
  writeFileSync(RESULTS, page(rows))
  return rows.every(({ verdict }) => verdict === 'proved')
}

const VERDICTS = { proved: 'proved', refuted: '**refuted**', unknown: '**not proved**', vacuous: '**vacuous**' }

/** The newest result of every lemma there is; those that were not asked now keep the line they have. */
function page(rows: readonly Row[]): string {
  const old = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8').split('\n') : []
  const lines = lemmas()
    .filter(({ file }) => basename(file) !== SELF_TEST)
    .map(({ file, name, says }) => {
      const row = rows.find(({ lemma }) => lemma.file === file && lemma.name === name)
      const cells = row ? [row.engine, row.seconds, VERDICTS[row.verdict]] : ['–', '–', '**not run**']
      const start = `| ${basename(file, '.sol')} | ${name} | ${says} |`
      return (row ? undefined : old.find((line) => line.startsWith(start))) ?? `${start} ${cells.join(' | ')} |`
    })
  return `# Proofs

Written by \`npm run prove\`; \`npm run prove -- --self-test\` shows that the tool refutes what is false.

Each lemma is a contract in this folder whose function calls the contracts' own code with any arguments. *Proved* means: no
arguments that pass its requirements make an assertion fail or a number overflow, and some arguments pass. **words** runs the
Yul solc makes of it on unknown words of 256 bits; **CHC** is solc's model checker. Both ask z3.

| File | Lemma | Says | Engine | Seconds | Verdict |
| ---- | ----- | ---- | ------ | ------: | ------- |
${lines.join('\n')}
`
}

process.exitCode = (await run()) ? 0 : 1
