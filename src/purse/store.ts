/** The browser (or whatever keeps records) refused to: full, forbidden, or gone. Nothing was written. */
export class Unkept extends Error {
  constructor(cause?: unknown) {
    super('The record could not be kept.', { cause })
    this.name = 'Unkept'
  }
}

/** Records that survive the page. Every method rejects with `Unkept` where they cannot be kept or read. */
export interface Store {
  read<T>(key: string): Promise<T | undefined>
  /**
   * Reads, changes and writes one record as one step, so that two tabs never overwrite each other; `undefined` removes
   * it. Resolves, once it is kept for good, with what stands now.
   */
  change<T>(key: string, make: (standing: T | undefined) => T | undefined): Promise<T | undefined>
  /** All records whose key begins with `prefix`, in order of keys. */
  all<T>(prefix: string): Promise<[key: string, value: T][]>
}

/** Records that live as long as the program: for Node, and for tests. Copies go in and out, as with a real one. */
export function memoryStore(records = new Map<string, unknown>()): Store {
  return {
    read: async <T>(key: string) => structuredClone(records.get(key)) as T | undefined,
    async change<T>(key: string, make: (standing: T | undefined) => T | undefined) {
      const made = make(structuredClone(records.get(key)) as T | undefined)
      if (made === undefined) records.delete(key)
      else records.set(key, structuredClone(made))
      return made
    },
    all: async <T>(prefix: string) =>
      [...records]
        .filter(([key]) => key.startsWith(prefix))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]): [string, T] => [key, structuredClone(value) as T]),
  }
}
