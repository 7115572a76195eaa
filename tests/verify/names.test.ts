/** What was done to a history is named event by event, once the true one is known. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { columnsOf } from '../../src/royalties/columns/builder.ts'
import { workId } from '../../src/royalties/words.ts'
import type { RawLog } from '../../src/verify/evidence.ts'
import { rawLogs } from '../../src/verify/loading/told.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { namesOf } from '../../src/verify/witnesses/names.ts'
import { Chain, dice } from './history.ts'

const work = workId(1)
let logs: readonly RawLog[]
let chain: Chain
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(77, 40)
  const reader = new RpcReader(chain.client)
  logs = rawLogs(await reader.range(work, 0n, 100_000n), reader.deployment.contract)
})
afterAll(() => chain.anvil.kill())

const named = (told: readonly RawLog[]) => namesOf(columnsOf(work, told), columnsOf(work, logs))
const placeOf = (i: number): unknown => ({
  ...{ work, sequence: i + 1, block: logs[i]!.block, transaction: logs[i]!.transaction },
})
/** Its last word is another one. */
const changed = (log: RawLog): RawLog => ({
  ...{ ...log, data: `0x${log.data.slice(2, -2)}${log.data.endsWith('07') ? '08' : '07'}` as const },
})

describe('a told history', () => {
  test('that is the true one has nothing to name', () => {
    expect(logs.length).toBeGreaterThan(20)
    expect(named(logs)).toEqual([])
  })

  test('without its newest, its first, and all', () => {
    const last = logs.length - 1
    expect(named(logs.slice(0, -3))).toEqual([{ kind: 'gap', place: placeOf(last), first: last - 1 }])
    expect(named(logs.slice(2))).toEqual([{ kind: 'gap', place: placeOf(1), first: 1 }])
    expect(named([])).toEqual([{ kind: 'gap', place: placeOf(last), first: 1 }])
  })

  test('an event in another block, or of another kind, is altered', () => {
    const moved = logs.with(5, { ...logs[5]!, block: logs[5]!.block + 1n })
    expect(named(moved)).toEqual([{ kind: 'altered', place: placeOf(5), field: 'block' }])
  })

  test('random drops and changes: each is named, and nothing else', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const roll = dice(seed * 7_919)
      const fate = logs.map(() => roll(8))
      const told = logs.flatMap((log, i) => (fate[i] === 0 ? [] : [fate[i] === 1 ? changed(log) : log]))
      const decodable = told.filter((log) => {
        try {
          columnsOf(work, [log])
          return true
        } catch {
          return false
        }
      })
      const sent = new Set(decodable.map(({ block, index }) => `${block}/${index}`))
      const findings = named(decodable)
      const gone = logs.flatMap(({ block, index }, i) => (sent.has(`${block}/${index}`) ? [] : [i + 1]))
      const gaps = findings.flatMap((finding) =>
        finding.kind === 'gap'
          ? Array.from({ length: finding.place.sequence - finding.first + 1 }, (_, n) => finding.first + n)
          : [],
      )
      expect(gaps).toEqual(gone)
      const altered = findings.flatMap((finding) => (finding.kind === 'altered' ? [finding.place.sequence] : []))
      const wanted = logs.flatMap((_, i) => (fate[i] === 1 && !gone.includes(i + 1) ? [i + 1] : []))
      expect(altered).toEqual(wanted)
      expect(findings.every(({ kind }) => kind === 'gap' || kind === 'altered')).toBe(true)
    }
  })
})
