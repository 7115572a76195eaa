import { decodeFunctionData, encodeAbiParameters, parseAbi, type Hex } from 'viem'
import { expect, test } from 'vitest'
import { openClient } from '../../src/chain/client.ts'
import type { Network } from '../../src/chain/networks.ts'
import { dataFee } from '../../src/purse/check.ts'
import { Endpoints } from '../../src/purse/endpoints.ts'
import { endpoint } from './faults.ts'

const network: Network = {
  id: 10,
  name: 'Test',
  rpcs: ['http://127.0.0.1:1'],
  currency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  tokens: [],
  local: false,
  dataFee: 'op',
}

test('what publishing the bytes costs is asked about other bytes of the same length', async () => {
  const shown: Hex[] = []
  const client = endpoint(openClient(network), ({ method, params }) => {
    if (method === 'eth_call') {
      const [{ data }] = params as [{ data: Hex }]
      const { args } = decodeFunctionData({ abi: parseAbi(['function getL1Fee(bytes data)']), data })
      shown.push(args[0])
      return Promise.resolve(encodeAbiParameters([{ type: 'uint256' }], [500n]))
    }
    if (method === 'eth_getBlockByNumber') return Promise.resolve({ baseFeePerGas: '0x1', number: '0x1' })
    return Promise.resolve('0x1')
  })
  const secret: Hex = `0x${'5e'.repeat(300)}`
  expect(await dataFee(network, new Endpoints([client]), 1n, secret)).toBe(600n)
  expect(shown).toHaveLength(1)
  expect(shown[0]!.length).toBe(secret.length + 240)
  expect(shown[0]).not.toContain('5e'.repeat(8))
  expect(await dataFee({ ...network, dataFee: undefined } as never, new Endpoints([client]), 1n, secret)).toBe(0n)
})
