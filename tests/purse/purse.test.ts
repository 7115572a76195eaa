import { getBalance, getTransactionCount, sendTransaction } from 'viem/actions'
import { privateKeyToAccount } from 'viem/accounts'
import { bytesToHex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { giveCall, payCall } from '../../src/chain/calls.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { Journal } from '../../src/purse/journal.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse, type PurseOptions, type Telling } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, Usage, type Hex, type WorkId } from '../../src/royalties/words.ts'
import { bela, publish, send, startStage, type Stage } from '../chain/stage.ts'
import { dead, endpoint, fullStore, Mortal, saying, swallowing, watched } from './faults.ts'

let stage: Stage
let work: WorkId
beforeAll(async () => {
  stage = await startStage()
  work = await publish(stage)
})
afterAll(() => stage.stop())

const key = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
const address = privateKeyToAccount(bytesToHex(key)).address
const GAS = 300_000n

let refs = 0
const nextRef = (): Hex => `0x${(++refs).toString(16).padStart(64, '0')}`
const play = (ref: Hex, price = 1_000n) =>
  payCall([{ work, usage: Usage.Play, units: 1n, price, amount: price, ref, beneficiary: bela.address }], NATIVE)

/** How often the chain says that this was paid. */
async function paid(ref: Hex): Promise<number> {
  const toBlock = BigInt(await stage.client.request({ method: 'eth_blockNumber' }))
  const logs = await readLogs(stage.client, { fromBlock: 0n, toBlock })
  return ledgerEvents(logs).filter(({ event }) => event.kind === 'Paid' && event.ref === ref).length
}

const open = (change: Partial<PurseOptions> = {}) =>
  openPurse({
    key,
    clients: [stage.client],
    network: stage.network,
    journal: memoryStore(),
    lock: processLock(),
    pace: { look: 20, again: 60 },
    ...change,
  })

const fund = (value = 10n ** 18n) => send(stage, giveCall(address, value), bela)
const mining = (on: boolean) => stage.client.request({ method: 'evm_setAutomine', params: [on] } as never)
const mine = () => stage.client.request({ method: 'evm_mine' } as never)
const spent = () => getTransactionCount(stage.client, { address })
const soon = (ms: number) => AbortSignal.timeout(ms)

beforeEach(async () => {
  await mining(true)
  await fund()
})

describe('one transaction', () => {
  test('is signed here, lands, and is not estimated when its gas is known', async () => {
    const methods: string[] = []
    const purse = open({ clients: [watched(stage.client, methods)] })
    expect(purse.address).toBe(address)
    const ref = nextRef()
    const ended = await purse.send(play(ref), { id: 'a', gas: GAS })
    expect(ended).toMatchObject({ ok: true, value: { status: 'success' } })
    expect(await paid(ref)).toBe(1)
    expect(methods).not.toContain('eth_estimateGas')
    expect(methods).not.toContain('eth_sendTransaction')
    expect(await purse.find('a')).toMatchObject({ state: 'done', gas: GAS })
  })

  test('whose bytes say something else than was meant is never signed', async () => {
    const before = await spent()
    const tampered = { ...play(nextRef()), action: play(nextRef()).action }
    expect(await open().send(tampered, { id: 'a', gas: GAS })).toMatchObject({
      ok: false,
      problem: { kind: 'mismatch' },
    })
    expect(await spent()).toBe(before)
  })

  test('that the contract refuses says why, with and without an estimate, and the next one goes on', async () => {
    const purse = open()
    const estimated = await purse.send(play(nextRef(), 999n), { id: 'a' })
    expect(estimated).toMatchObject({ ok: false, problem: { kind: 'priceChanged' } })
    expect(await purse.find('a')).toBeUndefined()
    const landed = await purse.send(play(nextRef(), 999n), { id: 'b', gas: GAS })
    expect(landed).toMatchObject({ ok: false, problem: { kind: 'priceChanged' } })
    expect(await purse.find('b')).toMatchObject({ state: 'failed' })
    const ref = nextRef()
    expect(await purse.send(play(ref), { id: 'c', gas: GAS })).toMatchObject({ ok: true })
    expect(await paid(ref)).toBe(1)
  })

  test('needs money, and a fee within what was allowed', async () => {
    const purse = open()
    const balance = await purse.balance(NATIVE)
    expect(await purse.send(giveCall(bela.address, balance), { id: 'a', gas: 21_000n })).toMatchObject({
      problem: { kind: 'insufficientFunds' },
    })
    expect(await purse.send(play(nextRef()), { id: 'b', gas: GAS, most: 1n })).toMatchObject({
      problem: { kind: 'feeTooHigh', most: 1n },
    })
  })

  test('does not leave when its record cannot be kept, or when its caller cannot keep its own', async () => {
    const before = await spent()
    const refused = await open({ journal: fullStore() }).send(play(nextRef()), { id: 'a', gas: GAS })
    expect(refused).toEqual({ ok: false, problem: { kind: 'unkept' } })
    const purse = open()
    const beforeLeaving = () => Promise.reject(new Error('no room'))
    expect(await purse.send(play(nextRef()), { id: 'a', gas: GAS, beforeLeaving })).toMatchObject({ ok: false })
    expect(await purse.takeUp('a')).toBeUndefined()
    expect(await spent()).toBe(before)
  })

  test('shows its caller the bytes before anything leaves', async () => {
    const methods: string[] = []
    const purse = open({ clients: [watched(stage.client, methods)] })
    let seen: { hash: Hex; leftBefore: boolean; state: string | undefined } | undefined
    const ended = await purse.send(play(nextRef()), {
      id: 'a',
      gas: GAS,
      beforeLeaving: async ({ hash }) => {
        const leftBefore = methods.includes('eth_sendRawTransaction')
        seen = { hash, leftBefore, state: (await purse.find('a'))?.state }
      },
    })
    expect(seen).toMatchObject({ leftBefore: false, state: 'signed' })
    expect(ended).toMatchObject({ value: { transactionHash: seen?.hash } })
  })
})

