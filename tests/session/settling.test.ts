import { bytesToHex, encodeFunctionData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBalance } from 'viem/actions'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { giveCall, giveTokenCall } from '../../src/chain/calls.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { allowanceOf, balanceOf } from '../../src/chain/token-reads.ts'
import { processLock } from '../../src/purse/lock.ts'
import { openPurse } from '../../src/purse/purse.ts'
import { memoryStore } from '../../src/purse/store.ts'
import { NATIVE, Usage, type Address, type WorkId } from '../../src/royalties/words.ts'
import { budgetOf, hear, load, playsOf } from '../../src/session/books.ts'
import { accept } from '../../src/session/closing.ts'
import { keepingOf, ownersIn } from '../../src/session/keeping.ts'
import { recover, settle, type SettlingPorts } from '../../src/session/settling.ts'
import { sendBack } from '../../src/session/sweeping.ts'
import { ada, bela, deployDollar, publish, send, startStage, type Stage } from '../chain/stage.ts'
import { dead, endpoint, Mortal } from '../purse/faults.ts'

let stage: Stage
let works: WorkId[]
let dollar: Address
let dollarWork: WorkId
beforeAll(async () => {
  stage = await startStage()
  works = [await publish(stage), await publish(stage), await publish(stage)]
  dollar = await deployDollar(stage, [bela])
  dollarWork = await publish(stage, { currency: dollar })
})
afterAll(() => stage.stop())

let keys = 0
/** A listener's browser with a purse of its own, and what is kept in it. */
function browser() {
  const key = new Uint8Array(32).fill(1)
  new DataView(key.buffer).setUint32(28, ++keys)
  return { key, address: privateKeyToAccount(bytesToHex(key)).address, records: new Map<string, unknown>() }
}
type Browser = ReturnType<typeof browser>

function visit({ key, records }: Browser, mortal?: Mortal, client = stage.client): SettlingPorts {
  const alive = mortal ? mortal.client(client) : client
  const store = mortal ? mortal.store(records) : memoryStore(records)
  const purse = openPurse({
    key,
    clients: [alive],
    network: stage.network,
    journal: store,
    lock: processLock(),
    pace: { look: 20, again: 60 },
  })
  return { client: alive, purse, owner: bela.address, keeping: keepingOf(store, stage.network.id, bela.address) }
}

const fund = (to: Address, value = 10n ** 17n) => send(stage, giveCall(to, value), bela)
const price = 1_000n
const listen = (ports: SettlingPorts, heard: readonly WorkId[], at = price, currency: Address = NATIVE) =>
  ports.keeping.change((books) =>
    heard.reduce((now, work) => hear(now, { work, price: at, currency, since: Date.now() }).books, books),
  )
const open = (ports: SettlingPorts, cap = 100_000n, currency: Address = NATIVE) =>
  ports.keeping.change((books) => load(books, currency, cap))

async function paidBy(payer: Address) {
  const logs = await readLogs(stage.client, {
    fromBlock: 0n,
    toBlock: BigInt(await stage.client.request({ method: 'eth_blockNumber' })),
  })
  return ledgerEvents(logs).flatMap(({ event, transaction }) =>
    event.kind === 'Paid' && event.payer.toLowerCase() === payer.toLowerCase() ? [{ ...event, transaction }] : [],
  )
}
function reprice(work: WorkId, now: bigint) {
  const args = [work, [{ usage: Usage.Play, bringsKey: false, price: now }]] as const
  const data = encodeFunctionData({ abi: tributaryAbi, functionName: 'setOffers', args })
  return send(stage, { to: deployment.tributary.address, data, value: 0n })
}

