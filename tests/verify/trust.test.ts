import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventAt, joined, part, stampAt, type Columns } from '../../src/royalties/columns/columns.ts'
import { check, type Report } from '../../src/verify/check.ts'
import type { Evidence, Testimony } from '../../src/verify/evidence.ts'
import { eventsOf } from '../../src/verify/ledger.ts'
import { sourcesOf, takersOf } from '../../src/verify/named.ts'
import { RpcReader } from '../../src/verify/rpc.ts'
import { walk } from '../../src/verify/walk.ts'
import { evidenceOf } from './file-stage.ts'
import { Chain } from './history.ts'

let chain: Chain
let honest: Evidence
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_130, 120)
  honest = await evidenceOf(chain, 1)
})
afterAll(() => chain.anvil.kill())

const columnsOf = ({ trails }: Evidence): Columns => trails[0]!.columns!
const withColumns = (columns: Columns): Evidence => {
  const [first, ...rest] = honest.trails
  return { ...honest, trails: [{ ...first!, columns }, ...rest] }
}
const testimony = (said: Testimony['said']): Testimony => ({ rpc: `https://${said}.test`, operator: said, said })
const kindsOf = ({ findings }: Report) => [...new Set(findings.map(({ kind }) => kind))]
const levels = ({ trust: { authenticity, completeness } }: Report) => [authenticity, completeness]

describe('each level is reached by what it says, and by nothing else', () => {
  test('A2 and C3: a proof of the state, and its head', () => {
    const report = check(honest)
    expect([report.verdict, report.blame, report.findings]).toEqual(['verified', undefined, []])
    expect(levels(report)).toEqual(['provenState', 'head'])
  })

  test('A3: the light client’s header is the pinned one; another one is another chain', () => {
    const { number, hash } = honest.pin
    expect(levels(check({ ...honest, header: { number, hash, by: 'them' } }))).toEqual(['provenHeader', 'head'])
    const elsewhere = check({ ...honest, header: { number, hash: `0x${'11'.repeat(32)}`, by: 'them' } })
    expect([elsewhere.verdict, elsewhere.blame, kindsOf(elsewhere)]).toEqual(['differs', 'rpc', ['otherChain']])
    expect(elsewhere.trust.authenticity).toBe('oneRpc')
    const older = check({ ...honest, header: { number: number - 1n, hash: `0x${'11'.repeat(32)}`, by: 'them' } })
    expect([older.verdict, older.trust.authenticity]).toEqual(['verified', 'provenState'])
  })

  test('A0, A1 and C1: without a proof nothing is verified, however many agree', () => {
    const told = { ...honest, state: undefined }
    const report = check(told)
    expect([report.verdict, report.blame, kindsOf(report)]).toEqual(['unchecked', undefined, ['couldNotCheck']])
    expect(levels(report)).toEqual(['oneRpc', 'gapless'])
    const said = (...all: Testimony['said'][]) => check({ ...told, testimonies: all.map(testimony) }).trust
    expect(said('same', 'behind', 'silent')).toEqual({
      ...{ authenticity: 'severalRpcs', completeness: 'gapless' },
      rpcs: { same: 1, other: 0, behind: 1, silent: 1 },
    })
    expect(said('same', 'other').authenticity).toBe('oneRpc')
    expect(said('behind', 'silent').authenticity).toBe('oneRpc')
  })

  test('C2: the sums are the proven ones, the head is not: somebody changed what is not money', () => {
    const columns = columnsOf(honest)
    const paid = Array.from({ length: columns.length }, (_, i) => i).find((i) => eventAt(columns, i).kind === 'Paid')!
    const words = columns.words.slice()
    words[32 * columns.starts[paid + 1]! - 1]! ^= 1
    const report = check(withColumns({ ...columns, words }))
    expect([report.verdict, report.blame, kindsOf(report)]).toEqual(['differs', 'rpc', ['headMismatch']])
    expect(report.trust.completeness).toBe('totals')
  })

  test('C0: an event is missing', () => {
    const columns = columnsOf(honest)
    const report = check(withColumns(joined([part(columns, 0, 9), part(columns, 10, columns.length)])))
    expect([report.verdict, report.blame, report.trust.completeness]).toEqual(['differs', 'rpc', 'unknown'])
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'gap', first: 10 }))
  })
})

