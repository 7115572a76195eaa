/** What the verifying page makes of a report, without the page. */
import { describe, expect, test } from 'vitest'
import { KINDS, packStamp, word } from '../../src/royalties/chain.ts'
import { columnsOf, type ColumnLog } from '../../src/royalties/columns/builder.ts'
import type { Paid } from '../../src/royalties/ledger.ts'
import type { Entry } from '../../src/royalties/replay.ts'
import { fieldsOf } from '../../src/royalties/shapes.ts'
import { statementOf } from '../../src/royalties/statement/statement.ts'
import { Usage, workId, type Address, type Hex } from '../../src/royalties/words.ts'
import { askedOf, hostOf } from '../../src/screens/verify/asked.ts'
import { changeText, eventLine, GROUPS } from '../../src/screens/verify/event-words.ts'
import { LedgerRows } from '../../src/screens/verify/ledger-rows.ts'
import { askedWork, linkOf } from '../../src/screens/verify/link.ts'
import { findingSentence } from '../../src/screens/verify/finding-words.ts'
import { foundRows } from '../../src/screens/verify/found-rows.ts'
import { ageSentence, lookOf, lookTitle, verdictSentence } from '../../src/screens/verify/sentences.ts'
import { axesOf, trustSentence } from '../../src/screens/verify/steps.ts'
import type { Finding } from '../../src/verify/findings.ts'
import type { Report } from '../../src/verify/report.ts'
import { account, honest, ledger, paid } from '../royalties/books.ts'
import { dice } from './history.ts'

const work = workId(1)
const writer = { decimals: 18, symbol: 'ETH' }

/** As the contract would have written it. */
function logOf({ event, block }: Entry): ColumnLog {
  const topic = [...KINDS].find(([, kind]) => kind === event.kind)![0]
  const fields: Readonly<Record<string, unknown>> = { ...event }
  const { topics, data } = fieldsOf(event.kind)
  const wordOf = ({ name }: { name: string }) => word(BigInt(fields[name] as bigint | Hex | number))
  return {
    topics: [topic, `0x${word(work)}`, ...topics.map((field): Hex => `0x${wordOf(field)}`)],
    data: `0x${word(packStamp(event.stamp))}${data.map(wordOf).join('')}`,
    ...{ block, index: 0, blockHash: `0x${word(block)}`, transaction: `0x${word(block)}` },
  }
}

describe('the rows of a ledger', () => {
  const ancestors = [{ work: workId(5), royalty: 1_250 }]
  const rowsOf = (
    entries: readonly Entry[],
    holder: Address | undefined,
    group: (typeof GROUPS)[number]['id'] = 'all',
  ) =>
    new LedgerRows({
      ...{ columns: columnsOf(work, entries.map(logOf)), holder, group, writer },
      ...{ royalties: 1_250, nameOf: (each: Address) => each, wrong: new Set<number>() },
    })

  test.each([3, 4, 5, 6])('say of every balance what its statement says, without making one (seed %i)', (seed) => {
    const entries = honest(dice(seed), ancestors, 120)
    for (const holder of [undefined, account(1), account(2), account(3), account(4)]) {
      const rows = rowsOf(entries, holder)
      const shown = new Map(
        Array.from({ length: rows.length }, (_, row) => [Number(rows.row(row).cells[0]), rows.row(row).cells[3]]),
      )
      const { lines } = statementOf({ ...{ work, ancestors, entries, holder } })
      if (holder === undefined) expect(lines.length).toBe(entries.length)
      for (const { entry, change } of lines) {
        const { sequence } = entry.event.stamp
        // To the 1e-8 of a unit that a row shows; the rest is in the event's own view.
        expect(shown.get(sequence), `${holder} ${sequence} ${entry.event.kind}`).toBe(
          changeText(change / 100_000_000n, writer),
        )
      }
    }
  })

  test('are the newest first, and a group shows its kinds alone and all of them', () => {
    const entries = honest(dice(9), ancestors, 150)
    const all = rowsOf(entries, undefined)
    expect(all.length).toBe(entries.length)
    expect([all.row(0).cells[0], all.row(all.length - 1).cells[0]]).toEqual([String(entries.length), '1'])
    expect(all.rowOf(all.placeOf(17))).toBe(17)
    const parts = GROUPS.filter(({ kinds }) => kinds !== undefined)
    expect(parts.reduce((sum, { id }) => sum + rowsOf(entries, undefined, id).length, 0)).toBe(entries.length)
    for (const { id, kinds } of parts) {
      const rows = rowsOf(entries, undefined, id)
      for (let row = 0; row < rows.length; row++) expect(kinds).toContain(entries[rows.placeOf(row)]!.event.kind)
    }
  })
})

