import type { WorkId } from '../../royalties/words.ts'
import type { Pin } from '../evidence.ts'
import type { LedgerReader } from '../reader.ts'
import { workSlot } from '../trie/slots.ts'
import { hotOf } from './packed.ts'
import { provenWords } from './proven.ts'

/**
 * Whether the RPC's own proof shows a work that its view says is not there. Where it gives no proof its word stands: nothing
 * else is known of such a work. Never rejects.
 */
export async function hidesWork(
  reader: Pick<LedgerReader, 'state' | 'deployment'>,
  work: WorkId,
  pin: Pin,
): Promise<boolean> {
  const slot = workSlot(work, 'hot')
  const state = await reader.state(pin, [slot]).catch(() => undefined)
  const checked = state && provenWords(reader.deployment, pin, state)
  const word = checked?.ok ? checked.value.words.at(slot) : undefined
  return word !== undefined && hotOf(word).sequence > 0
}
