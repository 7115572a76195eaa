/** RPCs that give less at once than was asked for: by refusing in a dialect of theirs, by silence, or by asking for patience.
 * Everything is had in the end, and nobody is accused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { every, first, on, status, tooMany } from '../../harness/faults/answers.ts'
import {
  BLOCK_DIALECTS,
  capsBlocks,
  capsLogs,
  LOG_DIALECTS,
  rangeOf,
  truncates,
  type BlockDialect,
  type LogDialect,
} from '../../harness/faults/logs.ts'
import { byNumberOnly } from '../../harness/faults/state.ts'
import { expectDoubt, expectVerified, FaultStage } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_126, 260)
})
afterAll(() => stage.stop())

const asked = () => stage.proxy.calls.filter(({ method }) => method === 'eth_getLogs')

test.each(Object.keys(BLOCK_DIALECTS) as BlockDialect[])(
  'at most 20 blocks at once, said as %s does',
  async (dialect) => {
    expectVerified(await stage.report([capsBlocks(dialect, 20)]))
    // The limit is learned, not met again with every request.
    const refused = asked()
      .map(rangeOf)
      .filter(({ from, to }) => to - from >= 20)
    expect(refused.length).toBeLessThanOrEqual(12)
  },
)

test.each(Object.keys(LOG_DIALECTS) as LogDialect[])('at most 12 logs at once, said as %s does', async (dialect) => {
  expectVerified(await stage.report([capsLogs(dialect, 12)]))
})

test('one block at a time only', async () => {
  expectVerified(await stage.report([capsBlocks('ankr', 1)]))
})

test.each([20, 50])('answers cut after %i logs without a word', async (most) => {
  expectVerified(await stage.report([truncates(most)]))
})

test('a body that would be too large, by HTTP status', async () => {
  const large = status(413, 'Request Entity Too Large')
  expectVerified(
    await stage.report([
      on((call) => call.method === 'eth_getLogs' && rangeOf(call).to - rangeOf(call).from > 30, large),
    ]),
  )
})

test.each([
  [-32602, 'invalid argument 1: json: cannot unmarshal object into Go value of type string'],
  [-32602, 'Invalid params: invalid type: map, expected a hex-string'],
  [-32600, 'EIP-1898 is not supported'],
])('blocks by number only, said as %i %s', async (code, message) => {
  expectVerified(await stage.report([byNumberOnly(code, message)]))
  const refused = stage.proxy.calls.filter(
    ({ params }) => (params.at(-1) as { blockHash?: string } | undefined)?.blockHash,
  )
  // Those that were under way before the first refusal, and none later.
  expect(refused.length).toBeLessThanOrEqual(4)
})

describe('too many requests', () => {
  test.each([['0'], ['1'], [undefined]])('now and then, to be asked again after %s seconds', async (after) => {
    expectVerified(await stage.report([first(2, tooMany(after))]))
  })

  test('again and again', async () => {
    expectVerified(await stage.report([every(7, tooMany('0'))], undefined, { silence: 2_000, retries: 6 }))
  })

  test('always: that is said, after a while', async () => {
    const outcome = await stage.outcome([tooMany('0')])
    expectDoubt(outcome)
    expect(outcome).toMatchObject({ ok: false, problem: { detail: 'The RPC was asked too often.' } })
  })

  test('come back in an hour: nobody waits for that', async () => {
    expectDoubt(await stage.outcome([tooMany('3600')]))
  })
})