test('a row says of a resale what was resold, and that a royalty was paid', () => {
  const [entry] = ledger([[1_700_000_000, paid(9n)]])
  const event = entry!.event as Paid
  expect(eventLine({ ...event, usage: Usage.Resale, units: 3_000_000n }, () => 'Fay')).toBe(
    '3 shares resold, royalty paid by Fay',
  )
  expect(eventLine(event, () => 'Fay')).toBe('Played, paid by Fay')
})

const rpcs = { same: 0, other: 0, behind: 0, silent: 0 }
const report = (change: Partial<Report> = {}): Report => ({
  ...{ subject: work, pin: { number: 93n, hash: `0x${'ab'.repeat(32)}`, time: 1_700_000_000 } },
  ...{ verdict: 'verified', blame: undefined, findings: [], works: [], holders: [] },
  trust: { authenticity: 'provenState', completeness: 'head', rpcs },
  ...{ testimonies: [], headerBy: undefined, liars: [] },
  ...change,
})
const states = (of: Report, which: 0 | 1) => axesOf(of, 'chain')[which].steps.map(({ state }) => state)

describe('what a report looks like', () => {
  test('has four forms, and no doubt looks like a lie, no lie like a cheating contract', () => {
    const four = [
      report(),
      report({ verdict: 'unchecked' }),
      report({ verdict: 'differs', blame: 'rpc' }),
      report({ verdict: 'differs', blame: 'contract' }),
    ]
    expect(four.map(lookOf)).toEqual(['verified', 'unchecked', 'rpc', 'contract'])
    expect(new Set(four.map((each) => lookTitle(each, 'chain'))).size).toBe(4)
    const [, unchecked, rpc, contract] = four.map((each) => verdictSentence(each, 'chain'))
    expect(unchecked).toContain('no accusation')
    expect(rpc).toContain('says nothing about the payouts')
    // With nobody else to vouch for the block, even that rests on one RPC's word.
    expect(contract).toContain('one RPC’s word')
    const sure = report({
      ...{ verdict: 'differs', blame: 'contract' },
      trust: { authenticity: 'provenHeader', completeness: 'head', rpcs },
    })
    expect(verdictSentence(sure, 'chain')).not.toContain('word')
  })

  test('a doubt is told once, and its sentence ends once', () => {
    for (const detail of ['The RPC answered with HTTP status 500.', 'Block 79 could not be read'])
      expect(findingSentence({ kind: 'couldNotCheck', work, what: 'history', detail }, writer)).toBe(
        `The history of work 1: ${detail.replace(/\.$/, '')}.`,
      )
  })

  test('an old block is never taken for the newest one', () => {
    const { pin } = report()
    expect(ageSentence({ pin }, pin.time + 3_599)).toBeUndefined()
    expect(ageSentence({ pin }, pin.time + 4 * 86_400)).toContain(
      'is from 4 days ago: what happened since is not in it',
    )
  })

  test('climbs each axis as far as the report goes, and says where it was contradicted', () => {
    expect(states(report(), 0)).toEqual(['reached', 'open', 'reached', 'open'])
    expect(states(report(), 1)).toEqual(['reached', 'reached', 'reached', 'reached'])
    const told = report({ trust: { authenticity: 'severalRpcs', completeness: 'gapless', rpcs: { ...rpcs, same: 2 } } })
    expect(states(told, 0)).toEqual(['reached', 'reached', 'open', 'open'])
    expect(states(told, 1)).toEqual(['reached', 'reached', 'open', 'open'])
    const gap: Finding = { kind: 'gap', first: 3, place: { work, sequence: 4, block: 9n } }
    const cut = report({
      ...{ findings: [gap], verdict: 'differs', blame: 'rpc' },
      trust: { authenticity: 'oneRpc', completeness: 'unknown', rpcs: { ...rpcs, other: 1 } },
    })
    expect(states(cut, 0)).toEqual(['reached', 'broken', 'open', 'open'])
    expect(states(cut, 1)).toEqual(['reached', 'broken', 'open', 'open'])
    // Nothing is said to have been compared where there was nothing to compare.
    expect(axesOf(cut, 'chain')[1].steps[2]!.sentence).not.toContain('compared with')
    expect(axesOf(cut, 'chain')[0].steps[1]!.sentence).toMatch(/contradicts what is told here/)
    // All events are proven to be here, and what the contract owes does not follow from them.
    const due = { work, account: account(1), recomputed: 1n, onChain: 2n }
    const cheated = report({ verdict: 'differs', blame: 'contract', findings: [{ kind: 'dueDiffers', ...due }] })
    expect(states(cheated, 1)).toEqual(['reached', 'reached', 'broken', 'reached'])
    const forged = report({ findings: [{ kind: 'proofWrong', work, detail: 'a node is missing' }], trust: cut.trust })
    expect(states(forged, 0)[2]).toBe('broken')
  })

  test('says of a light client what it did, could not do, or did for nothing', () => {
    const last = (of: Report) => axesOf(of, 'chain')[0].steps[3]!
    const trust = { ...report().trust, authenticity: 'provenHeader' } as const
    expect(last(report({ trust, headerBy: 'Signed.' }))).toMatchObject({ state: 'reached' })
    expect(last(report({ trust, headerBy: 'Signed.' })).sentence).toContain('to this block. Signed.')
    expect(last(report({ headerDoubt: 'None answers' })).sentence).toContain(
      'not proven by a light client (None answers)',
    )
    const refused = report({ headerBy: 'Signed.', trust: { ...report().trust, authenticity: 'oneRpc' } })
    expect(last(refused)).toMatchObject({ state: 'open' })
    expect(last(refused).sentence).toContain('But what the contract holds in it is not proven')
  })

  test('tells with its first line who vouches for the block', () => {
    expect(trustSentence(report(), 'chain')).toMatch(/as one RPC shows it; no event can be missing\.$/)
    const agreed = report({ trust: { ...report().trust, rpcs: { ...rpcs, same: 2 } } })
    expect(trustSentence(agreed, 'chain')).not.toContain('one RPC')
  })
})

