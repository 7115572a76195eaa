import { deployment } from '../../contracts-abi/deployment.ts'
import { pieces } from '../../contracts-abi/pieces.ts'
import { NATIVE } from '../royalties/words.ts'
import { MalformedCalldata } from './abi-words.ts'
import { isPaying, type Action, type Call } from './action.ts'
import { decodeAction, decodeDeployment } from './decode.ts'
import { createdBy, factsOf, mostOf, titleOf, type Fact } from './facts.ts'
import { failure, type Failure } from './problems.ts'

export interface Description {
  readonly ok: true
  readonly action: Action
  /** What the call does, as the start of a sentence: "Pay for 2 usages". */
  readonly title: string
  readonly facts: readonly Fact[]
}

/**
 * Reads a call back from its bytes, by a decoder that shares no code with the encoder, and compares what it finds with
 * what the caller meant. Refuses when they differ, when the call goes anywhere but where this app's calls go, or when
 * money travels with a call that takes none.
 */
export function describe(call: Call): Description | Failure {
  try {
    const action = readBack(call)
    if (!sameAction(action, call.action)) return mismatch('The call asks for something else than was chosen.')
    const wrong = misdirected(call, action) ?? moneyProblem(call.value, action)
    if (wrong) return mismatch(wrong)
    return { ok: true, action, title: titleOf(action), facts: factsOf(action, call) }
  } catch (error) {
    if (error instanceof MalformedCalldata) return mismatch(`${error.message}.`)
    throw error
  }
}

function readBack({ to, data, value }: Call): Action {
  if (same(to, deployment.proxy)) return decodeDeployment(data)
  return data === '0x' ? { kind: 'give', to, amount: value } : decodeAction(data)
}

const mismatch = (detail: string) => failure({ kind: 'mismatch', detail })
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

function misdirected(call: Call, action: Action): string | undefined {
  // Any token and any account may be meant, but nobody has the key of the contract or of the zero address.
  if (action.kind === 'give' || action.kind === 'giveToken')
    return [call.to, action.to].some((each) => same(each, deployment.tributary.address) || same(each, NATIVE))
      ? 'The money would go where nobody can get it back.'
      : undefined
  if (action.kind === 'approve')
    return same(action.spender, deployment.tributary.address) ? undefined : 'The allowance is for a stranger.'
  if (action.kind === 'deploy') {
    const address = createdBy(action.salt, action.initCode)
    return pieces.some((piece) => same(piece.address, address))
      ? undefined
      : 'The code to deploy is not part of this app.'
  }
  return same(call.to, deployment.tributary.address) ? undefined : 'The call goes to a contract that is not Tributary.'
}

/**
 * What pays in the native currency carries exactly what it may cost, nothing else carries money; and a signed allowance is
 * for exactly that too, so that nothing of it is left for a later call.
 */
function moneyProblem(value: bigint, action: Action): string | undefined {
  if (action.kind === 'permitAndCall' && action.permit.value !== mostOf(action.inner))
    return 'The signed allowance is not for the sum of what is paid.'
  if (action.kind === 'give') return undefined
  const expected = isPaying(action) ? mostOf(action) : 0n
  return value === 0n || value === expected ? undefined : 'The money sent along is not the sum of what is paid.'
}

/** Deep equality of plain data; addresses and hashes without regard to case, numbers and bigints by value. */
export function sameAction(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return same(a, b)
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b || numeric(a, b)
  const keys = Object.keys(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameAction(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}

const numeric = (a: unknown, b: unknown) => isNumber(a) && isNumber(b) && BigInt(a) === BigInt(b)
const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'
