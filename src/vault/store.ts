/** Where the vault keeps its records. None of them is a plain secret. */
export interface VaultStore {
  read(key: string): Promise<unknown>
  write(key: string, value: unknown): Promise<void>
  /** Writes where nothing stands yet, and returns what stands there then: of two tabs that start at once, one wins. */
  settle<T>(key: string, value: T): Promise<T>
  /** All records whose key begins with `prefix`, in order of keys. */
  all(prefix: string): Promise<[key: string, value: unknown][]>
}

/** Records that live as long as the program: for Node, and for tests. */
export function memoryStore(records = new Map<string, unknown>()): VaultStore {
  return {
    read: async (key) => records.get(key),
    write: async (key, value) => void records.set(key, value),
    async settle(key, value) {
      if (!records.has(key)) records.set(key, value)
      return records.get(key) as typeof value
    },
    all: async (prefix) =>
      [...records].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  }
}