test('walked step by step or taken at once, the same evidence makes the same report', async () => {
  const reader = new RpcReader(chain.client)
  const trails = await Promise.all(honest.trails.map(({ facts }) => walk(reader, facts)))
  expect(trails.every(({ visits }) => visits.length > 0)).toBe(true)
  expect(check({ ...honest, trails })).toEqual(check(honest))
})

describe('columns that no contract made accuse no contract', () => {
  const changed: readonly (readonly [string, (columns: Columns) => Columns])[] = [
    [
      'an event in another block',
      (columns) => ({ ...columns, blocks: columns.blocks.map((block, i) => block - Number(i === 7)) }),
    ],
    ['the newest event in a later block', (columns) => ({ ...columns, blocks: columns.blocks.with(-1, 9_999) })],
    ['a pointer to elsewhere', (columns) => ({ ...columns, words: columns.words.with(stampAt(columns, 12) + 31, 0) })],
    ['events of another work', (columns) => ({ ...columns, work: honest.trails[1]!.facts.work })],
    ['a kind that does not exist', (columns) => ({ ...columns, kinds: columns.kinds.with(3, 200) })],
    ['nothing', (columns) => part(columns, 0, 0)],
  ]
  test.each(changed)('%s', (_, change) => {
    const report = check(withColumns(change(columnsOf(honest))))
    expect([report.verdict, report.blame]).toEqual(['differs', 'rpc'])
  })

  test('what is only untidy is a remark, or nothing: the chain of hashes proves the rest', () => {
    const columns = columnsOf(honest)
    const twice = check(withColumns(joined([part(columns, 0, 20), part(columns, 19, columns.length)])))
    expect([twice.verdict, kindsOf(twice)]).toEqual(['verified', ['repeated']])
    const turned = check(withColumns(joined([part(columns, 20, columns.length), part(columns, 0, 20)])))
    expect([turned.verdict, turned.findings]).toEqual(['verified', []])
    expect(turned.works).toEqual(check(honest).works)
  })
})

describe('whoever floods a work with dust', () => {
  const flooded = (what: 'dust' | 'relatives' | 'holdings'): Evidence => ({
    ...honest,
    doubts: [{ work: honest.subject, what, detail: 'Very many' }],
  })

  test('does not keep it from being verified, and it is said what was left out', () => {
    for (const what of ['dust', 'relatives'] as const)
      expect(check(flooded(what))).toMatchObject({ verdict: 'verified', findings: [{ kind: 'couldNotCheck', what }] })
    // What could not be had for another reason is open as before.
    expect(check(flooded('holdings')).verdict).toBe('unchecked')
  })

  test('hides nothing: without the proven head of all events it stays open', () => {
    const { trails, state: _, ...rest } = flooded('dust')
    expect(check({ ...rest, trails })).toMatchObject({ verdict: 'unchecked' })
    const [first, ...others] = trails
    const stopped = { facts: first!.facts, visits: [], stop: { kind: 'tooLong', most: 3 } } as const
    expect(check({ ...flooded('dust'), trails: [stopped, ...others] }).verdict).toBe('unchecked')
  })

  test('is compared last: the largest holders and the works that sent most come first', () => {
    const [first] = honest.trails
    const { holders, works } = check(honest)
    const units = new Map(holders.map((row) => [row.account, row.units]))
    const taken = takersOf(first!).map((account) => units.get(account)!)
    expect(taken).toHaveLength(holders.length)
    expect(taken).toEqual(taken.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)))
    const sources = sourcesOf(first!)
    const sent = new Map(sources.map((source) => [source, 0n]))
    for (const { event } of eventsOf(works[0]!))
      if (event.kind === 'Credited') sent.set(event.source, sent.get(event.source)! + event.income)
    expect(sources.length).toBeGreaterThan(1)
    expect(sources).toEqual(sources.toSorted((a, b) => (sent.get(a)! < sent.get(b)! ? 1 : -1)))
  })
})
