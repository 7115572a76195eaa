/** Runs `work` while nobody else holds the lock of that name. Rejects with the signal's reason while still waiting. */
export type Lock = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/**
 * Between all tabs of the browser; a tab that is closed or killed lets go. The lock's own way of giving up is not relied
 * on: Chromium overlooks a signal that comes right after the request, and would run the work later all the same.
 */
export const webLock: Lock = async <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  let begun = false
  const turn = navigator.locks.request<Promise<T>>(name, async () => {
    signal?.throwIfAborted()
    begun = true
    return work()
  })
  if (!signal) return turn
  const given = new Promise<never>((_, reject) => {
    const giveUp = () => begun || reject(signal.reason as Error)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  return Promise.race([turn, given])
}

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
