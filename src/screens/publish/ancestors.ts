import { readHolders } from '../../chain/history.ts'
import type { ChainClient } from '../../chain/client.ts'
import type { PaidAncestor } from '../../royalties/path.ts'
import type { Ask } from '../../royalties/split.ts'

/** Those who hold the ancestors' shares now. Rejects when the network does not answer. */
export const paidAncestors = (client: ChainClient, asks: readonly Ask[]): Promise<PaidAncestor[]> =>
  Promise.all(asks.map(async (ask) => ({ ...ask, holders: await readHolders(client, ask.work) })))