describe('settling', () => {
  test('three plays of two works are one transaction, for the listener, known by its reference', async () => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    await open(ports)
    await listen(ports, [works[0]!, works[1]!, works[0]!])
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 1 })
    const paid = await paidBy(here.address)
    const books = await ports.keeping.read()
    expect(new Set(paid.map(({ transaction }) => transaction)).size).toBe(1)
    expect(paid).toMatchObject([
      { work: works[0], units: 2n, amount: 2_000n, usage: Usage.Play, beneficiary: bela.address },
      { work: works[1], units: 1n, amount: 1_000n, usage: Usage.Play, beneficiary: bela.address },
    ])
    expect(paid.every(({ ref }) => ref === books.settled[0]!.id)).toBe(true)
    expect(books.settled).toMatchObject([{ amount: 3_000n, plays: 3, hash: paid[0]!.transaction }])
    expect(budgetOf(books, NATIVE)).toMatchObject({ spent: 3_000n, cap: 100_000n })
    expect(books).toMatchObject({ heard: [], settlements: [], aside: [] })
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 0 })
  })

  test('tokens are paid with permits the purse signs itself: one transaction, nothing allowed afterwards', async () => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    await send(stage, giveTokenCall(dollar, here.address, 50_000n), bela)
    await open(ports, 50_000n, dollar)
    await listen(ports, [dollarWork, dollarWork], price, dollar)
    const before = await ports.purse.count()
    expect(await settle(ports, dollar)).toEqual({ ok: true, value: 1 })
    expect(await ports.purse.count()).toBe(before + 1)
    expect(await paidBy(here.address)).toMatchObject([{ work: dollarWork, units: 2n, amount: 2_000n }])
    expect(await ports.purse.balance(dollar)).toBe(48_000n)
  })

  test('a token without permit is allowed once, for what the session may still spend', async () => {
    const here = browser()
    const bare = endpoint(stage.client, (request, honest) => {
      const [call] = (request.params ?? []) as [{ data?: string }?]
      return call?.data?.startsWith('0x7ecebe00') ? Promise.reject(new Error('execution reverted')) : honest()
    })
    const ports = visit(here, undefined, bare)
    await fund(here.address)
    await send(stage, giveTokenCall(dollar, here.address, 50_000n), bela)
    await open(ports, 50_000n, dollar)
    for (const landed of [1, 2]) {
      await listen(ports, [dollarWork], price, dollar)
      expect(await settle(ports, dollar)).toEqual({ ok: true, value: 1 })
      expect(await paidBy(here.address)).toHaveLength(landed)
    }
    expect(await ports.purse.count()).toBe(3)
    const spender = deployment.tributary.address
    expect(await allowanceOf(stage.client, dollar, here.address, spender)).toBe(48_000n)
  })

  test('a price that rose is asked about, one that fell is paid, and neither holds up the rest', async () => {
    const here = browser()
    const ports = visit(here)
    const [rising, falling] = [await publish(stage), await publish(stage)]
    await fund(here.address)
    await open(ports)
    await listen(ports, [rising, falling, works[0]!])
    await reprice(rising, 1_001n)
    await reprice(falling, 400n)
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    const paid = await paidBy(here.address)
    expect(paid.map(({ work, amount }) => [work, amount])).toEqual([
      [falling, 400n],
      [works[0], 1_000n],
    ])
    expect((await ports.keeping.read()).aside).toMatchObject([
      { work: rising, plays: 1, reason: { kind: 'dearer', now: 1_001n } },
    ])
  })

  test('one play that the contract refuses is set aside with its reason, the others are paid', async () => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    await open(ports)
    // In the dollar's currency, and booked as native: such a batch reverts as a whole.
    await listen(ports, [works[0]!, dollarWork, works[1]!])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    expect((await paidBy(here.address)).map(({ work }) => work)).toEqual([works[0], works[1]])
    const { aside, heard } = await ports.keeping.read()
    expect(heard).toEqual([])
    expect(aside).toMatchObject([{ work: dollarWork, reason: { kind: 'refused', problem: { kind: 'reverted' } } }])
  })

  test('what the chain refuses after the trial passed takes one fee, and waits for the listener with its reason', async () => {
    const here = browser()
    const honest = visit(here)
    const moving = await publish(stage)
    await fund(here.address)
    await open(honest)
    await listen(honest, [moving, works[0]!])
    const purse = {
      ...honest.purse,
      send: async (...given: Parameters<typeof honest.purse.send>) => {
        await reprice(moving, 2_000n)
        return honest.purse.send(...given)
      },
    }
    const ports = { ...honest, purse }
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'priceChanged' } })
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 0 })
    expect(await honest.purse.count()).toBe(1)
    const { aside, heard, settlements } = await honest.keeping.read()
    expect({ heard, settlements }).toEqual({ heard: [], settlements: [] })
    const reason = { kind: 'refused', problem: { kind: 'priceChanged' } }
    expect(aside).toMatchObject([
      { work: moving, plays: 1, reason },
      { work: works[0], plays: 1, reason },
    ])
    await honest.keeping.change((books) => aside.reduce(accept, books))
    expect(await settle(honest, NATIVE)).toMatchObject({ ok: true, value: 1 })
    expect((await paidBy(here.address)).map(({ work }) => work)).toEqual([works[0]])
    expect((await honest.keeping.read()).aside).toMatchObject([{ work: moving, reason: { kind: 'dearer' } }])
  })

  test('fees are taken from what lies beside the money for plays, never from it', async () => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    await open(ports, 10n ** 17n)
    await listen(ports, [works[0]!])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'feeTooHigh', most: 0n } })
    expect(playsOf((await ports.keeping.read()).heard)).toBe(1)
    expect(await ports.purse.count()).toBe(0)
  })

  test('without money for the fee, or without an answer, everything stays owed', async () => {
    const here = browser()
    const ports = visit(here)
    await open(ports)
    await listen(ports, [works[0]!])
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: false, problem: { kind: 'insufficientFunds' } })
    expect(await settle(visit(here, undefined, dead(stage.client)), NATIVE)).toMatchObject({
      problem: { kind: 'rpcDown' },
    })
    expect(playsOf((await ports.keeping.read()).heard)).toBe(1)
    await fund(here.address)
    expect(await settle(ports, NATIVE)).toMatchObject({ ok: true, value: 1 })
    expect(await paidBy(here.address)).toHaveLength(1)
  })
})

