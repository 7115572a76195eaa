/** Sealing jobs that outlive the tab. */
import { join } from '../blocks.ts'
import { busy, type Job, type Jobs } from '../jobs.ts'
import { under, type Database } from './database.ts'

const DIGEST = 32

export function idbJobs(database: Database): Jobs {
  return {
    find: (id) => database.get<Job>('jobs', id),
    begin: (job) => database.put('jobs', job.id, job),
    async digests(id) {
      const all = join(await database.all<Uint8Array>('digests', under(id)))
      return Array.from({ length: all.byteLength / DIGEST }, (_, i) => all.slice(i * DIGEST, (i + 1) * DIGEST))
    },
    append: (id, from, digests) => database.put('digests', [id, from], join(digests)),
    async forget(id) {
      await database.delete('digests', under(id))
      await database.delete('jobs', id)
    },
    alone: (id, work) =>
      navigator.locks.request(`tributary-seal ${id}`, { ifAvailable: true }, (lock) => {
        if (!lock) throw busy()
        return work()
      }),
  }
}
