import { custom, keccak256, parseEther, type Hex } from 'viem'
import { getBalance, getCode } from 'viem/actions'
import { afterEach, describe as group, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { pieces } from '../../contracts-abi/pieces.ts'
import { initCode, proxyTransaction } from '../../contracts-abi/initcode.ts'
import { deployCall, openSaleCall } from '../../src/chain/calls.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import { checkDeploying } from '../../src/chain/deploy-checks.ts'
import { costsOf } from '../../src/chain/deploy-costs.ts'
import { unfitnessOf } from '../../src/chain/deploy-fitness.ts'
import { fundCall, placeProxy, PROXY_COST, PROXY_SENDER, readProxy } from '../../src/chain/deploy-proxy.ts'
import { deployCalls, planDeployment, stepsOf } from '../../src/chain/deploy.ts'
import { assureDeployment, checkDeployment } from '../../src/chain/deployed.ts'
import { openClient } from '../../src/chain/client.ts'
import { workId, type Address } from '../../src/royalties/words.ts'
import { prepare } from '../../src/wallet/prepare.ts'
import { ada, bela, send, startStage, type Stage } from './stage.ts'

const stages: Stage[] = []
const start = async (...flags: string[]): Promise<Stage> => {
  const stage = await startStage({ contracts: false, flags })
  stages.push(stage)
  return stage
}
afterEach(() => stages.splice(0).forEach((stage) => stage.stop()))

const WITHOUT_PROXY = '--disable-default-create2-deployer'
const ask = ({ client }: Stage, method: string, params: readonly unknown[]) =>
  client.request({ method, params } as never)
const setCode = (stage: Stage, address: Address, code: Hex) => ask(stage, 'anvil_setCode', [address, code])
const tributary = deployment.tributary.address
const anyUse = openSaleCall(workId(1))

/** The same client, with some answers replaced. */
function answering(stage: Stage, answers: (method: string, params: readonly unknown[]) => unknown): ChainClient {
  const transport = custom({
    request: async ({ method, params = [] }: { method: string; params?: readonly unknown[] }) =>
      answers(method, params) ?? (await ask(stage, method, params)),
  })
  const client: ChainClient = openClient(stage.network)
  return Object.assign(client, { request: transport({}).request })
}

/** A node's estimate is what must be sent along, a little above what is used: a call keeps 1/64 for its caller. */
function within3Percent(said: bigint, used: bigint): void {
  expect(said).toBeGreaterThanOrEqual(used)
  expect(Number(said) / Number(used)).toBeLessThan(1.03)
}

group('an empty chain', () => {
  test('is completed piece by piece, by anyone, and then passes the comparison', async () => {
    const stage = await start()
    const plan = await planDeployment(stage.client)
    expect(plan.map(({ found }) => found)).toEqual(pieces.map(() => 'nothing'))
    expect(stepsOf(plan).map(({ name }) => name)).toEqual(initCode.map(({ name }) => name))
    for (const [i, { call }] of stepsOf(plan).entries()) {
      await send(stage, call, i % 2 ? ada : bela)
      // A tab closed here would go on with the rest.
      expect((await deployCalls(stage.client)).map(({ name }) => name)).toEqual(
        initCode.slice(i + 1).map(({ name }) => name),
      )
    }
    expect(await checkDeployment(stage.client)).toEqual({ ok: true, value: true })
    expect((await planDeployment(stage.client)).map(({ found }) => found)).toEqual(pieces.map(() => 'ours'))
    for (const { address, codeHash } of pieces)
      expect(keccak256((await getCode(stage.client, { address }))!)).toBe(codeHash)
  })

  test('has no step for a piece that Tributary brings along', () => {
    const brought = { name: 'Brought', address: tributary, codeHash: '0x', found: 'nothing', call: undefined } as const
    const call = deployCall(initCode[0].initCode)
    const own = { ...brought, name: 'Own', call }
    expect(stepsOf([own, brought, { ...own, name: 'There', found: 'ours' }])).toEqual([{ name: 'Own', call }])
  })

  test('costs what was said before, piece by piece', async () => {
    const stage = await start()
    const steps = await deployCalls(stage.client)
    const said = await costsOf(stage.client, stage.network, steps, ada.address, true)
    for (const { name, call } of steps) {
      const { gasUsed } = await send(stage, call)
      within3Percent(said.get(name)!.gas, gasUsed)
    }
  })

  test('costs nearly what was said where the proxy was still missing then', async () => {
    const stage = await start(WITHOUT_PROXY)
    const steps = await deployCalls(stage.client)
    const said = await costsOf(stage.client, stage.network, steps, undefined, false)
    await send(stage, fundCall(PROXY_COST))
    expect(await placeProxy(stage.client)).toEqual({ ok: true })
    for (const { name, call } of steps) {
      const { gasUsed } = await send(stage, call)
      within3Percent(said.get(name)!.gas, gasUsed)
    }
  })
})

group('before every write', () => {
  const refusal = async (stage: Stage, call = anyUse) => {
    const prepared = await prepare(stage.client, call, ada.address)
    return prepared.ok ? 'asked the wallet' : prepared.problem
  }

  test('missing contracts are refused', async () => {
    expect(await refusal(await start())).toMatchObject({ kind: 'notDeployed' })
  })

  test('foreign code is refused, even where it answers like ours, and named', async () => {
    const stage = await start()
    for (const { call } of await deployCalls(stage.client)) await send(stage, call)
    const code = (await getCode(stage.client, { address: tributary }))!
    await setCode(stage, tributary, `${code}00`)
    expect(await refusal(stage)).toMatchObject({ kind: 'foreign', pieces: [{ name: 'Tributary', address: tributary }] })
  })

  test('foreign code in one library is enough, though another piece is missing', async () => {
    const stage = await start()
    await setCode(stage, pieces[0].address, '0x6001600155')
    const refused = { kind: 'foreign', pieces: [{ name: pieces[0].name }] }
    expect(await refusal(stage)).toMatchObject(refused)
    // Nor is the rest put beside it: it would be linked to the stranger.
    expect(await refusal(stage, deployCall(initCode[1].initCode))).toMatchObject(refused)
  })

  test('an RPC that serves another chain than the one it is listed for is refused', async () => {
    const stage = await startStage({ id: 31338 })
    stages.push(stage)
    const client = openClient({ ...stage.network, id: 31337 })
    expect(await refusal({ ...stage, client })).toEqual({ kind: 'elsewhere', wanted: 'Test', answered: 31338 })
  })

  test('the comparison is made once a client where it passed, and every time where it did not', async () => {
    const stage = await start()
    let asked = 0
    const client = answering(stage, (method) => void (asked += Number(method === 'eth_getCode')))
    expect(await assureDeployment(client)).toMatchObject({ problem: { kind: 'notDeployed' } })
    for (const { call } of await deployCalls(stage.client)) await send(stage, call)
    expect(await assureDeployment(client)).toMatchObject({ ok: true })
    const before = asked
    expect(before).toBe(2 * pieces.length)
    expect(await assureDeployment(client)).toMatchObject({ ok: true })
    expect(asked).toBe(before)
  })
})

group('somebody else', () => {
  test('deploying the same piece first makes ours fail in trial, and the plan go on with the next', async () => {
    const stage = await start()
    const [first, second] = await deployCalls(stage.client)
    await send(stage, first!.call, bela)
    expect(await prepare(stage.client, first!.call, ada.address)).toMatchObject({ problem: { kind: 'reverted' } })
    expect((await deployCalls(stage.client))[0]?.name).toBe(second!.name)
  })
})

group('the deployment proxy', () => {
  test('is paid for, then placed, on a chain that lacks it', async () => {
    const stage = await start(WITHOUT_PROXY)
    expect(await readProxy(stage.client)).toEqual({ kind: 'missing', lacking: PROXY_COST })
    // Nothing is deployed through an address without code: it would succeed and do nothing.
    expect(await checkDeploying(stage.client, deployCall(initCode[0].initCode))).toMatchObject({
      problem: { kind: 'notDeployed', pieces: ['the deployment proxy'] },
    })
    expect(await placeProxy(stage.client)).toEqual({ ok: false, why: 'unfunded' })
    // What somebody else has given already is not asked for again.
    await send(stage, fundCall(PROXY_COST / 4n), bela)
    const state = await readProxy(stage.client)
    expect(state).toEqual({ kind: 'missing', lacking: (PROXY_COST * 3n) / 4n })
    const fund = fundCall((PROXY_COST * 3n) / 4n)
    expect(await prepare(stage.client, fund, ada.address)).toMatchObject({ ok: true })
    await send(stage, fund)
    expect(await readProxy(stage.client)).toEqual({ kind: 'missing', lacking: 0n })
    expect(await placeProxy(stage.client)).toEqual({ ok: true })
    expect(await readProxy(stage.client)).toEqual({ kind: 'here' })
  })

  test('that is something else, or can never come, is said before any money is spent', async () => {
    const foreign = await start()
    await setCode(foreign, deployment.proxy, '0x6001600155')
    expect(await readProxy(foreign.client)).toEqual({ kind: 'impossible', why: 'foreign' })
    const spent = await start(WITHOUT_PROXY)
    await ask(spent, 'anvil_setNonce', [PROXY_SENDER, '0x1'])
    expect(await readProxy(spent.client)).toEqual({ kind: 'impossible', why: 'spent' })
    const dear = await start(WITHOUT_PROXY, '--base-fee', '200000000000')
    expect(await readProxy(dear.client)).toEqual({ kind: 'impossible', why: 'price' })
    const costly = answering(spent, (method) =>
      method === 'eth_getTransactionCount' ? '0x0' : method === 'eth_estimateGas' ? '0x186a1' : undefined,
    )
    expect(await readProxy(costly)).toEqual({ kind: 'impossible', why: 'gas' })
  })

  test.each([
    ['only replay-protected (EIP-155) transactions allowed over RPC', 'unprotected'],
    ['insufficient funds for gas * price + value: balance 0', 'unfunded'],
    ['nonce too low: next nonce 1, tx nonce 0', 'spent'],
    ['intrinsic gas too low', 'gas'],
    ['transaction underpriced', 'price'],
  ])('a node that says “%s” is understood', async (message, why) => {
    const stage = await start(WITHOUT_PROXY)
    const client = answering(stage, (method) => {
      if (method === 'eth_sendRawTransaction') throw Object.assign(new Error(message), { code: -32000 })
      return undefined
    })
    expect(await placeProxy(client)).toEqual({ ok: false, why })
  })

  test('a funding that goes elsewhere, is too large or carries data is refused', async () => {
    const { client } = await start(WITHOUT_PROXY)
    const good = fundCall(PROXY_COST)
    const wrong = [
      { ...good, to: bela.address },
      { ...good, data: '0x00' as const },
      { ...good, value: PROXY_COST - 1n },
      fundCall(PROXY_COST + 1n),
    ]
    for (const call of wrong)
      expect(await checkDeploying(client, call)).toMatchObject({ problem: { kind: 'mismatch' } })
    expect(await checkDeploying(client, good)).toEqual({ ok: true, value: true })
    expect(PROXY_SENDER).toBe(proxyTransaction.from)
    expect(PROXY_COST).toBe(parseEther('0.01'))
    expect(await getBalance(client, { address: PROXY_SENDER })).toBe(0n)
  })
})

group('a chain that is no home for them', () => {
  test('is found out by trying, and named', async () => {
    expect(await unfitnessOf((await start()).client)).toBeUndefined()
    expect(await unfitnessOf((await start('--hardfork', 'london')).client)).toEqual({
      kind: 'instruction',
      name: 'PUSH0',
    })
    expect(await unfitnessOf((await start('--hardfork', 'shanghai')).client)).toEqual({
      kind: 'instruction',
      name: 'MCOPY',
    })
  })

  test('is not one without transient storage either', async () => {
    const stage = await start()
    const client = answering(stage, (method, [call]) => {
      if (!/^eth_(call|estimateGas)$/.test(method) || !/5d.*5c/.test((call as { data: Hex }).data)) return undefined
      throw Object.assign(new Error('invalid opcode: opcode 0x5d not defined'), { code: -32000 })
    })
    expect(await unfitnessOf(client)).toEqual({ kind: 'instruction', name: 'TSTORE' })
  })

  test('is known by its number, or by the contract that zkSync-style chains have', async () => {
    const stage = await start()
    expect(await unfitnessOf(openClient({ ...stage.network, id: 324 }))).toEqual({
      kind: 'machine',
      name: 'zkSync Era',
    })
    await setCode(stage, '0x0000000000000000000000000000000000008006', '0x00')
    expect(await unfitnessOf(stage.client)).toEqual({ kind: 'machine', name: 'zkSync' })
  })

  test('is found out where it makes addresses in another way, or runs nothing of this', async () => {
    const stage = await start()
    const shifted = answering(stage, (method, params) =>
      method === 'eth_call' && (params[0] as { data: Hex }).data.endsWith('60406000f3')
        ? `0x${'11'.repeat(64)}`
        : undefined,
    )
    expect(await unfitnessOf(shifted)).toEqual({ kind: 'addresses' })
    const failing = (...methods: string[]) =>
      answering(stage, (method) => {
        if (methods.includes(method)) throw Object.assign(new Error('to is required'), { code: -32602 })
        return undefined
      })
    expect(await unfitnessOf(failing('eth_call', 'eth_estimateGas'))).toEqual({ kind: 'machine', name: 'Test' })
    // An RPC that creates nothing in a call, but does in an estimate, is no reason to refuse the chain.
    expect(await unfitnessOf(failing('eth_call'))).toBeUndefined()
  })

  test('is not what a silent RPC is', async () => {
    const stage = await start()
    const gone = openClient({ ...stage.network, rpcs: ['http://127.0.0.1:9'] })
    await expect(unfitnessOf(gone)).rejects.toThrow()
    expect(await checkDeployment(gone)).toMatchObject({ problem: { kind: 'rpcDown' } })
  })
})
