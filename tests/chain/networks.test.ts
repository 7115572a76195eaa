import { expect, test } from 'vitest'
import { loadLocal } from '../../src/chain/local.ts'
import { NETWORKS, parseNetwork } from '../../src/chain/networks.ts'

const own = {
  id: 100,
  name: 'Gnosis',
  rpcs: ['https://rpc.gnosischain.com'],
  currency: { name: 'xDai', symbol: 'xDAI', decimals: 18 },
}
const reason = (value: unknown) => {
  const parsed = parseNetwork(typeof value === 'string' ? value : JSON.stringify(value))
  return parsed.ok ? 'accepted' : parsed.problem.kind === 'malformed' ? parsed.problem.reason : parsed.problem.name
}

test('every built-in network passes the check its users’ own ones must pass', () => {
  for (const network of NETWORKS) expect(reason(network)).toBe('accepted')
  expect(NETWORKS.slice(0, 4).map(({ name }) => name)).toEqual(['Base', 'Arbitrum One', 'OP Mainnet', 'Ethereum'])
})

test('a network is taken from our own form and from an entry of chains.json', () => {
  expect(reason(own)).toBe('accepted')
  const entry = {
    name: 'Gnosis',
    chainId: 100,
    rpc: ['https://rpc.gnosischain.com', 'wss://rpc.gnosischain.com', 'https://x.example/${API_KEY}'],
    nativeCurrency: own.currency,
    explorers: [{ name: 'gnosisscan', url: 'https://gnosisscan.io' }],
    faucets: [],
  }
  expect(parseNetwork(JSON.stringify(entry))).toEqual({
    ok: true,
    network: { ...own, explorer: 'https://gnosisscan.io', tokens: [], local: false },
  })
})

test('consensus services of one’s own are kept', () => {
  const beacons = ['https://beacon.example']
  expect(parseNetwork(JSON.stringify({ ...own, beacons }))).toMatchObject({ ok: true, network: { beacons } })
})

test('what is wrong is said', () => {
  expect(reason('{')).toBe('This is not JSON.')
  expect(reason({ ...own, id: undefined })).toContain('id')
  expect(reason({ ...own, rpcs: ['http://rpc.example'] })).toContain('https://')
  expect(reason({ ...own, rpcs: ['javascript:alert(1)'] })).toContain('https://')
  expect(reason({ ...own, rpcs: [] })).toContain('No RPC address')
  expect(reason({ ...own, currency: undefined })).toContain('currency')
  expect(reason({ ...own, explorer: 'javascript:alert(1)' })).toContain('explorer')
  expect(reason({ ...own, beacons: ['http://beacon.example'] })).toContain('https://')
})

test('zkSync-style chains are refused by name', () => {
  expect(reason({ ...own, id: 324 })).toBe('zkSync Era')
  expect(reason({ ...own, id: 2741 })).toBe('Abstract')
})

test('a missing or foreign local.json means: not a local start', async () => {
  const answer = (body: string, status = 200) => (() => Promise.resolve(new Response(body, { status }))) as typeof fetch
  expect(await loadLocal('http://127.0.0.1/', answer('', 404))).toBeUndefined()
  expect(await loadLocal('http://127.0.0.1/', answer('<!doctype html>'))).toBeUndefined()
  expect(await loadLocal('http://127.0.0.1/', answer('{"network":{}}'))).toBeUndefined()
  const ipfs = {
    gateway: 'http://127.0.0.1:1',
    relay: '/ip4/127.0.0.1/tcp/1/ws',
    pinning: { endpoint: 'http://127.0.0.1:1', token: 't' },
  }
  const accounts = [{ name: 'Ada', key: `0x${'11'.repeat(32)}` }]
  const config = await loadLocal('http://127.0.0.1/', answer(JSON.stringify({ network: own, ipfs, accounts })))
  expect(config).toMatchObject({ network: { id: 100, local: true }, accounts: [{ name: 'Ada', secrets: [] }] })
})
