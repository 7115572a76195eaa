import { describe, expect, test } from 'vitest'
import { creditFaults, ledgerOf } from '../../src/royalties/credits.ts'
import { HOUR } from '../../src/royalties/flows.ts'
import type { LedgerEvent } from '../../src/royalties/ledger.ts'
import { MOST_INCOME, PAYABLE, payableOf, replay, type Entry } from '../../src/royalties/replay.ts'
import { Running } from '../../src/royalties/running.ts'
import { statementOf } from '../../src/royalties/statement/statement.ts'
import { ALL_UNITS, INCOME, NATIVE, SHARE, Usage, workId, type Address, type Hex } from '../../src/royalties/words.ts'
import { dice } from '../verify/history.ts'

const account = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const [ada, bela, fan, shop] = [account(1), account(2), account(3), account(4)]
const work = workId(1)
const remix = workId(9)
const hash = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const id = hash(7)

type Told = LedgerEvent extends infer E ? (E extends LedgerEvent ? Omit<E, 'work' | 'stamp'> : never) : never

/** One event a block, at the given seconds. */
const ledger = (told: readonly (readonly [number, Told])[], of = work): Entry[] =>
  told.map(([time, event], i) => {
    const stamp = { anchorBlock: 0n, sequence: i + 1, time, previousBlock: BigInt(i) }
    return { event: { ...event, work: of, stamp }, block: BigInt(i + 1) }
  })
const mint: (readonly [number, Told])[] = [
  [10, { kind: 'Moved', from: NATIVE, to: ada, units: 60n * SHARE }],
  [10, { kind: 'Moved', from: NATIVE, to: bela, units: 40n * SHARE }],
]
/** A whole currency unit each second. */
const RATE = INCOME
const opened = (end: number, deposit: bigint, payer = fan): Told => ({
  kind: 'FlowOpened',
  payer,
  rate: RATE,
  end,
  deposit,
})
const faultsOf = (...told: readonly (readonly [number, Told])[]) =>
  replay([], ledger([...mint, ...told])).faults.map(({ at: _, ...fault }) => fault)

