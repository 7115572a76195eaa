import { domainSeparator, parseAbi, parseSignature, type TypedDataDomain } from 'viem'
import { readContract } from 'viem/actions'
import type { Address, Hex } from '../royalties/words.ts'
import type { Permit } from './action.ts'
import type { ChainClient } from './client.ts'
import { failure, problemOf, type Result } from './problems.ts'

const abi = parseAbi([
  'function name() view returns (string)',
  'function version() view returns (string)',
  'function nonces(address owner) view returns (uint256)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
  'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
])

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

export interface PermitOrder {
  readonly owner: Address
  readonly spender: Address
  readonly value: bigint
  /** Unix seconds. */
  readonly deadline: bigint
}

/** What a wallet signs so that `spender` may take `value` once. */
export interface PermitData {
  readonly domain: TypedDataDomain
  readonly types: typeof types
  readonly primaryType: 'Permit'
  readonly message: PermitOrder & { readonly nonce: bigint }
}

/** Fails with `reverted` when the token has no permit; an allowance does the same in a second transaction then. */
export async function permitData(client: ChainClient, token: Address, order: PermitOrder): Promise<Result<PermitData>> {
  try {
    const [domain, nonce] = await Promise.all([
      domainOf(client, token),
      readContract(client, { address: token, abi, functionName: 'nonces', args: [order.owner] }),
    ])
    if (!domain) return failure({ kind: 'reverted', name: 'PermitDomainUnknown', args: [] })
    return { ok: true, value: { domain, types, primaryType: 'Permit', message: { ...order, nonce } } }
  } catch (error) {
    return failure(problemOf(error))
  }
}

/**
 * The token's signing domain: as it declares it (EIP-5267), else name and version guessed and held against its own
 * `DOMAIN_SEPARATOR`. A guess that does not match is no domain: signing it would only waste the signer's click.
 */
async function domainOf(client: ChainClient, token: Address): Promise<TypedDataDomain | undefined> {
  const read = <N extends 'name' | 'version' | 'DOMAIN_SEPARATOR'>(functionName: N) =>
    readContract(client, { address: token, abi, functionName }).catch(() => undefined)
  const declared = await readContract(client, { address: token, abi, functionName: 'eip712Domain' }).catch(
    () => undefined,
  )
  if (declared) return declaredDomain(declared, client.chain.id, token)
  const [name, version, separator] = await Promise.all([read('name'), read('version'), read('DOMAIN_SEPARATOR')])
  if (name === undefined || separator === undefined) return undefined
  const guesses = [...new Set([version, '1', '2'])].filter((each) => each !== undefined)
  return guesses
    .map((guess) => ({ name, version: guess, chainId: client.chain.id, verifyingContract: token }))
    .find((domain) => domainSeparator({ domain }) === separator)
}

type Declared = readonly [Hex, string, string, bigint, Address, Hex, readonly bigint[]]

/**
 * The bits of `fields` say which of the five parts the domain has. A token that names another contract or chain as the
 * verifier would collect a signature for that one: it has no domain.
 */
function declaredDomain(declared: Declared, here: number, token: Address): TypedDataDomain | undefined {
  const [fields, name, version, chainId, verifyingContract, salt] = declared
  const has = (bit: number) => (Number(fields) >> bit) & 1
  if (!has(2) || !has(3) || Number(chainId) !== here) return undefined
  if (verifyingContract.toLowerCase() !== token.toLowerCase()) return undefined
  const named = { ...(has(0) ? { name } : {}), ...(has(1) ? { version } : {}), ...(has(4) ? { salt } : {}) }
  return { ...named, chainId: here, verifyingContract: token }
}

export function permitOf(order: PermitOrder, signature: Hex): Permit {
  const { r, s, yParity } = parseSignature(signature)
  return { value: order.value, deadline: order.deadline, v: 27 + yParity, r, s }
}
