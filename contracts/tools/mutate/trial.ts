/** Tries mutants: quick tests first, then those that take long, and calls what passes all of them a survivor. */
import { basename } from 'node:path'
import { pad, toHex } from 'viem'
import type { Mutant } from './schema.ts'
import { clone, forge } from './workspace.ts'

/** `by` is the test that failed. */
export type Verdict = { readonly killed: true; readonly by: string } | { readonly killed: false }

const STAGES = ['contracts/test/{concrete,attack}/**', 'contracts/test/{fuzz,invariant}/**']
/** Seconds for one round of tests; a mutant that never ends is noticed. */
const PATIENCE = 240
/** So many tests that are likely to fail are asked before all others. */
const LIKELY = 12

/** Compiles the tree and runs all tests with no mutant on. Returns the names of tests that measure gas, and so fail here. */
export async function warmUp(tree: string): Promise<string[]> {
  const built = await forge(tree, ['build'], 1800)
  if (built.status !== 0) throw new Error(`The instrumented contracts do not compile:\n${built.output.slice(-4000)}`)
  const failed = new Set<string>()
  for (const path of STAGES) {
    const { status, output } = await forge(tree, ['test', '--match-path', path, '--no-match-contract', 'GasTest'], 1800)
    if (status === undefined) throw new Error(`The tests in ${path} do not end.`)
    for (const name of failures(output)) failed.add(name)
    if (status !== 0 && failed.size === 0) throw new Error(output.slice(-4000))
  }
  return [...failed]
}

const failures = (output: string): string[] => [...output.matchAll(/^\[FAIL.*\] (\w+)\(/gm)].map(([, name]) => name!)

/** Tries mutants of one compiled tree. Tests that killed a file's mutants before are asked first. */
export class Trial {
  readonly #except: readonly string[]
  /** File → test → how many mutants it killed. */
  readonly #killers = new Map<string, Map<string, number>>()

  constructor(except: readonly string[]) {
    this.#except = except
  }

  /** Several at a time, in the order given, until `enough`. */
  async run(
    tree: string,
    mutants: readonly Mutant[],
    {
      workers,
      enough,
      tell,
    }: { workers: number; enough: () => boolean; tell: (mutant: Mutant, verdict: Verdict) => void },
  ): Promise<void> {
    const waiting = [...mutants]
    const work = async (place: string) => {
      while (!enough()) {
        const mutant = waiting.shift()
        if (!mutant) return
        tell(mutant, await this.#attempt(place, mutant))
      }
    }
    const places = Array.from({ length: workers }, (_, i) => (i === 0 ? tree : clone(tree, `${basename(tree)}-${i}`)))
    await Promise.all(places.map(work))
  }

  async #attempt(tree: string, mutant: Mutant): Promise<Verdict> {
    const killers = this.#of(mutant)
    const likely = [...killers].sort(([, a], [, b]) => b - a).slice(0, LIKELY)
    const rounds = [
      ...(likely.length > 0 ? [['--match-test', `^(${likely.map(([name]) => name).join('|')})$`]] : []),
      ...STAGES.map((path) => ['--match-path', path]),
    ]
    for (const round of rounds) {
      const by = await this.#failing(tree, mutant, round)
      if (!by) continue
      if (by.startsWith('test')) killers.set(by, (killers.get(by) ?? 0) + 1)
      return { killed: true, by }
    }
    return { killed: false }
  }

  /** The first test of a round that fails with the mutant on. */
  async #failing(tree: string, { number }: Mutant, round: readonly string[]): Promise<string | undefined> {
    const not = round[0] === '--match-test' ? [] : this.#except
    const { status, output } = await forge(
      tree,
      [
        ...['test', '--fail-fast', ...round, '--no-match-contract', 'GasTest', '--threads', '1'],
        ...['--block-coinbase', pad(toHex(number), { size: 20 })],
        ...(not.length > 0 ? ['--no-match-test', `^(${not.join('|')})$`] : []),
      ],
      PATIENCE,
    )
    if (status === undefined) return 'time'
    const [by] = failures(output)
    // Anything else that ends badly says nothing about the tests.
    if (status !== 0 && !by) throw new Error(output.slice(-4000))
    return by
  }

  #of({ place }: Mutant): Map<string, number> {
    const file = place.node.src.split(':')[2]!
    const known = this.#killers.get(file) ?? new Map<string, number>()
    this.#killers.set(file, known)
    return known
  }
}
