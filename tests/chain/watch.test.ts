import { afterEach, beforeEach, expect, test } from 'vitest'
import { payCall } from '../../src/chain/calls.ts'
import type { Seen } from '../../src/chain/events.ts'
import { watchLedger, type WatchState } from '../../src/chain/watch.ts'
import { NATIVE, Usage, type WorkId } from '../../src/royalties/words.ts'
import { bela, publish, send, startStage, type Stage } from './stage.ts'

let stage: Stage
let stop = () => {}
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => {
  stop()
  stage.stop()
})

const tip = (work: WorkId, amount: bigint) => {
  const payment = {
    work,
    usage: Usage.Tip,
    units: 1n,
    price: 0n,
    amount,
    ref: `0x${'00'.repeat(32)}`,
    beneficiary: NATIVE,
  } as const
  return send(stage, payCall([payment], NATIVE), bela)
}
const until = (met: () => boolean) => expect.poll(met).toBe(true)
const tips = (seen: readonly Seen[]) => seen.flatMap(({ event }) => (event.kind === 'Paid' ? [event.amount] : []))

test('events of the works watched arrive once, in order, and those of others do not', async () => {
  const [first, second] = [await publish(stage), await publish(stage)]
  const seen: Seen[] = []
  stop = watchLedger(stage.client, { onEvents: (events) => seen.push(...events) }, { works: [first], fromBlock: 0n })
  for (const amount of [1n, 2n, 3n]) {
    await tip(first, amount)
    await tip(second, 100n + amount)
  }
  await until(() => tips(seen).length >= 3)
  await new Promise((go) => setTimeout(go, 150))
  expect(tips(seen)).toEqual([1n, 2n, 3n])
  expect(seen.map(({ event }) => event.stamp.sequence)).toEqual([1, 2, 3, 4])
})

test('after a reorganisation what was void is taken back and the new events follow', async () => {
  const work = await publish(stage)
  const seen: Seen[] = []
  const rollbacks: bigint[] = []
  stop = watchLedger(
    stage.client,
    {
      onEvents: (events) => seen.push(...events),
      onRollback: (from) => {
        rollbacks.push(from)
        const kept = seen.filter(({ block }) => block < from)
        seen.splice(0, seen.length, ...kept)
      },
    },
    { fromBlock: 0n },
  )
  await tip(work, 5n)
  await until(() => tips(seen).length === 1)
  const snapshot = await stage.client.request({ method: 'evm_snapshot' } as never)
  await tip(work, 6n)
  await until(() => tips(seen).length === 2)
  await stage.client.request({ method: 'evm_revert', params: [snapshot] } as never)
  // Another timestamp, so that the new block of the same height has another hash.
  await stage.client.request({ method: 'evm_increaseTime', params: [60] } as never)
  await tip(work, 7n)
  await tip(work, 8n)
  await until(() => tips(seen).includes(8n))
  expect(tips(seen)).toEqual([5n, 7n, 8n])
  expect(rollbacks.length).toBe(1)
})

test('a dead RPC makes it stale, a living one live again, and nothing is lost between', async () => {
  const work = await publish(stage)
  const states: WatchState[] = []
  const seen: Seen[] = []
  let up = true
  const client = Object.create(stage.client) as typeof stage.client
  client.request = ((request: never) => {
    if (!up) return Promise.reject(new Error('fetch failed'))
    return stage.client.request(request)
  }) as typeof client.request
  stop = watchLedger(
    client,
    { onEvents: (events) => seen.push(...events), onState: (state) => states.push(state) },
    { fromBlock: 0n },
  )
  await until(() => states.at(-1)?.kind === 'live')
  up = false
  await until(() => states.at(-1)?.kind === 'stale')
  expect(states.at(-1)).toMatchObject({ kind: 'stale', problem: { kind: 'rpcDown' } })
  await tip(work, 9n)
  up = true
  await until(() => states.at(-1)?.kind === 'live')
  expect(tips(seen)).toEqual([9n])
})