describe('a flow', () => {
  const entries = ledger([...mint, [100, opened(2 * HOUR, 7_100n)]])
  const at = (until: number) => replay([], entries, { until }).state

  test('brings its rate, second by second, until its end and no longer', () => {
    expect([100, 101, 1_100, 2 * HOUR, 9 * HOUR].map((time) => at(time).income / INCOME)).toEqual([
      0n,
      1n,
      1_000n,
      7_100n,
      7_100n,
    ])
    expect(payableOf(at(1_100).holders.get(bela)!, at(1_100).income)).toBe(400n)
    expect([at(1_100).running.rate, at(1_100).running.ahead()]).toEqual([RATE, 6_100n * INCOME])
    expect(at(2 * HOUR).running.still).toBe(true)
  })

  test('is booked when it is paid: what the contract stores does not change by the second', () => {
    expect([100, 1_100, 9 * HOUR].map((time) => at(time).booked)).toEqual(Array(3).fill(7_100n * INCOME))
  })

  test('belongs to whoever holds the shares in each second', () => {
    const moved: Told = { kind: 'Moved', from: ada, to: bela, units: 60n * SHARE }
    const { state } = replay([], ledger([...mint, [100, opened(2 * HOUR, 7_100n)], [1_100, moved]]), { until: 2_100 })
    const due = (who: Address) => payableOf(state.holders.get(who)!, state.income)
    expect([due(ada), due(bela)]).toEqual([600n, 1_400n])
  })

  test('that is closed keeps what ran, and the first hour in any case', () => {
    const closed = (time: number, refund: bigint) =>
      replay(
        [],
        ledger([
          ...mint,
          [100, opened(3 * HOUR, 10_700n)],
          [time, { kind: 'FlowClosed', payer: fan, rate: RATE, oldEnd: 3 * HOUR, refund }],
        ]),
        { until: 9 * HOUR },
      )
    const early = closed(700, 7_100n)
    expect(early.faults).toEqual([])
    expect([early.state.income, early.state.booked]).toEqual([3_600n * INCOME, 3_600n * INCOME])
    const late = closed(8_100, 2_700n)
    expect(late.faults).toEqual([])
    expect(late.state.income).toBe(8_000n * INCOME)
    expect(closed(8_100, 2_701n).faults).toMatchObject([{ kind: 'flowWrong', field: 'refund', expected: 2_700n }])
  })

  test('leaves the ancestors’ parts to them, to the last digit', () => {
    const above = [{ work: workId(2), royalty: 1_234 }]
    const rate = 10_000n * 7n
    const cost = (rate * 7_100n + INCOME - 1n) / INCOME
    const told: Told = { kind: 'FlowOpened', payer: fan, rate, end: 2 * HOUR, deposit: cost }
    const { state } = replay(above, ledger([...mint, [100, told]]), { until: 9 * HOUR })
    expect(state.income).toBe((cost * INCOME * (10_000n - 1_234n)) / 10_000n)
  })

  test.each<[string, Told, object]>([
    ['deposit', opened(2 * HOUR, 7_099n), { field: 'deposit', expected: 7_100n, actual: 7_099n }],
    ['end', opened(2 * HOUR - 1, 7_099n), { field: 'newEnd', expected: BigInt(HOUR), actual: BigInt(2 * HOUR - 1) }],
    [
      'close without a flow',
      { kind: 'FlowClosed', payer: fan, rate: RATE, oldEnd: 2 * HOUR, refund: 0n },
      { field: 'rate', expected: 0n, actual: RATE },
    ],
  ])('with a false %s is found', (_, told, fault) => {
    expect(faultsOf([100, told])).toEqual([{ kind: 'flowWrong', account: fan, ...fault }])
  })

  test('cannot be opened twice, or longer than it was', () => {
    const twice = faultsOf([100, opened(2 * HOUR, 7_100n)], [200, opened(2 * HOUR, 7_000n)])
    expect(twice).toMatchObject([{ field: 'oldEnd', expected: BigInt(2 * HOUR), actual: 200n }])
    const told: Told = { kind: 'FlowExtended', payer: fan, rate: RATE, oldEnd: HOUR, newEnd: 3 * HOUR, deposit: 7_200n }
    expect(faultsOf([100, opened(2 * HOUR, 7_100n)], [200, told])).toMatchObject([
      { field: 'oldEnd', actual: BigInt(HOUR) },
    ])
    // One that ran out makes room for a new one.
    expect(faultsOf([100, opened(2 * HOUR, 7_100n)], [2 * HOUR, opened(3 * HOUR, 3_600n)])).toEqual([])
  })
})

test('rates with ends are the sum of rate × seconds, whatever the order in which time is asked for', () => {
  const roll = dice(5)
  for (let round = 0; round < 50; round++) {
    const flows = Array.from({ length: 1 + roll(12) }, () => {
      const start = roll(5 * HOUR)
      return { rate: BigInt(1 + roll(1_000)), start, end: (1 + Math.floor(start / HOUR) + roll(6)) * HOUR }
    }).sort((a, b) => a.start - b.start)
    const running = new Running()
    let income = 0n
    for (const { rate, start, end } of flows) {
      income += running.advance(start)
      running.turn(rate, start, end, start)
    }
    const until = flows.at(-1)!.start + roll(9 * HOUR)
    income += running.advance(until)
    const lasted = (to: number) =>
      flows.reduce((sum, { rate, start, end }) => sum + rate * BigInt(Math.min(end, to) - start), 0n)
    expect([income, running.ahead()]).toEqual([lasted(until), lasted(Number.MAX_SAFE_INTEGER) - lasted(until)])
  }
})

