import { decodeErrorResult, type Abi } from 'viem'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import type { Hex } from '../royalties/words.ts'
import { problemOf, revertData, type Problem } from './problems.ts'
import { REFUSALS } from './refusal-words.ts'

const error = (name: string, ...types: string[]) =>
  ({ type: 'error', name, inputs: types.map((type) => ({ name: '', type })) }) as const

/** Errors of tokens, which surface through the contract unchanged. */
const tokenErrors = [
  error('ERC20InsufficientBalance', 'address', 'uint256', 'uint256'),
  error('ERC20InsufficientAllowance', 'address', 'uint256', 'uint256'),
  error('ERC2612ExpiredSignature', 'uint256'),
  error('ERC2612InvalidSigner', 'address', 'address'),
  error('SafeERC20FailedOperation', 'address'),
]

const refusals: Abi = [...tributaryAbi, ...tokenErrors]

/** What moved between looking and signing: a kind of its own, because the remedy is to look again. */
const MOVED = ['Payment_PriceChanged', 'Market_PriceAboveMaximum', 'Request_PriceChanged', 'Request_FeeChanged']

/** A revert's bytes as a name with arguments, and in words. */
function revertOf(data: Hex): Problem {
  try {
    const { errorName: name, args = [] } = decodeErrorResult({ abi: refusals, data })
    if (MOVED.includes(name)) return { kind: 'priceChanged', args }
    const said = REFUSALS[name]
    return { kind: 'reverted', name, args, ...(said ? { said } : {}) }
  } catch {
    return { kind: 'reverted', name: '', args: [data] }
  }
}

/** As `problemOf`, with the contracts' refusals named. For everything that simulates, sends or lands a call. */
export function refusalOf(error: unknown): Problem {
  const problem = problemOf(error)
  const data = problem.kind === 'reverted' ? revertData(error) : undefined
  return data ? revertOf(data) : problem
}
