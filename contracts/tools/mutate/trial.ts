/** Tries mutants: quick tests first, then those that take long, and calls what passes all of them a survivor. */
import { pad, toHex } from 'viem'
import type { Mutant } from './schema.ts'
import { forge } from './workspace.ts'

/** `by` is the test that failed. A survivor was asked by quick tests only, or by all. */
export type Verdict = { readonly killed: true; readonly by: string } | { readonly killed: false; readonly asked: Stage }

export type Stage = 'quick' | 'all'
const PATHS: Record<Stage, string> = {
  quick: 'contracts/test/concrete/**',
  all: 'contracts/test/{attack,fuzz,invariant}/**',
}
/** Seconds of computing for one round of tests, however busy the machine is; a mutant that never ends is noticed. */
const PATIENCE: Record<Stage, number> = { quick: 60, all: 240 }
/** So many tests that are likely to fail are asked before all others. */
const LIKELY = 24
/** Seconds after which a suite of the thorough stage is too slow to be asked about every mutant. */
const SLOW = 20

/** What does not take part: tests that fail without any mutant, because they measure gas, and slow suites. */
export interface Absent {
  readonly tests: readonly string[]
  readonly suites: readonly string[]
}

/** Compiles the tree, runs a stage's tests with no mutant on, and returns what cannot take part. */
export async function warmUp(tree: string, stage: Stage): Promise<Absent> {
  const built = await forge(tree, ['build'], 3600)
  if (built.status !== 0) throw new Error(`The instrumented contracts do not compile:\n${built.output.slice(-4000)}`)
  const suites = new Set(['GasTest'])
  const { output } = await forge(tree, ['test', '--match-path', PATHS[stage], '--no-match-contract', 'GasTest'], 3600)
  if (!/^Ran \d+ test suites?/m.test(output)) throw new Error(output.slice(-4000))
  for (const [, suite, time, unit] of output.matchAll(
    /^Ran \d+ tests? for \S+:(\w+)\n[^]*?finished in \S+ \(([\d.]+)(\S*s) CPU/gm,
  )) {
    if (stage === 'all' && unit === 's' && Number(time) > SLOW) suites.add(suite!)
  }
  return { tests: [...new Set(failures(output))], suites: [...suites] }
}

const failures = (output: string): string[] => [...output.matchAll(/^\[FAIL.*\] (\w+)\(/gm)].map(([, name]) => name!)

/** Tries mutants of one compiled tree. Tests that killed a file's mutants before are asked first. */
export class Trial {
  /** File → test → how many mutants it killed. */
  readonly #killers = new Map<string, Map<string, number>>()

  /** What earlier runs found out. */
  constructor(known: Iterable<readonly [Mutant, Verdict]> = []) {
    for (const [mutant, verdict] of known) if (verdict.killed) this.#remember(mutant, verdict.by)
  }

  /** One in each tree at a time, in the order given, until `enough`. */
  async run(
    trees: readonly string[],
    mutants: readonly Mutant[],
    asked: Stage,
    absent: Absent,
    { enough, tell }: { enough: () => boolean; tell: (mutant: Mutant, verdict: Verdict) => void },
  ): Promise<void> {
    const waiting = [...mutants]
    const work = async (tree: string) => {
      while (!enough()) {
        const mutant = waiting.shift()
        if (!mutant) return
        tell(mutant, await this.#attempt(tree, mutant, asked, absent))
      }
    }
    await Promise.all(trees.map(work))
  }

  async #attempt(tree: string, mutant: Mutant, asked: Stage, absent: Absent): Promise<Verdict> {
    const killers = this.#of(mutant)
    const likely = [...killers].sort(([, a], [, b]) => b - a).slice(0, LIKELY)
    // forge matches whole signatures.
    const names = `^(${likely.map(([name]) => name).join('|')})\\b`
    const rounds =
      asked === 'all'
        ? [['--match-path', PATHS.all]]
        : [
            ...(likely.length > 0 ? [['--match-test', names, '--match-path', PATHS.quick]] : []),
            ['--match-path', PATHS.quick],
          ]
    for (const round of rounds) {
      const by = await this.#failing(tree, mutant, round, asked, absent)
      if (!by) continue
      this.#remember(mutant, by)
      return { killed: true, by }
    }
    return { killed: false, asked }
  }

  /** The first test of a round that fails with the mutant on. */
  async #failing(
    tree: string,
    { number }: Mutant,
    round: readonly string[],
    asked: Stage,
    { tests, suites }: Absent,
  ): Promise<string | undefined> {
    const { status, output } = await forge(
      tree,
      [
        ...['test', '--fail-fast', ...round, '--threads', '1'],
        ...['--no-match-contract', `^(${suites.join('|')})$`, '--block-coinbase', pad(toHex(number), { size: 20 })],
        ...(tests.length > 0 ? ['--no-match-test', `^(${tests.join('|')})\\b`] : []),
      ],
      PATIENCE[asked],
    )
    if (status === undefined) return 'time'
    const [by] = failures(output)
    // Anything else that ends badly says nothing about the tests.
    if (status !== 0 && !by && !output.includes('No tests')) throw new Error(output.slice(-4000))
    return by
  }

  #remember(mutant: Mutant, by: string): void {
    const killers = this.#of(mutant)
    if (by.startsWith('test')) killers.set(by, (killers.get(by) ?? 0) + 1)
  }

  #of({ place }: Mutant): Map<string, number> {
    const file = place.node.src.split(':')[2]!
    const known = this.#killers.get(file) ?? new Map<string, number>()
    this.#killers.set(file, known)
    return known
  }
}
