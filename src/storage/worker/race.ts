/** Trying several ways to the same thing. */
import { StorageProblem } from '../problem.ts'

export interface Way<T> {
  run(signal: AbortSignal): Promise<T>
  won(): void
}

/** The result of the first way that succeeds. The next way starts when the last one started has failed, or has not
 * finished after `headStart` ms. The others are aborted. Throws the failure that tells most. */
export function first<T>(ways: readonly Way<T>[], headStart: number, signal?: AbortSignal): Promise<T> {
  const over = new AbortController()
  const all = signal ? AbortSignal.any([signal, over.signal]) : over.signal
  const failures: unknown[] = []
  return new Promise<T>((resolve, reject) => {
    let started = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = () => {
      clearTimeout(timer)
      over.abort()
      signal?.removeEventListener('abort', stop)
    }
    const stop = () => (end(), reject(reasonOf(signal)))
    const next = () => {
      clearTimeout(timer)
      const way = ways[started++]
      if (!way) return
      timer = setTimeout(next, headStart)
      way.run(all).then(
        (result) => (end(), way.won(), resolve(result)),
        (error: unknown) => {
          failures.push(error)
          if (failures.length === ways.length) return (end(), reject(gravest(failures)))
          if (failures.length === started) next()
        },
      )
    }
    if (signal?.aborted) return reject(reasonOf(signal))
    signal?.addEventListener('abort', stop)
    next()
  })
}

/** Browsers abort with an error: AbortError or TimeoutError. */
const reasonOf = (signal?: AbortSignal) => signal?.reason as Error

const GRAVEST = ['quota', 'hashMismatch', 'timeout', 'network', 'notFound'] as const

function gravest(failures: readonly unknown[]): Error {
  for (const kind of GRAVEST) {
    const found = failures.find((failure) => failure instanceof StorageProblem && failure.kind === kind)
    if (found instanceof Error) return found
  }
  return failures[0] as Error
}

/** Runs at most `most` of the works given to it at a time. */
export function limited(most: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await work()
    } finally {
      const go = waiting.shift()
      if (go) go()
      else running--
    }
  }
}
