/** The worker behind typed questions: ids, abort, progress, and a fresh worker when one breaks. */
import { StorageProblem } from '../problem.ts'
import type { Working } from '../shelf.ts'
import type { Answer, Ask, Asks, FromWorker, ToWorker } from '../wire.ts'

type News = Extract<FromWorker, { kind: 'want' | 'unwant' | 'dial' | 'stream' }>

export interface WorkerLink {
  ask<A extends Ask>(ask: A, args: Parameters<Asks[A]>, working?: Working): Promise<Answer<A>>
  tell: (message: ToWorker, transfer?: Transferable[]) => void
  close(): void
}

interface Waiting {
  done(value: unknown): void
  failed(error: Error): void
  progress: Working['progress']
}

/** `start` makes a worker; `greet` is what each new one must be told first. */
export function linkWorker(start: () => Worker, greet: () => ToWorker[], news: (message: News) => void): WorkerLink {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let last = 0
  const broke = (event: ErrorEvent | Event) => {
    worker?.terminate()
    worker = undefined
    const message = `The storage worker stopped${event instanceof ErrorEvent && event.message ? `: ${event.message}` : ''}.`
    for (const each of waiting.values()) each.failed(new StorageProblem('corrupt', `${message} Try again.`))
    waiting.clear()
  }
  const heard = (message: FromWorker) => {
    if (!('id' in message)) return news(message)
    const asked = waiting.get(message.id)
    if (message.kind === 'progress') return asked?.progress?.(message.progress)
    waiting.delete(message.id)
    if (message.kind === 'done') asked?.done(message.value)
    else
      asked?.failed(message.problem ? new StorageProblem(message.problem, message.message) : new Error(message.message))
  }
  const running = () => {
    if (worker) return worker
    worker = start()
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard(data)
    worker.onerror = worker.onmessageerror = broke
    for (const message of greet()) worker.postMessage(message)
    return worker
  }
  const tell = (message: ToWorker, transfer: Transferable[] = []) => running().postMessage(message, transfer)
  return {
    tell,
    ask<A extends Ask>(ask: A, args: Parameters<Asks[A]>, { signal, progress }: Working = {}) {
      if (signal?.aborted) return Promise.reject(new StorageProblem('aborted', 'Stopped.'))
      const id = ++last
      const abort = () => tell({ kind: 'abort', id })
      signal?.addEventListener('abort', abort)
      return new Promise<Answer<A>>((done, failed) => {
        waiting.set(id, { done: done, failed, progress })
        tell({ kind: 'ask', id, ask, args } as ToWorker)
      }).finally(() => signal?.removeEventListener('abort', abort))
    },
    close() {
      worker?.terminate()
      worker = undefined
      for (const each of waiting.values()) each.failed(new StorageProblem('aborted', 'Stopped.'))
      waiting.clear()
    },
  }
}
