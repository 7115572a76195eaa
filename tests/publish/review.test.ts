import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { quote } from '../../src/publish/quote.ts'
import { canHoldShares } from '../../src/chain/address.ts'
import type { Address } from '../../src/royalties/words.ts'
import { account, order, portsOf, startStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.stop())

const STRANGER: Address = '0x00000000000000000000000000000000000a11ce'
const put = (code: string) =>
  stage.client.request({ method: 'anvil_setCode' as never, params: [STRANGER, code] as never })

test('an account without code can hold shares', async () => {
  expect(await canHoldShares(stage.client, account.address)).toBe(true)
})

test('a contract without the ERC-1155 hook is found before anything is signed', async () => {
  expect(await canHoldShares(stage.client, deployment.tributary.address)).toBe(false)
})

test('a contract that answers the hook can hold shares', async () => {
  // PUSH4 f23a6e61, PUSH1 e0, SHL, PUSH0, MSTORE, PUSH1 20, PUSH0, RETURN
  await put('0x63f23a6e6160e01b5f5260205ff3')
  expect(await canHoldShares(stage.client, STRANGER)).toBe(true)
  await put('0x')
})

test('a network that does not answer is no refusal', async () => {
  const down = { ...stage.client, request: () => Promise.reject(new TypeError('fetch failed')) }
  await expect(canHoldShares(down, account.address)).rejects.toThrow()
})

test('the cost is found without a manifest and without a signature', async () => {
  const ports = portsOf(stage)
  const found = await quote(
    stage.client,
    {},
    order(),
    ports.deployment,
    await ports.secret(ports.journal.read().salt32),
  )
  if (!found.ok) throw new Error(found.problem.kind)
  expect(found.value.gas).toBeGreaterThan(200_000n)
  expect(found.value.total).toBe(found.value.execution)
  expect(found.value.total).toBeLessThanOrEqual(found.value.most)
})

test('what the contract would refuse is named before signing', async () => {
  const ports = portsOf(stage)
  const holders = [{ account: deployment.tributary.address, units: 100_000_000n }]
  const found = await quote(stage.client, {}, order({ sealed: false, holders }), ports.deployment, undefined)
  expect(found).toMatchObject({ ok: false, problem: { kind: 'reverted' } })
})
