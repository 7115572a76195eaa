/** Answering the service worker: a head, then one part for each pull. */
import { headersOf, rangeOf } from '../ranges.ts'
import type { StreamHead, StreamPart } from '../wire.ts'
import type { Playing } from './playing.ts'

export function serve(playing: Playing | undefined, range: string | null, port: MessagePort): void {
  const head = (answer: StreamHead) => port.postMessage(answer)
  const part = (answer: StreamPart, transfer: Transferable[] = []) => port.postMessage(answer, transfer)
  if (!playing) return head({ status: 404, headers: {} })
  const { bytes: size, type } = playing.item
  const asked = rangeOf(range, size)
  head({ status: asked.status, headers: headersOf(asked, size, type) })
  if (asked.status === 416) return
  let { start: at } = asked
  port.onmessage = async ({ data }: MessageEvent<'pull' | 'cancel'>) => {
    if (data === 'cancel') return port.close()
    try {
      if (at >= asked.end) return (part({ done: true }), port.close())
      const chunk = await playing.from(at, asked.end)
      at += chunk.byteLength
      part({ chunk }, [chunk.buffer])
    } catch (error) {
      part({ error: error instanceof Error ? error.message : String(error) })
      port.close()
    }
  }
}
