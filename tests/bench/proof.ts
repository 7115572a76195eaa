/** A proof file of a work with about a hundred events: how large it is, and how long it takes from its bytes to the verdict. */
import { check } from '../../src/verify/check.ts'
import { openProof } from '../../src/verify/file/open.ts'
import { evidenceOf, packed } from '../verify/file-stage.ts'
import { Chain } from '../verify/history.ts'

const RUNS = 21
/** With this seed and this many actions the first work has about a hundred events, and its two descendants as many more. */
const [SEED, ACTIONS, WORK] = [20_261_122, 150, 1]

export interface ProofFigures {
  readonly bytes: number
  /** Of the work itself, and of all works in the file. */
  readonly events: number
  readonly all: number
  /** Milliseconds: the first file a browser ever opens, and the median of those after it. */
  readonly first: number
  readonly later: number
}

/** On a chain of its own. */
export async function benchProof(): Promise<ProofFigures> {
  const chain = await Chain.start()
  try {
    await chain.live(SEED, ACTIONS)
    const evidence = await evidenceOf(chain, WORK)
    const bytes = packed(evidence)
    const times = Array.from({ length: RUNS }, () => once(bytes))
    const counts = evidence.trails.map(({ facts }) => facts.sequence)
    const all = counts.reduce((sum, count) => sum + count, 0)
    const later = times.slice(1).sort((a, b) => a - b)[RUNS >> 1]!
    return { bytes: bytes.length, events: counts[0]!, all, first: times[0]!, later }
  } finally {
    chain.anvil.kill()
  }
}

function once(bytes: Uint8Array): number {
  const began = performance.now()
  const opened = openProof(bytes)
  if (!opened.ok || check(opened.evidence).verdict !== 'verified')
    throw new Error('The bench’s own file does not verify')
  return performance.now() - began
}