describe('a statement with flows', () => {
  const passed: Told = {
    ...{ kind: 'FlowCredited', source: remix, sourceSequence: 5, rate: RATE / 2n },
    ...{ oldEnd: 1_000, newEnd: 2 * HOUR, income: 30n },
  }
  const entries = ledger([
    ...mint,
    [100, opened(HOUR, 3_500n)],
    [500, { kind: 'Claimed', holder: ada, amount: 240n }],
    [1_000, passed],
  ])
  const of = { work, ancestors: [], entries, now: 3 * HOUR }

  test('says who brought what by the second', () => {
    const { tributaries, byUsage, bySource, closing, claimed } = statementOf({ ...of, holder: ada })
    const own = 3_500n * INCOME * 60n * SHARE
    const above = ((RATE / 2n) * BigInt(2 * HOUR - 1_000) + 30n) * 60n * SHARE
    expect(tributaries).toEqual([
      { payer: fan, source: work, income: own },
      { payer: undefined, source: remix, income: above },
    ])
    expect([...byUsage]).toEqual([[Usage.Flow, own + above]])
    expect([...bySource]).toEqual([
      [work, own],
      [remix, above],
    ])
    expect([closing, claimed]).toEqual([own + above - 240n * PAYABLE, 240n * PAYABLE])
  })

  test('is cut at any second, also between two events', () => {
    const roll = dice(11)
    const whole = statementOf({ ...of, holder: bela })
    for (let round = 0; round < 40; round++) {
      const from = roll(3 * HOUR)
      const until = from + roll(3 * HOUR - from)
      const [before, within, after] = [
        { from: 0, until: from },
        { from, until },
        { from: until, until: Number.POSITIVE_INFINITY },
      ].map((period) => statementOf({ ...of, holder: bela, period }))
      for (const part of [before!, within!, after!])
        expect(part.opening + part.income - part.claimed).toBe(part.closing)
      expect([within!.opening, after!.opening]).toEqual([before!.closing, within!.closing])
      expect(before!.income + within!.income + after!.income).toBe(whole.income)
      const lines = [before!, within!, after!].flatMap(({ lines, flowed }) => [
        ...lines.map((line) => line.flowed),
        flowed,
      ])
      const changes = [before!, within!, after!].flatMap(({ lines }) => lines.map(({ change }) => change))
      expect([...lines, ...changes].reduce((sum, each) => sum + each, 0n)).toBe(whole.closing)
    }
  })
})

describe('a key request', () => {
  const request: Told = {
    ...{ kind: 'KeyRequested', buyer: fan, id, keyAddress: ada, usage: Usage.Download, units: 1n, ref: hash(0) },
    ...{ ex: 1n, kAddress: shop, deadline: 5_000, price: 900n, fee: 50n },
  }
  const paid: Told = {
    ...{ kind: 'Paid', payer: fan, beneficiary: fan, usage: Usage.Download, units: 1n, amount: 900n, ref: hash(0) },
  }
  const delivered = (fee = 50n): Told => ({ kind: 'KeyDelivered', buyer: fan, server: shop, id, scalar: 3n, fee })
  const refunded = (amount = 950n): Told => ({ kind: 'KeyRefunded', buyer: fan, id, amount })

  test('is no income: the price is, once the key came; the fee never', () => {
    const waiting = replay([], ledger([...mint, [100, request]])).state
    expect([waiting.income, waiting.requests.escrow()]).toEqual([0n, 950n])
    const sold = replay([], ledger([...mint, [100, request], [200, paid], [200, delivered()]]))
    expect([sold.faults, sold.state.income, sold.state.requests.escrow()]).toEqual([[], 900n * INCOME, 0n])
    const back = replay([], ledger([...mint, [100, request], [5_001, refunded()]]))
    expect([back.faults, back.state.income, back.state.requests.escrow()]).toEqual([[], 0n, 0n])
  })

  test.each<[string, (readonly [number, Told])[], object]>([
    ['delivery that was not asked for', [[200, delivered()]], { field: 'open', expected: 1n }],
    [
      'delivery that was not paid',
      [
        [100, request],
        [200, delivered()],
      ],
      { field: 'price', expected: 900n, actual: 0n },
    ],
    [
      'fee',
      [
        [100, request],
        [200, paid],
        [200, delivered(51n)],
      ],
      { field: 'fee', actual: 51n },
    ],
    [
      'late delivery',
      [
        [100, request],
        [5_001, paid],
        [5_001, delivered()],
      ],
      { field: 'deadline' },
    ],
    [
      'early refund',
      [
        [100, request],
        [5_000, refunded()],
      ],
      { field: 'deadline' },
    ],
    [
      'refund',
      [
        [100, request],
        [5_001, refunded(900n)],
      ],
      { field: 'amount', expected: 950n, actual: 900n },
    ],
    [
      'second refund',
      [
        [100, request],
        [5_001, refunded()],
        [5_001, refunded()],
      ],
      { field: 'open' },
    ],
    [
      'second request',
      [
        [100, request],
        [101, request],
      ],
      { field: 'open', expected: 0n, actual: 1n },
    ],
  ])('a false %s is found', (_, told, fault) => {
    expect(faultsOf(...told)).toMatchObject([{ kind: 'requestWrong', account: fan, id, ...fault }])
  })
})

