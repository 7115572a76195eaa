/** Takes the page's messages and sends back results, progress and problems. */
import { asProblem, StorageProblem } from '../problem.ts'
import type { Answer, Ask, FromWorker, ToWorker } from '../wire.ts'
import type { Answers, Working } from './answers.ts'

type Asked = Extract<ToWorker, { kind: 'ask' }>

export function conversation(
  answers: Promise<Answers>,
  tell: (message: FromWorker, transfer?: Transferable[]) => void,
) {
  const running = new Map<number, AbortController>()
  const ask = async ({ id, ask, args }: Asked) => {
    const controller = new AbortController()
    running.set(id, controller)
    const working: Working = {
      signal: controller.signal,
      progress: (progress) => tell({ kind: 'progress', id, progress }),
    }
    try {
      const answer = (await answers)[ask] as (working: Working, ...args: unknown[]) => Promise<Answer<Ask>>
      const value = await answer(working, ...args)
      tell({ kind: 'done', id, value }, value instanceof Uint8Array ? [value.buffer] : [])
    } catch (error) {
      tell(failure(id, asProblem(error, controller.signal)))
    } finally {
      running.delete(id)
    }
  }
  return {
    ask: (message: Asked) => void ask(message),
    abort: (id: number) => running.get(id)?.abort(),
  }
}

const failure = (id: number, error: Error): FromWorker => ({
  kind: 'failed',
  id,
  message: error.message,
  ...(error instanceof StorageProblem && { problem: error.kind }),
})
