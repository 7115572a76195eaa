import { beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../src/chain/action.ts'
import type { Problem, Result } from '../../src/chain/problems.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, type Address } from '../../src/royalties/words.ts'
import { budgetOf, EMPTY, type Books, type Loading } from '../../src/session/books.ts'
import { bring, type BringingPorts } from '../../src/session/bringing.ts'
import { keepingOf } from '../../src/session/keeping.ts'
import { arrived, begun, cancelled, fateOf, lookedAfter, type Witnesses } from '../../src/session/loading.ts'
import type { Tracked } from '../../src/wallet/journal.ts'

const PURSE: Address = '0x00000000000000000000000000000000000000bb'
const OWNER: Address = '0x00000000000000000000000000000000000000Aa'
const TOKEN: Address = '0x00000000000000000000000000000000000000cc'
const load = { currency: NATIVE, cap: 5n, reserve: 2n }

const loading = (id: string, before = 0n, change: Partial<Loading> = {}): Loading => ({
  ...{ id, currency: NATIVE, cap: 5n, amount: 7n, before, at: 0 },
  ...change,
})
const cap = (books: Books, currency = NATIVE) => budgetOf(books, currency)?.cap ?? 0n
const looked = (books: Books, witnesses: Partial<Witnesses>) =>
  (lookedAfter(books, { find: () => undefined, held: undefined, now: 0, ...witnesses }) ?? ((same) => same))(books)
const holding = (amount: bigint, currency = NATIVE) => new Map([[currency, amount]])
const both = [loading('a'), loading('b')].reduce((books, each) => begun(books, PURSE, each), EMPTY)

describe('money seen in the purse', () => {
  test('counts for one load and not for another that began before it came', () => {
    expect(cap(looked(both, { held: holding(6n) }))).toBe(0n)
    const one = looked(both, { held: holding(7n) })
    expect([cap(one), one.loading.length]).toEqual([5n, 1])
    expect(looked(one, { held: holding(7n) })).toBe(one)
    expect(cap(looked(one, { held: holding(14n) }))).toBe(10n)
    expect(cap(looked(both, { held: holding(14n) }))).toBe(10n)
  })

  test('counts for a load that began after the first had come and before anybody noticed', () => {
    const books = begun(begun(EMPTY, PURSE, loading('a')), PURSE, loading('b', 7n))
    const one = looked(books, { held: holding(7n) })
    expect([cap(one), one.loading.map(({ id }) => id)]).toEqual([5n, ['b']])
    expect(cap(looked(one, { held: holding(14n) }))).toBe(10n)
  })

  test('is no sign of a load in another currency, nor of one begun after it was read', () => {
    const books = begun(both, PURSE, loading('c', 0n, { currency: TOKEN, amount: 5n }))
    const after = looked(books, { held: holding(5n, TOKEN) })
    expect([cap(after, TOKEN), cap(after)]).toEqual([5n, 0n])
    const change = lookedAfter(both, { find: () => undefined, held: holding(100n), now: 0 })!
    expect(change(begun(both, PURSE, loading('later'))).loading.map(({ id }) => id)).toEqual(['later'])
  })
})

describe('the transaction that the wallet sent', () => {
  const found = (tracked: Pick<Tracked, 'state' | 'problem' | 'nonce'>) => ({
    find: (id: string) => (id === 'a' ? tracked : undefined),
  })

  test('says it arrived, or that it never will, whatever lies in the purse', () => {
    const done = looked(both, { ...found({ state: 'done', nonce: 1 }), held: holding(0n) })
    expect([cap(done), done.loading.map(({ id }) => id)]).toEqual([5n, ['b']])
    // What the first brought is not taken for the second.
    expect(cap(looked(done, { held: holding(7n) }))).toBe(5n)
    const refused = looked(both, found({ state: 'failed', problem: { kind: 'rejected' }, nonce: 1 }))
    expect([cap(refused), refused.loading.map(({ id }) => id)]).toEqual([0n, ['b']])
  })

  test('is given up after a day where nobody knows of it, and never while it waits for its block', () => {
    const day = 86_400_001
    expect(looked(both, { now: day }).loading).toEqual([])
    const waits = looked(both, { ...found({ state: 'waiting for chain', nonce: 1 }), now: day })
    expect(waits.loading.map(({ id }) => id)).toEqual(['a'])
  })

  test('may be on its way after every problem that does not rule it out', () => {
    const failed = (problem: Problem, nonce?: number) =>
      fateOf({ state: 'failed', problem, ...(nonce === undefined ? {} : { nonce }) })
    const detail = 'fetch failed'
    expect(failed({ kind: 'rpcDown', detail }, 1)).toBe('open')
    expect(failed({ kind: 'unknown', detail }, 1)).toBe('open')
    expect(failed({ kind: 'closed' })).toBe('open')
    expect(failed({ kind: 'rpcDown', detail })).toBe('never')
    expect(failed({ kind: 'dropped', hash: '0x' }, 1)).toBe('never')
    expect(fateOf({ state: 'waiting for chain', nonce: 1 })).toBe('open')
  })

  test('counts once, whoever sees it first', () => {
    const one = arrived(both, loading('a'))
    expect(arrived(one, loading('a'))).toBe(one)
    expect(cap(cancelled(one, loading('a')))).toBe(5n)
  })
})

describe('bringing', () => {
  let sent: { to: Address; value: bigint; id: string }[] = []
  beforeEach(() => void (sent = []))
  type Answer = { result: Result<unknown>; tracked?: Pick<Tracked, 'state' | 'problem' | 'nonce'> }
  const ok: Answer = { result: { ok: true, value: 1 }, tracked: { state: 'done', nonce: 1 } }
  const bad = (problem: Problem, tracked?: Answer['tracked']): Answer => ({
    result: { ok: false, problem },
    ...(tracked ? { tracked } : {}),
  })

  function stage(answer: (call: Call, at: number) => Answer, account: () => Address | undefined = () => OWNER) {
    const trackeds = new Map<string, Answer['tracked']>()
    const keeping = keepingOf(memoryStore(), 1, OWNER)
    const ports: BringingPorts = {
      keeping,
      purse: { address: PURSE, balance: () => Promise.resolve(3n) },
      account,
      send: (call, id) => {
        const { tracked, result } = answer(call, sent.length)
        sent.push({ to: call.to, value: call.value, id })
        trackeds.set(id, tracked)
        return Promise.resolve(result)
      },
      find: (id) => trackeds.get(id),
    }
    return { ports, keeping }
  }

  test('writes down what comes before the wallet is asked, and counts it when it is there', async () => {
    let before: Books | undefined
    const { ports, keeping } = stage(() => ok)
    const asked = {
      ...ports,
      send: async (call: Call, id: string) => ((before = await keeping.read()), ports.send(call, id)),
    }
    expect(await bring(asked, load)).toBeUndefined()
    expect(before).toMatchObject({ purse: PURSE, budgets: [], loading: [{ cap: 5n, amount: 7n, before: 3n }] })
    expect(sent).toEqual([{ to: PURSE, value: 7n, id: before!.loading[0]!.id }])
    expect(await keeping.read()).toMatchObject({ loading: [], budgets: [{ cap: 5n, spent: 0n }] })
  })

  test('leaves nothing behind when the wallet refuses, or has another account by then', async () => {
    const { ports, keeping } = stage(() =>
      bad({ kind: 'rejected' }, { state: 'failed', problem: { kind: 'rejected' }, nonce: 1 }),
    )
    expect(await bring(ports, load)).toEqual({ kind: 'rejected' })
    expect(await keeping.read()).toMatchObject({ loading: [], budgets: [] })
    const other = stage(
      () => ok,
      () => (sent.length < 2 ? OWNER : PURSE),
    )
    expect(await bring(other.ports, { ...load, currency: TOKEN })).toEqual({ kind: 'switched' })
    expect(sent.map(({ to, value }) => [to, value])).toEqual([
      [PURSE, 7n],
      [PURSE, 2n],
    ])
    expect(await other.keeping.read()).toMatchObject({ loading: [], budgets: [] })
  })

  test('two that nobody could follow to their end, of which one arrives, are one load', async () => {
    const detail = 'fetch failed'
    const problem = { kind: 'rpcDown', detail } as const
    const { ports, keeping } = stage(() => bad(problem, { state: 'failed', problem, nonce: 1 }))
    expect(await bring(ports, load)).toEqual(problem)
    expect(await bring(ports, load)).toEqual(problem)
    const found = await keeping.read()
    expect(found.loading.map(({ before }) => before)).toEqual([3n, 3n])
    const after = looked(found, { held: holding(10n), now: Date.now() })
    expect([cap(after), after.loading.length]).toEqual([5n, 1])
  })
})
