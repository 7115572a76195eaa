/** From files and tests to a verdict on each mutant. */
import type { Mutant } from './schema.ts'
import type { Source } from './plan.ts'
import type { Line } from './told.ts'
import { Trial, type Verdict } from './trial.ts'

export type Heard = (mutant: Mutant, verdict: Verdict) => void

/**
 * Tries mutants in two steps. First all in the processes that run the tests, one after the other in each test that comes by them;
 * then each that is left alone in fresh processes, on from the moment the modules are loaded: what is worked out once, at
 * loading or before the first test, is reached no other way.
 */
export async function judge(
  sources: readonly Source[],
  wanted: readonly Mutant[],
  tests: readonly string[],
  heard: Heard = () => {},
): Promise<Map<Mutant, Verdict>> {
  const trial = new Trial(sources, wanted)
  await trial.open()
  try {
    const lines = await trial.all(tests)
    const verdicts = new Map<Mutant, Verdict>()
    const settle = (mutant: Mutant, verdict: Verdict) => {
      verdicts.set(mutant, verdict)
      heard(mutant, verdict)
    }
    const killers = new Map(lines.flatMap((line) => ('killed' in line ? [[line.killed, line] as const] : [])))
    const comers = comersBy(lines)
    for (const mutant of wanted) {
      const killer = killers.get(mutant.number)
      if (killer) settle(mutant, { killed: true, by: `${killer.by}: ${killer.why}` })
    }
    for (const mutant of wanted) {
      if (verdicts.has(mutant)) continue
      settle(mutant, await trial.one(mutant.number, comers.get(mutant.place) ?? []))
    }
    return verdicts
  } finally {
    await trial.close()
  }
}

/** By place: the test files that come by it, the quick ones first. */
function comersBy(lines: readonly Line[]): Map<number, string[]> {
  const files = new Map<number, Set<string>>()
  const took = new Map<string, number>()
  for (const line of lines) {
    if (!('file' in line)) continue
    if ('took' in line) took.set(line.file, (took.get(line.file) ?? 0) + line.took)
    for (const place of 'reached' in line ? line.reached : line.outside) {
      const known = files.get(place) ?? new Set<string>()
      files.set(place, known.add(line.file))
    }
  }
  const byTime = (a: string, b: string) => (took.get(a) ?? 0) - (took.get(b) ?? 0)
  return new Map([...files].map(([place, own]) => [place, [...own].sort(byTime)]))
}
