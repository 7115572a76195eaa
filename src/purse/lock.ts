/** Runs `work` while nobody else holds the lock of that name. Rejects with the signal's reason while still waiting. */
export type Lock = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/** Between all tabs of the browser; a tab that is closed or killed lets go. */
export const webLock: Lock = async <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
  navigator.locks.request<Promise<T>>(name, signal ? { signal } : {}, work)

/** Within one program: for Node, and for tests. Each call makes a world of locks of its own. */
export function processLock(): Lock {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work, signal) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted()
      return work()
    })
    const settled = turn.catch(() => undefined)
    last.set(name, settled)
    return turn
  }
}