test('whoever was asked is named by host alone, the teller first, and a liar as one', () => {
  const asked = askedOf(
    report({
      rpc: 'https://good.example/key-1234',
      ...{ works: worksWith(3) },
      liars: [{ rpc: 'https://bad.example/', findings: [] }],
      testimonies: [
        { rpc: 'https://bad.example/', operator: 'bad.example', said: 'same' },
        { rpc: 'https://late.example/', operator: 'late.example', said: 'behind' },
      ],
    }),
  )
  expect(asked.map(({ name, said }) => [name, said])).toEqual([
    ['good.example', 'told'],
    ['bad.example', 'lied'],
    ['late.example', 'behind'],
  ])
  expect(hostOf('not a url')).toBe('not a url')
})

const worksWith = (events: number) =>
  [
    {
      facts: { work },
      proven: true,
      columns: columnsOf(work, honest(dice(3), [], events).slice(0, events).map(logOf)),
    },
  ] as unknown as Report['works']

test('an RPC of which no event came is not said to have told everything', () => {
  const saidBy = (of: Partial<Report>) => askedOf(report({ rpc: 'https://a.example/', ...of }))[0]!.said
  expect(saidBy({ works: worksWith(0) })).toBe('mute')
  expect(saidBy({ works: worksWith(3) })).toBe('told')
  expect(saidBy({ works: worksWith(0), verdict: 'differs', blame: 'rpc' })).toBe('lied')
})

