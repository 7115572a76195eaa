/** A chain with a history and running flows, and the honest evidence about one work of it. */
import type { Address, Hex, WorkId } from '../../../src/royalties/words.ts'
import { workId } from '../../../src/royalties/words.ts'
import type { Evidence } from '../../../src/verify/evidence.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { stateProof } from '../../../src/verify/state/ask.ts'
import { stateFindings } from '../../../src/verify/state/differences.ts'
import { provenOf } from '../../../src/verify/state/proven.ts'
import { verifyWork } from '../../../src/verify/verify.ts'
import { Acts } from '../../differential/acts.ts'
import { accounts, Chain } from '../history.ts'

export interface Answer {
  readonly accountProof: Hex[]
  readonly storageProof: { key: Hex; value: Hex; proof: Hex[] }[]
}

type Ask = (args: { method: string; params: unknown[] }) => Promise<unknown>

export interface StateStage {
  readonly chain: Chain
  readonly reader: RpcReader
  readonly ask: Ask
  readonly honest: Evidence
}

/** A grandchild and diamond: it has ancestors over two parents, and flows. */
export const subject: WorkId = workId(4)

export const holdersOf = ({ holdings }: Evidence): Address[] => holdings.map(({ account }) => account)
export const findingsOf = (evidence: Evidence) => stateFindings(evidence, provenOf(evidence))

export async function startState(): Promise<StateStage> {
  const chain = await Chain.start()
  await new Acts(chain, 20_261_124).live(260)
  // A flow that runs at the pinned second, so that nothing here is true only of works without one.
  const end = Math.ceil(((await chain.time()) + 9 * 3_600) / 3_600) * 3_600
  const maximum = 10n ** 12n
  await chain.write(accounts[5]!, 'closeFlow', [subject])
  await chain.later(5)
  await chain.write(accounts[5]!, 'openFlow', [subject, 10_000n, end, maximum], maximum)
  await chain.later(4_000)
  await chain.later(4_000)
  const reader = new RpcReader(chain.client)
  const outcome = await verifyWork(reader, subject)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  const { evidence } = outcome
  const works = evidence.trails.map(({ facts }) => ({
    facts,
    holders: facts.work === subject ? holdersOf(evidence) : [],
  }))
  const state = await stateProof(reader, evidence.pin, works)
  return { chain, reader, ask: chain.client.request as unknown as Ask, honest: { ...evidence, state } }
}
