import type { Call } from './action.ts'
import { deployCall } from './calls.ts'
import type { ChainClient } from './client.ts'
import { findPieces, type Piece } from './deployed.ts'

export interface Planned extends Piece {
  /** What puts it there; `undefined`: it appears together with Tributary, whose constructor creates it. */
  readonly call: Call | undefined
}

/**
 * Every piece with what stands at its address and what would put it there, in deploy order. Read from the chain each
 * time: whatever others have deployed meanwhile, or this browser before its tab was closed, is simply there.
 */
export async function planDeployment(client: ChainClient): Promise<Planned[]> {
  // The code is large, so it is loaded only here.
  const [{ initCode }, pieces] = await Promise.all([import('../../contracts-abi/initcode.ts'), findPieces(client)])
  const calls = new Map<string, Call>(initCode.map(({ name, initCode }) => [name, deployCall(initCode)]))
  const order = initCode.map(({ name }): string => name)
  const place = ({ name }: Piece) => (order.includes(name) ? order.indexOf(name) : order.length)
  return pieces.map((piece) => ({ ...piece, call: calls.get(piece.name) })).sort((a, b) => place(a) - place(b))
}

export interface Step {
  readonly name: string
  readonly call: Call
}

/** What has to be sent, in this order, to complete a deployment; empty when it is complete. Anyone may: the addresses
 * follow from the code alone. */
export const stepsOf = (plan: readonly Planned[]): Step[] =>
  plan.flatMap(({ name, found, call }) => (found === 'nothing' && call ? [{ name, call }] : []))

export const deployCalls = async (client: ChainClient): Promise<Step[]> => stepsOf(await planDeployment(client))
