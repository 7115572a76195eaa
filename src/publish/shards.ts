/** Which shard number each file is sealed under. Numbers must run 0, 1, 2 … through the manifest, and a file is sealed
 * long before the list is final: what keeps its number is not sealed again. */
import type { Shelved } from './journal.ts'
import type { OrderFile } from './order.ts'

export interface Numbered {
  readonly file: OrderFile
  readonly shard: number
  readonly shelved?: Shelved
}

/** Files keep the number they were sealed under where it is still below the number of files; the others fill the gaps.
 * Sorted by number: the order in which the manifest lists them. */
export function numberFiles(files: readonly OrderFile[], shelved: readonly Shelved[]): Numbered[] {
  const taken = new Map<number, Numbered>()
  const rest: OrderFile[] = []
  for (const file of files) {
    const done = shelved.find(({ job }) => job === file.job)
    const shard = done?.shard
    if (done && shard !== undefined && shard < files.length && !taken.has(shard))
      taken.set(shard, { file, shard, shelved: done })
    else rest.push(file)
  }
  let next = 0
  for (const file of rest) {
    while (taken.has(next)) next++
    taken.set(next, { file, shard: next })
  }
  return [...taken.values()].sort((a, b) => a.shard - b.shard)
}

/** What the library knows a sealing by: the file in its draft, and the shard whose key it is under. */
export const sealJob = (job: string, shard: number): string => `${job}/${shard}`