describe('ancestors', () => {
  const parent = { work, royalty: 1_000 }
  const below = ledger([[100, opened(2 * HOUR, 7_100n)]], remix).map(({ event }) => event)
  const part: Told = {
    ...{ kind: 'FlowCredited', source: remix, sourceSequence: 1, rate: RATE / 10n },
    ...{ oldEnd: 100, newEnd: 2 * HOUR, income: 0n },
  }
  const judged = (above: Told[], sold = below) =>
    creditFaults([
      ledgerOf(remix, [parent], sold),
      ledgerOf(
        work,
        [],
        ledger(above.map((event) => [100, event] as const)).map(({ event }) => event),
      ),
    ])

  test('get their part of each flow, and a false or missing one is found', () => {
    expect(judged([part])).toEqual([])
    expect(judged([{ ...part, rate: RATE / 9n }])).toMatchObject([{ kind: 'splitWrong', field: 'rate' }])
    expect(judged([{ ...part, newEnd: HOUR }])).toMatchObject([{ kind: 'splitWrong', field: 'newEnd' }])
    expect(judged([])).toMatchObject([{ kind: 'creditMissing', expected: 710n * INCOME }])
    expect(judged([part, part])).toMatchObject([{ kind: 'creditWithoutPayment' }])
  })

  test('whose income is at its limit get no more, and are silent about it', () => {
    const huge = MOST_INCOME - 5n
    const full: Told = { kind: 'Credited', source: workId(77), sourceSequence: 1, income: huge }
    const tip: Told = {
      kind: 'Paid',
      payer: fan,
      beneficiary: fan,
      usage: Usage.Tip,
      units: 0n,
      amount: 1n,
      ref: hash(0),
    }
    const sold = ledger([[100, tip]], remix).map(({ event }) => event)
    expect(judged([full], sold)).toEqual([])
    expect(judged([{ ...full, income: huge / 2n }], sold)).toMatchObject([{ kind: 'creditMissing' }])
    const { state, faults } = replay([], ledger([...mint, [100, full], [100, tip]]))
    expect([state.income, state.booked, faults]).toEqual([huge, huge, []])
    const fitting = { ...full, income: MOST_INCOME - INCOME } as Told
    expect(replay([], ledger([...mint, [100, fitting], [100, tip]])).state.income).toBe(MOST_INCOME)
    expect(state.holders.get(ada)!.units + state.holders.get(bela)!.units).toBe(ALL_UNITS)
  })
})
