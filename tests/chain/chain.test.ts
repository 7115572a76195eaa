import { estimateGas, getBalance, getBlock } from 'viem/actions'
import { afterAll, beforeAll, describe as group, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { pieces } from '../../contracts-abi/pieces.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { readingAbi } from '../../src/chain/reading-abi.ts'
import { canHoldShares, parseAddress } from '../../src/chain/address.ts'
import type { Payment } from '../../src/chain/action.ts'
import * as calls from '../../src/chain/calls.ts'
import { checkDeployment } from '../../src/chain/deployed.ts'
import { networkFee } from '../../src/chain/fees.ts'
import { holdersOf, readHistory, readHolders } from '../../src/chain/history.ts'
import { openClient } from '../../src/chain/client.ts'
import { permitData, permitOf } from '../../src/chain/permit.ts'
import { problemOf } from '../../src/chain/problems.ts'
import { REFUSALS } from '../../src/chain/refusal-words.ts'
import { sentence } from '../../src/chain/sentences.ts'
import { simulate } from '../../src/chain/simulate.ts'
import { allowanceOf, balanceOf } from '../../src/chain/token-reads.ts'
import { currencyOf } from '../../src/chain/tokens.ts'
import * as tributary from '../../src/chain/tributary.ts'
import { NATIVE, Usage, workId, type Address, type WorkId } from '../../src/royalties/words.ts'
import { ada, bela, chidi, deployDollar, publication, publish, send, startStage, type Stage } from './stage.ts'

let stage: Stage
let dollar: Address
beforeAll(async () => {
  stage = await startStage()
  dollar = await deployDollar(stage, [ada, bela])
})
afterAll(() => stage.stop())

const NO_REF = `0x${'00'.repeat(32)}` as const
const play = (work: WorkId, change: Partial<Payment> = {}): Payment => ({
  work,
  usage: Usage.Play,
  units: 1n,
  price: 1_000n,
  amount: 1_000n,
  ref: NO_REF,
  beneficiary: NATIVE,
  ...change,
})

group('reading works', () => {
  test('a work is read back as it was published, and income reaches its holders and ancestors', async () => {
    const holders = [
      { account: ada.address, units: 60_000_000 },
      { account: bela.address, units: 40_000_000 },
    ]
    const parent = await publish(stage, { ancestorRoyalty: 1_000, holders })
    const child = await publish(stage, { parents: [parent] }, chidi)
    expect(await tributary.readAncestors(stage.client, child)).toEqual([{ work: parent, royalty: 1_000 }])
    expect(await tributary.readParents(stage.client, child)).toEqual([parent])
    expect(await tributary.readWork(stage.client, workId(999))).toBeUndefined()

    await send(stage, calls.payCall([play(child, { units: 10n, amount: 10_000n })], NATIVE), bela)
    const work = await tributary.readWork(stage.client, child)
    expect(work).toMatchObject({ id: child, creator: chidi.address, onSale: false, income: 9_000n * 100_000_000n })
    expect(await tributary.readClaimable(stage.client, [parent, child], ada.address)).toEqual([600n, 9_000n])
    expect(await tributary.readClaimable(stage.client, [parent, child], bela.address)).toEqual([400n, 0n])
    expect(await readHolders(stage.client, parent)).toEqual([
      { account: ada.address, units: 60_000_000n },
      { account: bela.address, units: 40_000_000n },
    ])
    const mine = await tributary.readPositions(stage.client, chidi.address)
    expect(mine.map(({ work: { id }, units }) => [id, units])).toEqual([[child, 0n]])
  })

  test('the history of a work is found by its pointers alone, newest first', async () => {
    const work = await publish(stage)
    await send(stage, calls.payCall([play(work)], NATIVE), bela)
    await send(stage, calls.transferCall(ada.address, bela.address, work, 25_000_000n), ada)
    await send(stage, calls.claimCall([work], ada.address), ada)
    const history = await readHistory(stage.client, work)
    expect(history.map(({ event }) => `${event.stamp.sequence} ${event.kind}`)).toEqual([
      '4 Claimed',
      '3 Moved',
      '2 Paid',
      '1 Moved',
    ])
    expect(holdersOf(history)).toEqual([
      { account: ada.address, units: 75_000_000n },
      { account: bela.address, units: 25_000_000n },
    ])
    expect((await readHistory(stage.client, work, 2)).length).toBe(2)
  })

  test('one claim pays native money and dollars of several works to another address', async () => {
    const inEther = await publish(stage)
    const inDollars = await publish(stage, { currency: dollar })
    await send(stage, calls.payCall([play(inEther)], NATIVE), bela)
    await send(stage, calls.approveCall(dollar, 1_000n), bela)
    await send(stage, calls.payCall([play(inDollars)], dollar), bela)
    const to = '0x00000000000000000000000000000000000000f1'
    expect((await send(stage, calls.claimCall([inEther, inDollars], to), ada)).status).toBe('success')
    expect(await getBalance(stage.client, { address: to })).toBe(1_000n)
    expect(await balanceOf(stage.client, dollar, to)).toBe(1_000n)
  })

  test('shares are listed, bought in part, and withdrawn; expired listings are none', async () => {
    const work = await publish(stage)
    await send(stage, calls.openSaleCall(work), ada)
    const { timestamp } = await getBlock(stage.client)
    const now = Number(timestamp)
    await send(stage, calls.listCall(work, 10_000_000, 5_000_000n, now + 86_400), ada)
    expect(await tributary.readListing(stage.client, work, ada.address, now)).toMatchObject({ units: 10_000_000 })
    expect(await tributary.readListing(stage.client, work, ada.address, now + 86_401)).toBeUndefined()
    const purchase = {
      work,
      seller: ada.address,
      units: 2_500_000,
      maximumPrice: 12_500_000n,
      deadline: timestamp + 900n,
    }
    expect((await send(stage, calls.buyCall(purchase, NATIVE), bela)).status).toBe('success')
    expect(await tributary.readUnits(stage.client, [work], bela.address)).toEqual([2_500_000n])
    await send(stage, calls.listCall(work, 0, 0n, 0), ada)
    expect(await tributary.readListing(stage.client, work, ada.address, now)).toBeUndefined()
  })
})

group('permits', () => {
  test('one signature lets the contract take exactly the payment', async () => {
    const work = await publish(stage, { currency: dollar })
    const order = {
      owner: bela.address,
      spender: deployment.tributary.address,
      value: 1_000n,
      deadline: 4_000_000_000n,
    }
    const data = await permitData(stage.client, dollar, order)
    if (!data.ok) throw new Error(sentence(data.problem))
    expect(data.value.domain).toEqual({ name: 'Test dollar', version: '1', chainId: 31337, verifyingContract: dollar })
    const signature = await bela.signTypedData(data.value)
    const before = await balanceOf(stage.client, dollar, bela.address)
    const call = calls.permitAndCall(dollar, permitOf(order, signature), calls.payCall([play(work)], dollar))
    expect((await send(stage, call, bela)).status).toBe('success')
    expect(before - (await balanceOf(stage.client, dollar, bela.address))).toBe(1_000n)
    expect(await allowanceOf(stage.client, dollar, bela.address, deployment.tributary.address)).toBe(0n)
  })

  test('a contract without permit is a problem, not a crash', async () => {
    const order = { owner: bela.address, spender: deployment.tributary.address, value: 1n, deadline: 1n }
    expect(await permitData(stage.client, deployment.tributary.address, order)).toMatchObject({ ok: false })
  })
})

group('problems', () => {
  const refusal = async (call: ReturnType<typeof calls.payCall>, from: Address = bela.address) => {
    const tried = await simulate(stage.client, call, from)
    return tried.ok ? 'accepted' : tried.problem
  }

  test('custom errors keep their names and arguments, and become sentences', async () => {
    const work = await publish(stage)
    expect(await refusal(calls.payCall([play(work, { price: 999n })], NATIVE))).toEqual({
      kind: 'priceChanged',
      args: [work, 999n, 1_000n],
    })
    const notMine = await refusal(calls.openSaleCall(work))
    expect(notMine).toMatchObject({ kind: 'reverted', name: 'Work_CallerNotCreator', args: [work, bela.address] })
    expect(typeof notMine === 'object' && sentence(notMine)).toBe(
      "Only the creator of the work may do this. Connect the creator's account.",
    )
    expect(await refusal(calls.payCall([play(workId(9_999))], NATIVE))).toMatchObject({ name: 'Work_Missing' })
  })

  test('whatever the contract can refuse has a sentence and a remedy', () => {
    const names = tributaryAbi.flatMap((item) => (item.type === 'error' && item.name.includes('_') ? [item.name] : []))
    expect(names.length).toBeGreaterThan(90)
    expect(names.filter((name) => !REFUSALS[name])).toEqual([])
  })

  test('too little money is told apart from a refusal', async () => {
    const work = await publish(stage)
    const all = 10n ** 24n
    expect(await refusal(calls.payCall([play(work, { amount: all })], NATIVE))).toEqual({ kind: 'insufficientFunds' })
    const inDollars = await publish(stage, { currency: dollar })
    const payment = calls.payCall([play(inDollars)], dollar)
    expect(await refusal(payment, chidi.address)).toMatchObject({ kind: 'reverted' })
  })

  test('an RPC that is gone is named as that', async () => {
    const gone = openClient({ ...stage.network, rpcs: ['http://127.0.0.1:9'] })
    const tried = await simulate(gone, calls.openSaleCall(workId(1)), ada.address)
    expect(tried).toMatchObject({ ok: false, problem: { kind: 'rpcDown' } })
  })

  test('a second RPC takes over when the first is gone', async () => {
    const client = openClient({ ...stage.network, rpcs: ['http://127.0.0.1:9', ...stage.network.rpcs] })
    expect(await tributary.readCount(client)).toBeGreaterThan(0)
  })

  test('what wallets throw is understood', () => {
    expect(problemOf(Object.assign(new Error('no'), { code: 4001 }))).toEqual({ kind: 'rejected' })
    expect(problemOf({ message: 'outer', cause: { code: 4001 } })).toEqual({ kind: 'rejected' })
    expect(problemOf({ code: -32002, message: 'already pending' })).toEqual({ kind: 'pending' })
    expect(problemOf({ name: 'ConnectorNotConnectedError', message: '' })).toEqual({ kind: 'noWallet' })
    expect(problemOf(new Error('odd'))).toEqual({ kind: 'unknown', detail: 'odd' })
    expect(problemOf('text')).toEqual({ kind: 'unknown', detail: 'text' })
  })
})

group('deployment', () => {
  test('is complete here, missing on an empty chain, foreign where other code lives', async () => {
    expect(await checkDeployment(stage.client)).toEqual({ ok: true, value: true })
    const empty = await startStage({ contracts: false })
    try {
      expect(await checkDeployment(empty.client)).toMatchObject({ ok: false, problem: { kind: 'notDeployed' } })
      const code = '0x6001600155' as const
      for (const { address } of pieces) await setCodeOf(empty, address, code)
      expect(await checkDeployment(empty.client)).toMatchObject({ ok: false, problem: { kind: 'foreign' } })
    } finally {
      empty.stop()
    }
  })
})

const setCodeOf = ({ client }: Stage, address: Address, code: `0x${string}`) =>
  client.request({ method: 'anvil_setCode', params: [address, code] } as never)

group('accounts', () => {
  test('an account with a wrong checksum, or none at all, is refused', () => {
    expect(parseAddress(ada.address)).toEqual({ ok: true, address: ada.address })
    expect(parseAddress(ada.address.toLowerCase())).toEqual({ ok: true, address: ada.address })
    const wrong = ada.address.replace('f39F', 'F39F')
    expect(parseAddress(wrong)).toMatchObject({ ok: false })
    expect(parseAddress('0x12')).toMatchObject({ ok: false })
    expect(parseAddress(NATIVE)).toMatchObject({ ok: false })
  })

  test('a contract without the hook cannot hold shares; an account without code can', async () => {
    expect(await canHoldShares(stage.client, ada.address)).toBe(true)
    expect(await canHoldShares(stage.client, dollar)).toBe(false)
    const holder = '0x00000000000000000000000000000000000000c1'
    // PUSH4 f23a6e61, PUSH1 e0, SHL, PUSH0, MSTORE, PUSH1 20, PUSH0, RETURN: answers the hook.
    await setCodeOf(stage, holder, '0x63f23a6e6160e01b5f5260205ff3')
    expect(await canHoldShares(stage.client, holder)).toBe(true)
  })
})

test('the network fee is gas times price, with the cap above it', async () => {
  const call = calls.publishCall(publication())
  const gas = await estimateGas(stage.client, { account: ada, to: call.to, data: call.data })
  const fee = await networkFee(stage.client, stage.network, gas, call)
  expect(fee.total).toBe(fee.execution)
  expect(fee.most).toBeGreaterThanOrEqual(fee.total)
})

test('a token is described by the list, or by itself with a warning', async () => {
  expect(await currencyOf(stage.client, stage.network, NATIVE)).toMatchObject({ symbol: 'ETH', listed: true })
  expect(await currencyOf(stage.client, stage.network, dollar)).toMatchObject({
    symbol: 'tUSD',
    decimals: 6,
    listed: false,
  })
})

test('the small reading ABI says the same as the whole one', () => {
  const whole: readonly unknown[] = tributaryAbi
  const plain = (value: unknown) =>
    JSON.stringify(value, (key, each: unknown) => (key === 'internalType' ? undefined : each))
  const known = new Set(whole.map(plain))
  for (const item of readingAbi) expect(known).toContain(plain(item))
})