describe('what was found', () => {
  const place = (sequence: number) => ({ work, sequence, block: 9n })
  const rowsOf = (...findings: Finding[]) => foundRows({ findings, works: [] })
  const owed = (n: number, cause?: ReturnType<typeof place>): Finding => ({
    ...{ kind: 'dueDiffers', work, account: account(n), recomputed: 1n, onChain: 2n, cause },
  })

  test('one lie is one row, with what follows from it inside', () => {
    const suspects = { first: place(3), last: place(7) }
    const found: Finding[] = [
      { kind: 'couldNotCheck', work, what: 'clues', detail: 'late' },
      { kind: 'incomeDiffers', work, recomputed: 1n, onChain: 2n, cause: place(5) },
      { kind: 'headMismatch', work, expected: '0x1', actual: '0x2', suspects },
      owed(1, place(5)),
      { kind: 'altered', place: place(5), field: 'amount' },
      { kind: 'creditMissing', place: { ...place(8), work: workId(2) }, ancestor: work, expected: 1n },
    ]
    const rows = rowsOf(...found)
    expect(rows.map(({ finding: { kind }, grade }) => [kind, grade])).toEqual([
      ['altered', 'wrong'],
      ['couldNotCheck', 'unknown'],
    ])
    expect(rows[0]!.follows).toHaveLength(4)
  })

  test('two lies are two rows, and each has its own consequences', () => {
    const rows = rowsOf(
      { kind: 'gap', place: place(2), first: 2 },
      { kind: 'gap', place: place(5), first: 5 },
      owed(1, place(5)),
    )
    expect(rows.map(({ follows }) => follows.length)).toEqual([0, 1])
  })

  test('rules that a contract broke are not each other’s consequence; balances that differ are their own', () => {
    const broken = (at: number): Finding => ({
      ...{ kind: 'supplyWrong', place: place(at), minted: 7n },
    })
    expect(rowsOf(broken(2), broken(5), owed(1, place(5)))).toMatchObject([
      { follows: [] },
      { follows: [owed(1, place(5))] },
    ])
    expect(rowsOf(owed(1), owed(2))).toHaveLength(2)
  })

  test('a thousand inventions of one kind are one row that counts them', () => {
    const invented = Array.from({ length: 1_000 }, (_, i): Finding => ({
      kind: 'invented',
      place: place(i),
      reason: 'rival',
    }))
    expect(rowsOf(...invented)).toMatchObject([{ more: 999, grade: 'wrong' }])
    const states = ['income', 'head'].map((field): Finding => ({
      kind: 'stateDiffers',
      work,
      field,
      told: 1n,
      proven: 2n,
    }))
    expect(rowsOf(...states)).toMatchObject([{ follows: [{ field: 'head' }], more: 0 }])
  })
})

test('a public link names its network, and what people paste is understood', () => {
  const link = linkOf('https://host.example/app/?demo=auto#/verify/3', 8453, workId(7), account(1))
  expect(link).toBe(`https://host.example/app/#/verify/7/${account(1)}?chain=8453`)
  expect(askedWork(link)).toEqual({ id: '7', chain: '8453' })
  expect(askedWork(' #12 ')).toEqual({ id: '12' })
  expect(askedWork('https://host.example/#/work/9')).toEqual({ id: '9' })
  for (const text of ['', '0', '-1', '1e3', 'night ferry', 'https://host.example/#/flows/1'])
    expect(askedWork(text), text).toBeUndefined()
})
