/** Where copies were seen, remembered over reloads. */
import type { Copy } from '../shelf.ts'
import { under, type Database } from './database.ts'

export interface Seen {
  note(cid: string, where: Copy['where'], label: string): Promise<void>
  of(cid: string): Promise<Copy[]>
}

/** Noting more often than this says nothing new. Milliseconds. */
const FRESH = 60_000

export function openSeen(database: Database): Seen {
  const noted = new Map<string, number>()
  return {
    async note(cid, where, label) {
      const key = [cid, where, label]
      const seen = Date.now()
      if (seen - (noted.get(key.join()) ?? 0) < FRESH) return
      noted.set(key.join(), seen)
      await database.put('copies', key, { where, label, seen } satisfies Copy)
    },
    of: (cid) => database.all<Copy>('copies', under(cid)),
  }
}
