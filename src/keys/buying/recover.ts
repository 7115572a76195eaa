/** Everything an account has bought, found again from the root and the chain alone (key-delivery §5.1). */
import type { ChainClient } from '../../chain/client.ts'
import { readerOf } from '../../chain/keys.ts'
import { readCount, readWorks, type Work } from '../../chain/tributary.ts'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { bigEndian, toHex } from '../../content/bytes.ts'
import type { ContentKey } from '../../content/keyline.ts'
import type { Address } from '../../royalties/words.ts'
import { VaultProblem } from '../../vault/problem.ts'
import type { Vault } from '../../vault/vault.ts'
import { insistOnRoots, SCANNED, secretHere, type Receiver } from './follow.ts'
import { keyFrom } from './paper.ts'
import { deliveryIn, keyEvents } from './trail.ts'

export interface Recovery {
  /** Works looked at, of how many. */
  readonly done: number
  readonly total: number
  /** Keys that this vault did not have before. */
  readonly found: number
}

export interface RecoveryPorts {
  readonly client: ChainClient
  readonly vault: Receiver
  readonly account: Address
  readonly progress?: (recovery: Recovery) => void
  readonly signal?: AbortSignal
}

const PAGE = 50

/** How many keys were found. Rejects when the chain does not answer or the vault cannot keep them, and at the end where a
 * damaged root may have found more; what was found stays. */
export async function recoverKeys(ports: RecoveryPorts): Promise<number> {
  const { client, progress, signal } = ports
  const total = await readCount(client)
  let found = 0
  const damaged: VaultProblem[] = []
  const insistLater = (error: unknown) => {
    if (!(error instanceof VaultProblem) || error.kind !== 'damagedRoot') throw error
    damaged.push(error)
    return false
  }
  for (let from = 1; from <= total; from += PAGE) {
    for (const work of await readWorks(client, from, PAGE)) {
      signal?.throwIfAborted()
      if (work.keyX > 0n && (await recoverKey(ports, work).catch(insistLater))) found += 1
      progress?.({ done: Number(work.id), total, found })
    }
  }
  if (damaged[0]) throw damaged[0]
  return found
}

/** Whether the key of this work is in the vault now and was not before. */
export async function recoverKey({ client, vault, account }: RecoveryPorts, work: Work): Promise<boolean> {
  const key = keyFrom(work.keyX, work.keyOdd)
  if (!key || (await secretHere(vault, key))) return false
  const { keyBlock } = await readerOf(client, work.id, account)
  if (keyBlock === 0n) return false
  const delivered = await deliveryIn(client, work.id, account, keyBlock)
  if (!delivered) throw new Error(`The RPC has no delivery of work ${work.id} in block ${keyBlock}`)
  const scalar = toHex(bigEndian(delivered.scalar, 32))
  const tried = await attempts(vault, key, account, client.chain.id, scalar, 0, SCANNED)
  if (tried) return true
  // Somebody with very many requests: as many attempts again as the ledger says they made.
  const own = await ownRequests(client, work, account)
  if (await attempts(vault, key, account, client.chain.id, scalar, SCANNED, own + SCANNED)) return true
  await insistOnRoots(vault)
  return false
}

async function attempts(
  vault: Pick<Vault, 'receive'>,
  key: ContentKey,
  buyer: Address,
  chainId: number,
  scalar: `0x${string}`,
  from: number,
  to: number,
): Promise<boolean> {
  const context = { chainId, contract: deployment.tributary.address, key, buyer }
  for (let attempt = from; attempt < to; attempt++) if (await vault.receive(context, attempt, scalar)) return true
  return false
}

async function ownRequests(client: ChainClient, work: Work, account: Address): Promise<number> {
  let own = 0
  for await (const { event } of keyEvents(client, work.id, 0))
    if (event.kind === 'KeyRequested' && event.buyer.toLowerCase() === account.toLowerCase()) own += 1
  return own
}
