import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { createPublicClient, createWalletClient, concat, http, keccak256, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry as chain } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployment } from '../contracts-abi/deployment.ts'
import { pieces } from '../contracts-abi/pieces.ts'
import { initCode, proxyTransaction } from '../contracts-abi/initcode.ts'
import { tributaryAbi } from '../contracts-abi/tributary.ts'
import { foundry } from '../contracts/tools/forge.ts'
import { mined } from '../src/chain/mined.ts'

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
let anvil: ChildProcess
let transport: ReturnType<typeof http>

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

beforeAll(async () => {
  const port = await freePort()
  anvil = spawn(foundry('anvil'), ['--port', String(port), '--disable-default-create2-deployer', '--silent'])
  transport = http(`http://127.0.0.1:${port}`, { retryCount: 50, retryDelay: 100 })
})
afterAll(() => anvil.kill())

test('a chain without the proxy gets it, and every piece then has the address and code the app expects', async () => {
  const reader = createPublicClient({ chain, transport, pollingInterval: 20 })
  const sender = createWalletClient({ chain, transport, account })
  const confirm = async (hash: Hex) => expect((await mined(reader, hash)).status).toBe('success')

  await confirm(await sender.sendTransaction({ to: proxyTransaction.from, value: BigInt(proxyTransaction.cost) }))
  await confirm(await reader.sendRawTransaction({ serializedTransaction: proxyTransaction.raw }))
  for (const piece of initCode) {
    await confirm(
      await sender.sendTransaction({ to: deployment.proxy, data: concat([deployment.salt, piece.initCode]) }),
    )
  }

  for (const { name, address, codeHash } of pieces) {
    expect(keccak256((await reader.getCode({ address })) ?? '0x'), name).toBe(codeHash)
  }
  expect(pieces.at(-1)).toEqual({ name: 'Tributary', ...deployment.tributary })
  const { address } = deployment.tributary
  expect(await reader.readContract({ address, abi: tributaryAbi, functionName: 'count' })).toBe(0n)
})

test('contracts-abi/ is what the contracts say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['contracts/tools/abi.ts', '--check'], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
}, 300_000)
