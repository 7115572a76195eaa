/** A real chain with the contracts on it, for the tests of reading, calling and following. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import type { LocalAccount, TransactionReceipt } from 'viem'
import { mnemonicToAccount, type HDAccount } from 'viem/accounts'
import { deployContract, sendTransaction, writeContract } from 'viem/actions'
import { dollarAbi, dollarCode } from '../../contracts-abi/dollar.ts'
import { foundry } from '../../contracts/tools/forge.ts'
import type { Call, Publication } from '../../src/chain/action.ts'
import { publishCall } from '../../src/chain/calls.ts'
import { openClient, type ChainClient } from '../../src/chain/client.ts'
import { deployCalls } from '../../src/chain/deploy.ts'
import { mined } from '../../src/chain/mined.ts'
import type { Network } from '../../src/chain/networks.ts'
import { readCount } from '../../src/chain/tributary.ts'
import { Derivatives, NATIVE, Usage, workId, type Address, type WorkId } from '../../src/royalties/words.ts'

const MNEMONIC = 'test test test test test test test test test test test junk'
export const people = Array.from({ length: 5 }, (_, addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }))
export const [ada, bela, chidi, dora, emre] = people as [HDAccount, HDAccount, HDAccount, HDAccount, HDAccount]

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

export interface Stage {
  readonly client: ChainClient
  readonly network: Network
  readonly port: number
  readonly chain: ChildProcess
  stop(): void
}

interface StageOptions {
  readonly contracts?: boolean
  readonly port?: number
  readonly id?: number
  readonly name?: string
  /** Further ones for anvil. */
  readonly flags?: readonly string[]
}

export async function startStage({
  contracts = true,
  port: given,
  id = 31337,
  name = 'Test',
  flags = [],
}: StageOptions = {}): Promise<Stage> {
  const port = given ?? (await freePort())
  const chain = spawn(foundry('anvil'), ['--port', String(port), '--chain-id', String(id), '--silent', ...flags], {
    stdio: 'ignore',
  })
  const network: Network = {
    id,
    name,
    rpcs: [`http://127.0.0.1:${port}`],
    currency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    tokens: [],
    local: true,
  }
  const client = Object.assign(openClient(network), { pollingInterval: 40 })
  for (let tries = 0; tries < 100 && chain.exitCode === null; tries++) {
    if (await client.request({ method: 'eth_chainId' }).catch(() => undefined)) break
    await new Promise((go) => setTimeout(go, 30))
  }
  // A port found free may be taken a moment later; what answers there is the chain of another test.
  if (chain.exitCode !== null && given === undefined) return startStage({ contracts, id, name, flags })
  const stage = { client, network, port, chain, stop: () => void chain.kill('SIGKILL') }
  if (contracts) for (const { call } of await deployCalls(client)) await send(stage, call)
  return stage
}

export async function send(
  { client }: Stage,
  { to, data, value }: Pick<Call, 'to' | 'data' | 'value'>,
  account: LocalAccount = ada,
): Promise<TransactionReceipt> {
  const hash = await sendTransaction(client, { account, chain: client.chain, to, data, value })
  return mined(client, hash, { interval: 20 })
}

export const publication = (change: Partial<Publication> = {}): Publication => ({
  manifest: `0x${'ab'.repeat(32)}`,
  currency: NATIVE,
  holders: [{ account: ada.address, units: 100_000_000 }],
  offers: [{ usage: Usage.Play, bringsKey: false, price: 1_000n }],
  parents: [],
  ancestorRoyalty: 0,
  derivatives: Derivatives.Open,
  resaleRoyalty: 0,
  minimumTip: 0n,
  minimumFlowRate: 0n,
  deliveryFee: 0n,
  policy: NATIVE,
  key: { x: 0n, y: 0n, commitment: NATIVE, response: 0n },
  ...change,
})

export async function publish(stage: Stage, change: Partial<Publication> = {}, account = ada): Promise<WorkId> {
  const { status } = await send(stage, publishCall(publication(change)), account)
  if (status !== 'success') throw new Error('publishing reverted')
  return workId(await readCount(stage.client))
}

/** The embedded chain's ERC-20 with 1 000 000.000000 for each of `accounts`. */
export async function deployDollar({ client }: Stage, accounts: readonly HDAccount[]): Promise<Address> {
  const chain = client.chain
  const hash = await deployContract(client, { account: ada, chain, abi: dollarAbi, bytecode: dollarCode, args: [] })
  const { contractAddress } = await mined(client, hash, { interval: 20 })
  const address = contractAddress as Address
  for (const { address: to } of accounts) {
    const args = [to, 1_000_000_000_000n] as const
    const minted = await writeContract(client, {
      account: ada,
      chain,
      address,
      abi: dollarAbi,
      functionName: 'mint',
      args,
    })
    await mined(client, minted, { interval: 20 })
  }
  return address
}
