import { BaseError, getCreate2Address, isAddressEqual, size, sliceHex, type Hex } from 'viem'
import { call as ethCall, estimateGas, getCode } from 'viem/actions'
import type { ChainClient } from './client.ts'
import { refusedName } from './networks.ts'

/** Why the contracts cannot live on a chain at the addresses they have everywhere else. */
export type Unfitness =
  /** `name`: of the chain, or of the family it behaves like. */
  | { readonly kind: 'machine'; readonly name: string }
  | { readonly kind: 'instruction'; readonly name: string }
  | { readonly kind: 'addresses' }

/** zkSync-style chains keep the contract that makes contracts here; elsewhere there is nothing. */
const ERA_DEPLOYER = '0x0000000000000000000000000000000000008006'

/** Programs of a few bytes, run as init code so that nothing has to exist. Each returns a single 1 when it works. */
const PLAIN: Hex = '0x600160005360016000f3'
const INSTRUCTIONS: Readonly<Record<string, Hex>> = {
  // mstore8(0, 1), return(0, 1) with the instruction for its zeros
  PUSH0: '0x60015f5360015ff3',
  // mstore8(0, 1), mcopy(32, 0, 1), return(32, 1)
  MCOPY: '0x60016000536001600060205e60016020f3',
  // tstore(0, 1), mstore8(0, tload(0)), return(0, 1)
  TSTORE: '0x600160005d60005c60005360016000f3',
}
/** create2(0, 0, 1, 0) of the code "stop", then its own address and the created one are returned. */
const CREATE2: Hex = '0x6000600160006000f56000523060205260406000f3'

/**
 * Tries what the contracts need on the chain itself, without spending. `undefined`: nothing speaks against them.
 * Rejects when the chain does not answer.
 */
export async function unfitnessOf(client: ChainClient): Promise<Unfitness | undefined> {
  const known = refusedName(client.chain.id)
  if (known) return { kind: 'machine', name: known }
  if (await getCode(client, { address: ERA_DEPLOYER })) return { kind: 'machine', name: 'zkSync' }
  if (!(await works(client, PLAIN))) return { kind: 'machine', name: client.chain.name }
  for (const [name, code] of Object.entries(INSTRUCTIONS))
    if (!(await works(client, code))) return { kind: 'instruction', name }
  return (await createsAtSameAddress(client)) ? undefined : { kind: 'addresses' }
}

const works = async (client: ChainClient, code: Hex): Promise<boolean> => {
  const answer = await run(client, code)
  return answer === 'unseen' || answer === '0x01'
}

async function createsAtSameAddress(client: ChainClient): Promise<boolean> {
  const answer = await run(client, CREATE2)
  if (answer === 'unseen') return true
  if (!answer || size(answer) !== 64) return false
  const created = sliceHex(answer, 12, 32)
  const expected = getCreate2Address({ from: sliceHex(answer, 44, 64), salt: `0x${'00'.repeat(32)}`, bytecode: '0x00' })
  return isAddressEqual(created, expected)
}

/** What init code returns; `undefined`: it fails. Some RPCs create nothing in a call but do in an estimate, which tells
 * only that it runs: `unseen`. */
async function run(client: ChainClient, data: Hex): Promise<Hex | 'unseen' | undefined> {
  try {
    return (await ethCall(client, { data })).data
  } catch (error) {
    refuseSilence(error)
  }
  try {
    await estimateGas(client, { data })
    return 'unseen'
  } catch (error) {
    refuseSilence(error)
    return undefined
  }
}

/** A chain that does not answer has not failed the trial; a refusal, however worded, is an answer. */
function refuseSilence(error: unknown): void {
  const silent = error instanceof BaseError && error.walk((cause) => SILENCE.has((cause as Error).name))
  if (silent || !(error instanceof BaseError)) throw error
}
const SILENCE = new Set(['HttpRequestError', 'TimeoutError', 'LimitExceededRpcError', 'WebSocketRequestError'])
