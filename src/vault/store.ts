/** Where the vault keeps its records. None of them is a plain secret. */
export interface VaultStore {
  read(key: string): Promise<unknown>
  write(key: string, value: unknown): Promise<void>
  /** Writes where nothing stands yet, and returns what stands there then: of two tabs that start at once, one wins. */
  settle<T>(key: string, value: T): Promise<T>
  /** All records whose key begins with `prefix`, in order of keys. */
  all(prefix: string): Promise<[key: string, value: unknown][]>
  /** Shows `decide` all records under `prefix` and does what it answers, with nobody writing in between. What it throws
   * leaves everything as it was. */
  amend(prefix: string, decide: (records: ReadonlyMap<string, unknown>) => Change): Promise<void>
}

/** The keys may lie outside the prefix that was looked at. */
export interface Change {
  readonly put?: readonly (readonly [key: string, value: unknown])[]
  readonly remove?: readonly string[]
}

/** Records that live as long as the program: for Node, and for tests. */
export function memoryStore(records = new Map<string, unknown>()): VaultStore {
  const under = (prefix: string) =>
    [...records].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    read: async (key) => records.get(key),
    write: async (key, value) => void records.set(key, value),
    async settle(key, value) {
      if (!records.has(key)) records.set(key, value)
      return records.get(key) as typeof value
    },
    all: async (prefix) => under(prefix),
    async amend(prefix, decide) {
      const { put = [], remove = [] } = decide(new Map(under(prefix)))
      for (const [key, value] of put) records.set(key, value)
      for (const key of remove) records.delete(key)
    },
  }
}
