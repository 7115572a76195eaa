/** What this browser noted of a request, and what to do where that cannot be read. */
import { Unkept } from '../../purse/store.ts'
import type { Hex } from '../../royalties/words.ts'
import { DamagedRecord, type Delivery, type DeliveryJournal } from './journal.ts'
import { postpone, refuse, type Refusal } from './refusal.ts'
import type { Trouble } from './view.ts'

/** Nothing is handed over then: it may have been before. */
const UNREADABLE =
  'This browser cannot read its notes of what was handed over, so it hands over nothing: it might do so twice, or lose sight of what has to land. Reload the page. If that does not help, free some space on this device, or leave the private window.'
/** What was answered is noted before it leaves, so nothing of it is lost. */
export const UNWRITTEN =
  'This browser has no room to note how it ended. Free some space on this device; until then it is looked at again and again.'
const DAMAGED =
  'What this browser noted of this request is damaged: it may have been answered before. Answered again, it is the same answer, and the network fee may be for nothing.'

export type Noted =
  { readonly ok: true; readonly delivery: Delivery | undefined } | { readonly ok: false; readonly refusal: Refusal }

export async function notedOf(journal: DeliveryJournal, id: Hex): Promise<Noted> {
  try {
    return { ok: true, delivery: await journal.find(id) }
  } catch (error) {
    const damaged = error instanceof DamagedRecord
    return { ok: false, refusal: damaged ? refuse('damaged', DAMAGED) : postpone('journal', UNREADABLE) }
  }
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof Unkept) return { of: 'journal', sentence: UNREADABLE }
  return { of: 'network', sentence: error instanceof Error ? error.message.split('\n')[0]! : String(error) }
}