describe('a browser killed midway', () => {
  const begin = (mortal: Mortal, here: Browser, currency: Address) => {
    const alive = settle(visit(here, mortal), currency).then((ended) => (ended.ok ? 'ended' : ended.problem.kind))
    const over = new AbortController()
    const died = (async () => {
      while (!mortal.dead && !over.signal.aborted) await new Promise((go) => setTimeout(go, 2))
      await new Promise((go) => setTimeout(go, 25))
      return 'died'
    })()
    return Promise.race([alive, died]).finally(() => over.abort())
  }
  const prepared = async (currency: Address) => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    if (currency !== NATIVE) await send(stage, giveTokenCall(currency, here.address, 50_000n), bela)
    await open(ports, 50_000n, currency)
    await listen(
      ports,
      currency === NATIVE ? [works[0]!, works[1]!, works[0]!] : [dollarWork, dollarWork],
      price,
      currency,
    )
    return { here, ports }
  }

  for (const name of ['native', 'token'] as const)
    test(`at any act of settling in ${name} money, nothing is paid twice and nothing lost`, async () => {
      const currency = name === 'native' ? NATIVE : dollar
      const expected = name === 'native' ? [2_000n, 1_000n] : [2_000n]
      const whole = new Mortal()
      expect(await begin(whole, (await prepared(currency)).here, currency)).toBe('ended')
      expect(whole.acts).toBeGreaterThan(12)
      for (let dies = 1; dies <= whole.acts; dies++)
        for (const after of [false, true]) {
          const { here, ports } = await prepared(currency)
          await begin(new Mortal(dies, after), here, currency)
          const ended = await settle(ports, currency)
          const paid = (await paidBy(here.address)).map(({ amount }) => amount)
          const { heard, settlements, settled } = await ports.keeping.read()
          expect({ dies, after, ok: ended.ok, paid, heard, settlements, plays: playsOf(settled) }).toEqual({
            dies,
            after,
            ok: true,
            paid: expected,
            heard: [],
            settlements: [],
            plays: name === 'native' ? 3 : 2,
          })
        }
    }, 180_000)

  test('and its journal lost: the chain itself tells by the reference that it was paid', async () => {
    const whole = new Mortal()
    await begin(whole, (await prepared(NATIVE)).here, NATIVE)
    // It dies at its last act, which was to put down that it is done; how many looks come before varies with the machine.
    const dying = async (dies: number): Promise<Awaited<ReturnType<typeof prepared>>> => {
      const made = await prepared(NATIVE)
      const how = await begin(new Mortal(dies), made.here, NATIVE)
      return how === 'died' ? made : dying(dies - 1)
    }
    const { here, ports } = await dying(whole.acts)
    expect((await ports.keeping.read()).settlements).toHaveLength(1)
    for (const record of here.records.keys()) if (record.startsWith('purse:')) here.records.delete(record)
    expect(await recover(ports)).toEqual({ ok: true, value: true })
    const { settlements, settled, heard } = await ports.keeping.read()
    expect({ settlements, heard, plays: playsOf(settled) }).toEqual({ settlements: [], heard: [], plays: 3 })
    expect(await paidBy(here.address)).toHaveLength(2)
  })
})

