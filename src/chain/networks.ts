import * as v from 'valibot'
import type { Address } from '../royalties/words.ts'

/** An ERC-20 the app offers as a currency. `permit`: the app may try one signature instead of an allowance first. */
export interface Token {
  readonly address: Address
  readonly symbol: string
  readonly name: string
  readonly decimals: number
  readonly permit: boolean
}

/** A chain the app can read and write, as plain data: nothing here is code, so a user may add or edit one. */
export interface Network {
  readonly id: number
  readonly name: string
  /** Tried in order; a failing one is skipped. */
  readonly rpcs: readonly string[]
  /** Consensus services for the light client, where there is one. Left out: those it knows itself. */
  readonly beacons?: readonly string[]
  readonly explorer?: string
  readonly currency: { readonly symbol: string; readonly decimals: number; readonly name: string }
  readonly tokens: readonly Token[]
  /** The chain `npm start` runs on this machine. */
  readonly local: boolean
  readonly test?: boolean
  /** OP-stack chains charge for data beside execution, by an oracle contract. */
  readonly dataFee?: 'op'
}

const ether = { symbol: 'ETH', decimals: 18, name: 'Ether' }
const usdc = (address: Address): Token[] => [{ address, symbol: 'USDC', name: 'USD Coin', decimals: 6, permit: true }]

export const NETWORKS: readonly Network[] = [
  {
    id: 8453,
    name: 'Base',
    rpcs: ['https://mainnet.base.org', 'https://base-rpc.publicnode.com', 'https://base.drpc.org'],
    explorer: 'https://basescan.org',
    currency: ether,
    tokens: usdc('0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'),
    local: false,
    dataFee: 'op',
  },
  {
    id: 42161,
    name: 'Arbitrum One',
    rpcs: ['https://arb1.arbitrum.io/rpc', 'https://arbitrum-one-rpc.publicnode.com', 'https://arbitrum.drpc.org'],
    explorer: 'https://arbiscan.io',
    currency: ether,
    tokens: usdc('0xaf88d065e77c8cC2239327C5EDb3A432268e5831'),
    local: false,
  },
  {
    id: 10,
    name: 'OP Mainnet',
    rpcs: ['https://mainnet.optimism.io', 'https://optimism-rpc.publicnode.com', 'https://optimism.drpc.org'],
    explorer: 'https://optimistic.etherscan.io',
    currency: ether,
    tokens: usdc('0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85'),
    local: false,
    dataFee: 'op',
  },
  {
    id: 1,
    name: 'Ethereum',
    rpcs: ['https://ethereum-rpc.publicnode.com', 'https://eth.drpc.org', 'https://eth.merkle.io'],
    explorer: 'https://etherscan.io',
    currency: ether,
    tokens: usdc('0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'),
    local: false,
  },
  {
    id: 84532,
    name: 'Base Sepolia',
    rpcs: ['https://sepolia.base.org', 'https://base-sepolia-rpc.publicnode.com'],
    explorer: 'https://sepolia.basescan.org',
    currency: ether,
    tokens: usdc('0x036CbD53842c5426634e7929541eC2318f3dCF7e'),
    local: false,
    test: true,
    dataFee: 'op',
  },
  {
    id: 421614,
    name: 'Arbitrum Sepolia',
    rpcs: ['https://sepolia-rollup.arbitrum.io/rpc', 'https://arbitrum-sepolia-rpc.publicnode.com'],
    explorer: 'https://sepolia.arbiscan.io',
    currency: ether,
    tokens: usdc('0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d'),
    local: false,
    test: true,
  },
  {
    id: 11155420,
    name: 'OP Sepolia',
    rpcs: ['https://sepolia.optimism.io', 'https://optimism-sepolia-rpc.publicnode.com'],
    explorer: 'https://sepolia-optimism.etherscan.io',
    currency: ether,
    tokens: usdc('0x5fd84259d66Cd46123540766Be93DFE6D43130D7'),
    local: false,
    test: true,
    dataFee: 'op',
  },
  {
    id: 11155111,
    name: 'Sepolia',
    rpcs: ['https://ethereum-sepolia-rpc.publicnode.com', 'https://sepolia.drpc.org'],
    explorer: 'https://sepolia.etherscan.io',
    currency: ether,
    tokens: usdc('0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238'),
    local: false,
    test: true,
  },
]

