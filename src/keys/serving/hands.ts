/** The two ways to sign a delivery: a purse, which asks nobody, and the connected wallet, which asks each time. */
import type { TransactionReceipt } from 'viem'
import { getBalance, getTransactionCount } from 'viem/actions'
import type { Call } from '../../chain/action.ts'
import type { ChainClient } from '../../chain/client.ts'
import { assureDeployment } from '../../chain/deployed.ts'
import { describe } from '../../chain/describe.ts'
import type { Network } from '../../chain/networks.ts'
import { failure, problemOf, type Problem, type Result } from '../../chain/problems.ts'
import type { Purse } from '../../purse/purse.ts'
import { NATIVE, type Address, type Hex } from '../../royalties/words.ts'
import { land } from '../../wallet/landing.ts'
import type { Hand, Order } from './ports.ts'
import { spread } from './spread.ts'

/** What it signed is kept and sent to every RPC until it lands; asked again under the same name it goes on with that. */
export const purseHand = (purse: Purse): Hand => ({
  address: purse.address,
  automatic: true,
  balance: () => purse.balance(NATIVE),
  spread: (id) => purse.spread(id),
  finish: (id, signal) => Promise.resolve(purse.takeUp(id, signal ? { signal } : {})),
  async deliver(call, { id, gas, exposing, signal }) {
    const waiting = signal ? { signal } : {}
    const before = await purse.takeUp(id, waiting)
    return before ?? purse.send(call, { id, gas, beforeLeaving: exposing, ...waiting })
  },
})

/** Of the wallet, what delivering needs. */
export interface Asking {
  /** The account that signs at the moment. */
  readonly address: Address | undefined
  obstacle(network: Network): Problem | undefined
  send(call: Call, gas: bigint, chainId: number): Promise<Result<Hex>>
}

export interface WalletHandPorts {
  readonly address: Address
  readonly wallet: Asking
  readonly network: Network
  readonly client: ChainClient
  /** One for each RPC: what the wallet has sent goes to all of them. */
  readonly clients: readonly ChainClient[]
}

const SWITCHED = { kind: 'unknown', detail: 'the wallet was switched to another account.' } as const

/** Wallets try what they are asked to sign before anybody has agreed: the answer is exposed as soon as the question is. */
export function walletHand(ports: WalletHandPorts): Hand {
  const { address, client } = ports
  return {
    address,
    automatic: false,
    balance: () => getBalance(client, { address }),
    deliver: (call, order) => deliver(ports, call, order),
  }
}

async function deliver(
  { address, wallet, network, client, clients }: WalletHandPorts,
  call: Call,
  { gas, exposing, signal }: Order,
): Promise<Result<TransactionReceipt>> {
  const obstacle = wallet.obstacle(network)
  if (obstacle) return failure(obstacle)
  const described = describe(call)
  if (!described.ok) return described
  const deployed = await assureDeployment(client)
  if (!deployed.ok) return deployed
  // From another account it would be refused, and public all the same.
  const isSwitched = () => wallet.address?.toLowerCase() !== address.toLowerCase()
  try {
    const nonce = await getTransactionCount(client, { address, blockTag: 'pending' })
    if (isSwitched()) return failure(SWITCHED)
    await exposing()
    // Written down as exposed by now, which is not true then, and only means that it is shown until it has landed.
    if (isSwitched()) return failure(SWITCHED)
    const sent = await wallet.send(call, gas, network.id)
    if (!sent.ok) return sent
    const { to, data, value } = call
    // A wallet's own RPC must not be the only way to the chain.
    void spread(sent.value, clients)
    const landed = await land(
      client,
      { hash: sent.value, from: address, nonce, to, data, value },
      signal ? { signal } : {},
    )
    if (!landed) return failure({ kind: 'timeout', hash: sent.value })
    return landed.ok ? { ok: true, value: landed.receipt } : failure(landed.problem)
  } catch (error) {
    return failure(problemOf(error))
  }
}
