/** Answering the service worker: a head, then one part for each pull. */
import type { StreamNews } from '../library.ts'
import { StorageProblem } from '../problem.ts'
import { headersOf, rangeOf } from '../ranges.ts'
import type { StreamHead, StreamPart } from '../wire.ts'
import type { Playing } from './playing.ts'

/** Milliseconds between signs of life while a part is awaited. */
const SIGN_OF_LIFE = 10_000
/** Milliseconds before bytes that nobody had are looked for again: at first soon, then calmly. */
const AGAIN = [1_000, 2_000, 4_000, 8_000] as const
/** Milliseconds after which a player that waits is told that it failed. */
const LONGEST = 600_000

export interface Served {
  readonly playing: Playing
  /** Set for players: bytes that nobody has now are waited for, and this hears of it. */
  readonly news?: ((news: StreamNews) => void) | undefined
}

export function serve(served: Served | undefined, range: string | null, port: MessagePort): void {
  const head = (answer: StreamHead) => port.postMessage(answer)
  const part = (answer: StreamPart, transfer: Transferable[] = []) => port.postMessage(answer, transfer)
  if (!served) return head({ status: 404, headers: {} })
  const { playing, news } = served
  const { bytes: size, type } = playing.item
  const asked = rangeOf(range, size)
  head({ status: asked.status, headers: headersOf(asked, size, type) })
  if (asked.status === 416) return
  const gone = new AbortController()
  const end = () => (gone.abort(), port.close())
  // Told where the browser knows it: the service worker was stopped, or the reader has left.
  port.addEventListener('close', () => gone.abort())
  let { start: at } = asked
  port.onmessage = async ({ data }: MessageEvent<'pull' | 'cancel'>) => {
    if (data === 'cancel') return end()
    const living = setInterval(() => part({ waiting: true }), SIGN_OF_LIFE)
    try {
      if (at >= asked.end) return (part({ done: true }), port.close())
      const chunk = await patiently(playing, at, asked.end, news, gone.signal)
      at += chunk.byteLength
      part({ chunk }, [chunk.buffer])
    } catch (error) {
      if (gone.signal.aborted) return
      part({ error: error instanceof Error ? error.message : String(error) })
      port.close()
    } finally {
      clearInterval(living)
    }
  }
}

/** The next bytes, waited for where that can help and somebody is told. */
async function patiently(playing: Playing, at: number, end: number, news: Served['news'], gone: AbortSignal) {
  const since = Date.now()
  for (let attempt = 0; ; attempt++) {
    try {
      const bytes = await playing.from(at, end)
      if (attempt > 0) news?.({ waiting: '' })
      return bytes
    } catch (error) {
      if (gone.aborted || playing.closed.aborted || !news) throw error
      if (!mayCome(error)) {
        news({ broken: error instanceof Error ? error.message : String(error) })
        throw error
      }
      if (Date.now() - since > LONGEST) throw error
      news({ waiting: error.message })
      await pause(AGAIN[attempt] ?? AGAIN[3], AbortSignal.any([gone, playing.closed]))
    }
  }
}

/** Whether the bytes may be had later. What fits its address and cannot be opened will not change. */
const mayCome = (error: unknown): error is StorageProblem =>
  error instanceof StorageProblem && ['notFound', 'timeout', 'network', 'hashMismatch'].includes(error.kind)

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