/** Chains whose opcodes or CREATE2 differ: the contracts' addresses and code hashes could not be the same there. */
const REFUSED: Readonly<Record<number, string>> = {
  324: 'zkSync Era',
  300: 'zkSync Sepolia',
  325: 'Grvt',
  232: 'Lens',
  37111: 'Lens testnet',
  388: 'Cronos zkEVM',
  2741: 'Abstract',
  11124: 'Abstract testnet',
  50104: 'Sophon',
  61166: 'Treasure',
}

export const refusedName = (id: number): string | undefined => REFUSED[id]

const rpcUrl = v.pipe(
  v.string(),
  v.url('An RPC address is not a web address.'),
  v.check(
    (url) => /^https:\/\//.test(url) || /^http:\/\/(127\.0\.0\.1|localhost)([:/]|$)/.test(url),
    'An RPC address must start with https:// (http:// only for 127.0.0.1).',
  ),
)
const address = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-fA-F]{40}$/, 'A token address is not 0x and 40 hex digits.'),
  v.transform((text) => text as Address),
)
const text = (most: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(most))

export const tokenSchema = v.object({
  address,
  symbol: text(16),
  name: text(64),
  decimals: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(36)),
  permit: v.optional(v.boolean(), false),
})

/** Chain JSON: our own shape, and the fields of ethereum-lists/chains under their names (`chainId`, `rpc`, …). */
const chainJson = v.object({
  id: v.optional(v.number()),
  chainId: v.optional(v.number()),
  name: text(64),
  rpcs: v.optional(v.array(v.string())),
  rpc: v.optional(v.array(v.string())),
  beacons: v.optional(v.array(v.string())),
  explorer: v.optional(v.string()),
  explorers: v.optional(v.array(v.object({ url: v.string() }))),
  currency: v.optional(v.unknown()),
  nativeCurrency: v.optional(v.unknown()),
  tokens: v.optional(v.array(tokenSchema), []),
  local: v.optional(v.boolean(), false),
})
const normal = v.object({
  id: v.pipe(v.number('The chain id is missing.'), v.integer(), v.minValue(1), v.maxValue(2 ** 48)),
  name: text(64),
  rpcs: v.pipe(v.array(rpcUrl), v.minLength(1, 'No RPC address without a key in it is given.'), v.maxLength(10)),
  beacons: v.optional(v.pipe(v.array(rpcUrl), v.maxLength(10))),
  explorer: v.optional(v.pipe(v.string(), v.url(), v.startsWith('https://'))),
  currency: v.object({
    symbol: text(16),
    name: text(64),
    decimals: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(36)),
  }),
  tokens: v.array(tokenSchema),
  local: v.boolean(),
})

export type ParsedNetwork =
  | { ok: true; network: Network }
  | { ok: false; problem: { kind: 'malformed'; reason: string } | { kind: 'refused'; name: string } }

/** A network from JSON somebody pasted. Everything in it is untrusted until it has passed here. */
export function parseNetwork(json: string): ParsedNetwork {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { ok: false, problem: { kind: 'malformed', reason: 'This is not JSON.' } }
  }
  return networkOf(value)
}

export function networkOf(value: unknown): ParsedNetwork {
  const outer = v.safeParse(chainJson, value)
  if (!outer.success) return malformed(outer.issues[0])
  const given = outer.output
  const explorer = given.explorer ?? given.explorers?.[0]?.url
  const inner = v.safeParse(normal, {
    id: given.id ?? given.chainId,
    name: given.name,
    // chains.json lists addresses with a key to be filled in, and WebSockets; neither is usable here.
    rpcs: given.rpcs ?? given.rpc?.filter((url) => url.startsWith('http') && !url.includes('${')),
    ...(explorer ? { explorer } : {}),
    ...(given.beacons ? { beacons: given.beacons } : {}),
    currency: given.currency ?? given.nativeCurrency,
    tokens: given.tokens,
    local: given.local,
  })
  if (!inner.success) return malformed(inner.issues[0])
  const refused = refusedName(inner.output.id)
  return refused
    ? { ok: false, problem: { kind: 'refused', name: refused } }
    : { ok: true, network: inner.output as Network }
}

function malformed(issue: v.BaseIssue<unknown>): ParsedNetwork {
  const path = v.getDotPath(issue)
  return { ok: false, problem: { kind: 'malformed', reason: path ? `${path}: ${issue.message}` : issue.message } }
}