describe('a settlement that waits for its block', () => {
  const mining = (on: boolean) => stage.client.request({ method: 'evm_setAutomine', params: [on] } as never)
  const mine = () => stage.client.request({ method: 'evm_mine' } as never)
  afterEach(() => mining(true))
  const waiting = async () => {
    const here = browser()
    const ports = visit(here)
    await fund(here.address)
    await open(ports)
    await listen(ports, [works[0]!])
    await mining(false)
    const ended = settle({ ...ports, signal: AbortSignal.timeout(2_000) }, NATIVE)
    expect(await ended).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect((await ports.keeping.read()).settlements).toHaveLength(1)
    return { here, ports }
  }

  test('is never judged by another purse, and holds up nothing that another pays', async () => {
    const { here, ports } = await waiting()
    const other = browser()
    const after = { ...ports, purse: visit(other).purse }
    expect(await recover(after)).toEqual({ ok: true, value: true })
    expect(await settle(after, NATIVE)).toEqual({ ok: true, value: 0 })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [{ purse: here.address }] })
    await mine()
    expect(await recover(after)).toEqual({ ok: true, value: true })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [], settled: [{ plays: 1 }] })
    expect(await paidBy(here.address)).toHaveLength(1)
    expect(await paidBy(other.address)).toHaveLength(0)
  })

  test('and is known to the books alone: it is sent again under its name and number, and one of the two lands', async () => {
    const { here, ports } = await waiting()
    for (const record of here.records.keys()) if (record.startsWith('purse:')) here.records.delete(record)
    const [before] = (await ports.keeping.read()).settlements
    const ended = await settle({ ...ports, signal: AbortSignal.timeout(2_000) }, NATIVE)
    expect(ended).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [before] })
    expect(await ports.purse.find(before!.id)).toMatchObject({ nonce: before!.nonce })
    await mine()
    expect(await settle(ports, NATIVE)).toEqual({ ok: true, value: 0 })
    expect(await ports.keeping.read()).toMatchObject({ heard: [], settlements: [], settled: [{ plays: 1 }] })
    expect(await paidBy(here.address)).toHaveLength(1)
  })
})

describe('sending back', () => {
  test('leaves nothing of any currency, and the owner has it less exactly the fees', async () => {
    const here = browser()
    const { purse } = visit(here)
    await fund(here.address)
    await send(stage, giveTokenCall(dollar, here.address, 777n), bela)
    const before = await balanceOf(stage.client, dollar, ada.address)
    const had = await getBalance(stage.client, { address: ada.address })
    expect(await sendBack(purse, ada.address, [dollar])).toEqual({ ok: true, value: [dollar, NATIVE] })
    expect([await purse.balance(NATIVE), await purse.balance(dollar)]).toEqual([0n, 0n])
    expect(await balanceOf(stage.client, dollar, ada.address)).toBe(before + 777n)
    expect(await getBalance(stage.client, { address: ada.address })).toBeGreaterThan(had)
    expect(await sendBack(purse, ada.address, [dollar])).toEqual({ ok: true, value: [] })
  })
})

test('the books of every listener of a network are found, and of no other', async () => {
  const store = memoryStore()
  await keepingOf(store, 1, bela.address).change((books) => load(books, NATIVE, 1n))
  await keepingOf(store, 11, ada.address).change((books) => load(books, NATIVE, 1n))
  expect(await ownersIn(store, 1)).toEqual([bela.address.toLowerCase()])
  expect(await ownersIn(store, 2)).toEqual([])
})
