/** Lies, limits and one cheating contract, as a person meets them: what is wrong, and who is to blame, is said without a doubt. */
import { privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { workId, type Hex } from '../../src/royalties/words.ts'
import { accountSlot } from '../../src/verify/trie/slots.ts'
import type { FaultProxy } from '../harness/fault-proxy.ts'
import { first, on, otherChain, refuses, tooMany } from '../harness/faults/answers.ts'
import { capsBlocks, capsLogs, truncates } from '../harness/faults/logs.ts'
import { views } from '../harness/faults/state.ts'
import { theStack } from '../harness/stack.ts'
import { openAsking, proxyOfChain, VerifyPage } from './pages/verify.ts'

const REMIX = 7

let proxy: FaultProxy
beforeAll(async () => {
  proxy = await proxyOfChain()
  return () => proxy.stop()
})
afterEach(() => proxy.reset())

const verifying = async () => VerifyPage.of(await openAsking([proxy.url]), REMIX)

test('an RPC that says somebody is owed more than the block proves is the liar, not the contract', async () => {
  proxy.faults = [views('claimable', (owed: bigint) => owed + 1n, BigInt(REMIX))]
  const verify = await verifying()
  expect(await verify.verdict()).toBe('The RPC did not tell the truth')
  await expect.poll(() => verify.findings.first().innerText()).toContain('claimable')
  await expect.poll(() => verify.step('Proven by the block')).not.toBe('Reached')
})

test('an RPC with every limit there is costs patience, and nothing else', async () => {
  proxy.faults = [
    on('eth_getLogs', first(2, tooMany('1'))),
    capsBlocks('quicknode', 40),
    capsLogs('geth', 25),
    truncates(20),
  ]
  const verify = await verifying()
  verify.profile.allow(/Failed to load resource/)
  expect(await verify.verdict()).toBe('It adds up')
  await expect.poll(() => verify.findings.count()).toBe(0)
})

test('without a proof nothing is claimed to be proven, and nobody is accused', async () => {
  proxy.faults = [on('eth_getProof', refuses(-32601, 'the method eth_getProof does not exist'))]
  const verify = await verifying()
  expect(await verify.verdict()).toBe('Not everything checked')
  await expect.poll(() => verify.step('Proven by the block')).toBe('Not reached')
  await expect.poll(() => verify.step('No gaps')).toBe('Reached')
})

test('an RPC of another network is named as that', async () => {
  proxy.faults = [otherChain(1)]
  const verify = await verifying()
  await verify.page.getByText('This RPC is of chain 1, not of chain 31337').waitFor()
})

test('a contract that owes somebody more than its history says is the one that is accused', async () => {
  const { slot, word } = await someHolding()
  // The debt stands above the units: less of it is more that is owed.
  const cheated = BigInt.asUintN(256, word - ((10n ** 20n) << 56n))
  await store(slot, cheated)
  try {
    const verify = await verifying()
    expect(await verify.verdict()).toBe('It does not add up')
    await expect.poll(() => verify.findings.first().innerText()).toMatch(/is owed .* recomputed, .* on chain/)
    expect(await verify.page.getByText('The RPC did not tell the truth').count()).toBe(0)
  } finally {
    await store(slot, word)
  }
})

const contract = deployment.tributary.address

async function ask(method: string, params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(theStack().config.network.rpcs[0]!, { method: 'POST', headers, body })
  return ((await response.json()) as { result: unknown }).result
}

/** What stands in the slot of one of the demo accounts that holds shares of the work. */
async function someHolding(): Promise<{ slot: Hex; word: bigint }> {
  for (const { key } of theStack().config.accounts) {
    const slot = accountSlot(workId(REMIX), 'holdings', privateKeyToAccount(key).address)
    const word = BigInt((await ask('eth_getStorageAt', [contract, slot, 'latest'])) as Hex)
    if (word !== 0n) return { slot, word }
  }
  throw new Error(`No demo account holds work ${REMIX}`)
}

async function store(slot: Hex, word: bigint): Promise<void> {
  await ask('anvil_setStorageAt', [contract, slot, `0x${word.toString(16).padStart(64, '0')}`])
  await ask('evm_mine', [])
}
