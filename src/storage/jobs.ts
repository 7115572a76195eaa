/** What a sealing job remembers, so that it continues after a pause, a reload or a crash. */
import { StorageProblem } from './problem.ts'

export interface Job {
  readonly id: string
  /** The stream's 40-byte header: its random salt and nonce prefix are drawn once per job. */
  readonly header: Uint8Array<ArrayBuffer>
  /** Bytes of the source, to recognise another file before any is sealed. */
  readonly bytes: number
}

/** Leaves are kept as their SHA-256 digests, 32 bytes each, in order. */
export interface Jobs {
  find(id: string): Promise<Job | undefined>
  begin(job: Job): Promise<void>
  digests(id: string): Promise<Uint8Array[]>
  /** `from`: the number of leaves recorded before. */
  append(id: string, from: number, digests: readonly Uint8Array[]): Promise<void>
  forget(id: string): Promise<void>
  /** Runs `work` while no other tab can work on the same job. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T>
}

/** Jobs that end with the process: for Node, where sealing takes seconds and starts over. */
export function memoryJobs(): Jobs {
  const jobs = new Map<string, { job: Job; digests: Uint8Array[] }>()
  const running = new Set<string>()
  return {
    find: async (id) => jobs.get(id)?.job,
    begin: async (job) => void jobs.set(job.id, { job, digests: [] }),
    digests: async (id) => [...(jobs.get(id)?.digests ?? [])],
    append: async (id, from, digests) => void jobs.get(id)?.digests.splice(from, digests.length, ...digests),
    forget: async (id) => void jobs.delete(id),
    async alone(id, work) {
      if (running.has(id)) throw busy()
      running.add(id)
      try {
        return await work()
      } finally {
        running.delete(id)
      }
    },
  }
}

export const busy = () => new StorageProblem('busy', 'This file is already being sealed, perhaps in another tab.')