describe('endpoints', () => {
  const lands = async (clients: ChainClient[]) => {
    const ref = nextRef()
    const ended = await open({ clients }).send(play(ref), { id: 'a', gas: GAS, signal: soon(8_000) })
    return ended.ok && (await paid(ref)) === 1
  }

  test('one may be dead', async () => {
    expect(await lands([dead(stage.client), stage.client])).toBe(true)
    expect(await lands([stage.client, dead(stage.client)])).toBe(true)
  })

  test('one may swallow it and say it knew it, or that its number is used', async () => {
    expect(await lands([swallowing(stage.client, 'already known'), stage.client])).toBe(true)
    expect(await lands([swallowing(stage.client, 'nonce too low'), stage.client])).toBe(true)
  })

  test('one may name a number that is far too high', async () => {
    expect(await lands([saying(stage.client, 'eth_getTransactionCount', '0xffff'), stage.client])).toBe(true)
  })

  test('"already known" is not taken for success: the same bytes land once somebody takes them', async () => {
    const journal = memoryStore()
    const ref = nextRef()
    const liar = open({ journal, clients: [swallowing(stage.client, 'already known')] })
    const waited = await liar.send(play(ref), { id: 'a', gas: GAS, signal: soon(300) })
    expect(waited).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect(await paid(ref)).toBe(0)
    const ended = await open({ journal }).takeUp('a')
    const hash = !waited.ok && waited.problem.kind === 'timeout' ? waited.problem.hash : undefined
    expect(ended).toMatchObject({ ok: true, value: { transactionHash: hash } })
    expect(await paid(ref)).toBe(1)
  })

  test('when none answers it says so and keeps looking', async () => {
    const told: Telling[] = []
    let down = false
    const flaky = saying(stage.client, 'none', null)
    const request = flaky.request
    Object.assign(flaky, {
      request: (asked: never) => (down ? Promise.reject(new Error('fetch failed')) : request(asked)),
    })
    await mining(false)
    const ref = nextRef()
    const sending = open({ clients: [flaky] }).send(play(ref), {
      id: 'a',
      gas: GAS,
      tell: (telling) => {
        told.push(telling)
        if (telling.kind === 'sent') down = true
        if (telling.kind === 'unseen') void mine().then(() => (down = false))
      },
    })
    expect(await sending).toMatchObject({ ok: true })
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unseen', 'sent']))
    expect(await paid(ref)).toBe(1)
  })

  test('the contracts must be ours wherever one answers; giving money back needs none', async () => {
    const bare = await startStage({ contracts: false })
    try {
      await send(bare, giveCall(address, 10n ** 18n), bela)
      const purse = open({ clients: [bare.client], network: bare.network })
      expect(await purse.send(play(nextRef()), { id: 'a', gas: GAS })).toMatchObject({
        problem: { kind: 'notDeployed' },
      })
      expect(await purse.sendRest(bela.address, { id: 'b' })).toMatchObject({ ok: true })
      expect(await purse.balance(NATIVE)).toBe(0n)
    } finally {
      bare.stop()
    }
    const foreign = saying(stage.client, 'eth_getCode', '0x6000')
    const purse = open({ clients: [foreign, stage.client] })
    expect(await purse.send(play(nextRef()), { id: 'a', gas: GAS })).toMatchObject({ problem: { kind: 'foreign' } })
  })
})

