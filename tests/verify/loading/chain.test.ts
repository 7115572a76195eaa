import { afterAll, beforeAll, expect, test } from 'vitest'
import { workId } from '../../../src/royalties/words.ts'
import { memoryCache } from '../../../src/verify/loading/cache.ts'
import { loadTrail } from '../../../src/verify/loading/load.ts'
import { openReader } from '../../../src/verify/loading/open.ts'
import { isColumns, rawLogs } from '../../../src/verify/loading/told.ts'
import { RpcReader } from '../../../src/verify/rpc.ts'
import { historyOf } from '../../../src/verify/trail.ts'
import { walk } from '../../../src/verify/walk.ts'
import { Chain } from '../history.ts'

let chain: Chain
let url: string
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_121, 160)
  url = (chain.client.transport as unknown as { url: string }).url
})
afterAll(() => chain.anvil.kill())

const reader = () => openReader(url, 31_337)

test('what is loaded at once is what a walk finds, event by event and head by head', async () => {
  for (const id of [1, 2, 3, 4, 5]) {
    const pin = await reader().pin()
    const facts = (await reader().facts(workId(id), pin))!
    const [loaded, walked] = [await loadTrail(reader(), facts), await walk(reader(), facts)]
    expect(loaded.columns?.length).toBe(facts.sequence)
    const contract = reader().deployment.contract
    const history = historyOf(reader().deployment, walked)
    expect(history.proven).toBe(true)
    expect(rawLogs(loaded.columns!, contract)).toEqual(
      walked.visits.flatMap(({ logs }) => [...logs].reverse()).reverse(),
    )
  }
})

test('bytes and viem tell the same', async () => {
  const { lastBlock } = (await reader().facts(workId(1), await reader().pin()))!
  const scanned = await reader().range(workId(1), 0n, lastBlock)
  expect(isColumns(scanned)).toBe(true)
  const told = await new RpcReader(chain.client).range(workId(1), 0n, lastBlock)
  expect(rawLogs(scanned, reader().deployment.contract)).toEqual(told)
})

test('a reorganisation between two loads', async () => {
  const cache = memoryCache()
  const mine = (method: string, params: unknown[] = []) => chain.client.request({ method, params } as never)
  const snapshot = await mine('evm_snapshot')
  await chain.live(7, 20)
  const before = (await reader().facts(workId(1), await reader().pin()))!
  await loadTrail(reader(), before, { cache })
  await mine('evm_revert', [snapshot])
  await chain.live(8, 60)
  const after = (await reader().facts(workId(1), await reader().pin()))!
  expect(after.head).not.toBe(before.head)
  const { columns } = await loadTrail(reader(), after, { cache })
  expect(columns?.length).toBe(after.sequence)
})
