import type { ChainClient } from '../../chain/client.ts'
import { readHolders } from '../../chain/history.ts'
import { readAncestors } from '../../chain/tributary.ts'
import type { RoutedPayment } from '../../royalties/path.ts'
import type { WorkId } from '../../royalties/words.ts'

/** Who is paid when a work is paid. */
export type Recipients = Pick<RoutedPayment, 'holders' | 'ancestors'>

/** Holders of a work and of all its paid ancestors, as of now. */
export async function readRecipients(client: ChainClient, work: WorkId): Promise<Recipients> {
  const [holders, ancestors] = await Promise.all([readHolders(client, work), readAncestors(client, work)])
  const withHolders = ancestors.map(async (ancestor) => ({
    ...ancestor,
    holders: await readHolders(client, ancestor.work),
  }))
  return { holders, ancestors: await Promise.all(withHolders) }
}