describe('fees', () => {
  test('rise by an eighth at least, on the same number, until it is mined', async () => {
    await mining(false)
    const journal = memoryStore()
    const purse = open({ journal, pace: { look: 20, again: 60, raise: 80 } })
    const ref = nextRef()
    let raises = 0
    const tell = ({ kind }: Telling) => {
      if (kind === 'raised' && ++raises === 3) void mine()
    }
    const ended = await purse.send(play(ref), { id: 'a', gas: GAS, tell })
    expect(ended).toMatchObject({ ok: true })
    expect(await paid(ref)).toBe(1)
    expect(raises).toBeGreaterThanOrEqual(3)
  })

  test('each version asks at least 12.5 % more of both parts', async () => {
    await mining(false)
    const journal = memoryStore()
    const purse = open({ journal, pace: { look: 20, again: 60, raise: 80 } })
    await purse.send(play(nextRef()), { id: 'a', gas: GAS, signal: soon(900) })
    const { versions, nonce } = (await purse.find('a'))!
    expect(versions.length).toBeGreaterThan(2)
    for (const [i, { fees }] of versions.entries()) {
      const before = versions[i - 1]?.fees
      if (!before) continue
      expect(fees.most * 1000n).toBeGreaterThanOrEqual(before.most * 1125n)
      expect(fees.tip! * 1000n).toBeGreaterThanOrEqual(before.tip! * 1125n)
    }
    await mine()
    expect(await purse.takeUp('a')).toMatchObject({ ok: true })
    expect(await spent()).toBe(nonce + 1)
  })

  test('never rise above what was allowed', async () => {
    await mining(false)
    const purse = open({ pace: { look: 20, again: 60, raise: 40 } })
    const first = await purse.send(play(nextRef()), { id: 'a', gas: GAS, signal: soon(100) })
    expect(first.ok).toBe(false)
    const cost = (await purse.find('a'))!.versions[0]!.fees.most * GAS
    await mine()
    await purse.takeUp('a')
    await purse.send(play(nextRef()), { id: 'b', gas: GAS, most: (cost * 3n) / 2n, signal: soon(700) })
    const { versions } = (await purse.find('b'))!
    expect(versions.length).toBeGreaterThan(1)
    expect(versions.at(-1)!.fees.most * GAS).toBeLessThanOrEqual((cost * 3n) / 2n)
    await mine()
  })
})

describe('money is not lost', () => {
  test('while blocks do not come at all: fees stop rising where no fee would help', async () => {
    await mining(false)
    const purse = open({ pace: { look: 10, again: 1_000, raise: 10 } })
    await purse.send(play(nextRef()), { id: 'a', gas: GAS, signal: soon(4_000) })
    const { versions } = (await purse.find('a'))!
    const [first, last] = [versions[0]!.fees, versions.at(-1)!.fees]
    expect(last.most > first.most * 2n).toBe(true)
    expect(last.most < first.most * 6n).toBe(true)
    await mine()
    expect(await purse.takeUp('a')).toMatchObject({ ok: true })
  })

  test('where an endpoint knows the new number and the receipt only some seconds later', async () => {
    let hidden = 3
    const torn = endpoint(stage.client, async ({ method }, honest) => {
      const answer = await honest()
      return method === 'eth_getTransactionReceipt' && answer && hidden-- > 0 ? null : answer
    })
    const ref = nextRef()
    expect(await open({ clients: [torn] }).send(play(ref), { id: 'a', gas: GAS })).toMatchObject({ ok: true })
    expect(hidden).toBeLessThanOrEqual(0)
    expect(await paid(ref)).toBe(1)
  })

  test('where nobody can say why it was refused, it is refused all the same', async () => {
    const mute = endpoint(stage.client, ({ method }, honest) =>
      method === 'eth_call' ? Promise.reject(new Error('fetch failed')) : honest(),
    )
    const purse = open({ clients: [mute] })
    expect(await purse.send(play(nextRef(), 999n), { id: 'a', gas: GAS })).toMatchObject({
      problem: { kind: 'reverted' },
    })
    expect(await purse.find('a')).toMatchObject({ state: 'failed', problem: { kind: 'reverted' } })
  })

  test('when a reorganisation takes back what had landed: it lands again before the next, and nothing waits for ever', async () => {
    const purse = open()
    const [one, two] = [nextRef(), nextRef()]
    expect(await purse.send(play(one), { id: 'a', gas: GAS })).toMatchObject({ ok: true })
    await stage.client.request({ method: 'anvil_reorg', params: [1, []] } as never)
    expect(await paid(one)).toBe(0)
    expect(await purse.send(play(two), { id: 'b', gas: GAS, signal: soon(5_000) })).toMatchObject({ ok: true })
    expect([await paid(one), await paid(two)]).toEqual([1, 1])
  })
})

