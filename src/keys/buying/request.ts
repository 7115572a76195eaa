/** Making a request: its number chosen, written down, and turned into what the contract takes. */
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { ChainClient } from '../../chain/client.ts'
import { requestOf } from '../../chain/keys.ts'
import { failure, problemOf, type Result } from '../../chain/problems.ts'
import { requestId } from '../../content/delivery.ts'
import { workAddress, type ContentKey } from '../../content/keyline.ts'
import type { Address, Hex, Usage, WorkId } from '../../royalties/words.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Asked } from './asked.ts'
import { chooseAttempt } from './attempt.ts'
import type { RequestJournal } from './journal.ts'

/** What is asked for; amounts in currency units, as they were shown. */
export interface Wish {
  readonly work: WorkId
  readonly key: ContentKey
  readonly usage: Usage
  /** 0: the key once more. */
  readonly units: bigint
  readonly ref: Hex
  readonly buyer: Address
  readonly price: bigint
  readonly fee: bigint
  /** Seconds. */
  readonly window: bigint
}

export interface AskingPorts {
  readonly client: ChainClient
  readonly vault: Pick<Vault, 'requestTerms'>
  readonly journal: RequestJournal
  /** Runs one at a time among all tabs under the same name. */
  readonly alone: <T>(name: string, act: () => Promise<T>) => Promise<T>
  readonly clock?: () => number
}

/** What the next request would say, without taking its number: for showing before anything is decided. */
export async function nextRequest(
  { client, vault, journal, clock = Date.now }: Omit<AskingPorts, 'alone'>,
  { work, key, buyer, ...said }: Wish,
): Promise<Asked> {
  const place = { chainId: client.chain.id, contract: deployment.tributary.address }
  const { id, attempt, ex, kAddr } = await chooseAttempt({
    terms: (attempt) => vault.requestTerms({ ...place, key, buyer }, attempt),
    idOf: (ex) => requestId(work, buyer, ex),
    used: async (id) => (await requestOf(client, id)).kind !== 'unused',
    pending: journal.ids(buyer),
  })
  const request = { work, keyAddress: workAddress(key), buyer, ...said, ex: BigInt(ex), kAddress: kAddr }
  return { ...place, id, key, request, attempt, at: clock() }
}

/** A request in the journal, ready to be sent. Nothing has been signed or paid. */
export function ask({ alone, ...ports }: AskingPorts, wish: Wish): Promise<Result<Asked>> {
  const name = `tributary-request/${ports.client.chain.id}/${wish.buyer.toLowerCase()}/${wish.work}`
  return alone(name, async (): Promise<Result<Asked>> => {
    const asked = await nextRequest(ports, wish)
    try {
      ports.journal.save(asked)
    } catch {
      // Without the record a second tab could use the same number, and a reload would not know what was paid for.
      return failure({ kind: 'unkept' })
    }
    return { ok: true, value: asked }
  }).catch((error: unknown) => failure(problemOf(error)))
}