describe('the whole rest', () => {
  test('leaves nothing behind and arrives less exactly the fee, also when the fee had to rise', async () => {
    for (const automine of [true, false]) {
      await fund()
      await mining(automine)
      const purse = open({ pace: { look: 20, again: 60, raise: 80 } })
      const before = await getBalance(stage.client, { address: bela.address })
      const had = await purse.balance(NATIVE)
      let raises = 0
      const tell = ({ kind }: Telling) => {
        if (kind === 'raised' && ++raises === 2) void mine()
      }
      const ended = await purse.sendRest(bela.address, { id: 'a', tell })
      if (!ended.ok) throw new Error(ended.problem.kind)
      const fee = ended.value.gasUsed * ended.value.effectiveGasPrice
      expect(await purse.balance(NATIVE)).toBe(0n)
      expect(await getBalance(stage.client, { address: bela.address })).toBe(before + had - fee)
      expect(await purse.sendRest(bela.address, { id: 'b' })).toMatchObject({ ok: false })
    }
  })
})

describe('one number at a time', () => {
  test('two calls at once land one after the other', async () => {
    const purse = open()
    const [one, two] = [nextRef(), nextRef()]
    const ended = await Promise.all([
      purse.send(play(one), { id: 'a', gas: GAS }),
      purse.send(play(two), { id: 'b', gas: GAS }),
    ])
    expect(ended.map(({ ok }) => ok)).toEqual([true, true])
    expect([await paid(one), await paid(two)]).toEqual([1, 1])
  })

  test('two tabs that send the same under one name pay once', async () => {
    const shared = { journal: memoryStore(), lock: processLock() }
    const ref = nextRef()
    const ended = await Promise.all(
      [open(shared), open(shared)].map((purse) => purse.send(play(ref), { id: 'a', gas: GAS })),
    )
    expect(ended.map(({ ok }) => ok)).toEqual([true, true])
    expect(await paid(ref)).toBe(1)
    const other = await open(shared).send(play(nextRef()), { id: 'a', gas: GAS })
    expect(other).toMatchObject({ problem: { kind: 'mismatch' } })
  })

  test('a number used by the same key elsewhere is found out, and nothing was paid', async () => {
    await mining(false)
    const journal = memoryStore()
    const ref = nextRef()
    const hidden = open({ journal, clients: [swallowing(stage.client, 'already known')] })
    await hidden.send(play(ref), { id: 'a', gas: GAS, signal: soon(200) })
    await mining(true)
    const account = privateKeyToAccount(bytesToHex(key))
    await sendTransaction(stage.client, { account, chain: stage.client.chain, to: bela.address, value: 1n })
    expect(await open({ journal }).takeUp('a')).toMatchObject({ ok: false, problem: { kind: 'dropped' } })
    expect(await paid(ref)).toBe(0)
    expect(await open({ journal }).send(play(ref), { id: 'b', gas: GAS })).toMatchObject({ ok: true })
  })
})

describe('a browser killed midway', () => {
  const begin = async (mortal: Mortal, records: Map<string, unknown>, ref: Hex) => {
    const purse = open({ clients: [mortal.client(stage.client)], journal: mortal.store(records) })
    const alive = purse.send(play(ref), { id: 'a', gas: GAS }).then(() => 'ended' as const)
    const over = new AbortController()
    const died = (async () => {
      while (!mortal.dead && !over.signal.aborted) await new Promise((go) => setTimeout(go, 2))
      // What it set off before it died comes to its end.
      await new Promise((go) => setTimeout(go, 25))
      return 'died' as const
    })()
    return Promise.race([alive, died]).finally(() => over.abort())
  }

  test('at any act, before or after it took effect, pays exactly once in the next visit', async () => {
    const whole = new Mortal()
    await begin(whole, new Map(), nextRef()).then((how) => expect(how).toBe('ended'))
    expect(whole.acts).toBeGreaterThan(8)
    for (let dies = 1; dies <= whole.acts; dies++)
      for (const after of [false, true]) {
        const [records, ref] = [new Map<string, unknown>(), nextRef()]
        await begin(new Mortal(dies, after), records, ref)
        const ended = await open({ journal: memoryStore(records) }).send(play(ref), { id: 'a', gas: GAS })
        expect({ dies, after, ok: ended.ok, paid: await paid(ref) }).toEqual({ dies, after, ok: true, paid: 1 })
      }
  })

  test('at any act, and another transaction comes first: what had left is ended before it, what had not never leaves', async () => {
    for (let dies = 1; dies <= 20; dies++) {
      const [records, first, second] = [new Map<string, unknown>(), nextRef(), nextRef()]
      await begin(new Mortal(dies), records, first)
      const left = (await new Journal(memoryStore(records), stage.network.id, address).leaving()).length
      const already = await paid(first)
      const ended = await open({ journal: memoryStore(records) }).send(play(second), { id: 'b', gas: GAS })
      expect(ended.ok).toBe(true)
      expect({ dies, first: await paid(first), second: await paid(second) }).toEqual({
        dies,
        first: Math.max(left, already),
        second: 1,
      })
    }
  })
})
