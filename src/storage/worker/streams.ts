/** The streams that are open for players, under the tokens their URLs carry. */
import { parseCid } from '../blocks.ts'
import type { Item, StreamNews } from '../library.ts'
import type { FromWorker } from '../wire.ts'
import type { Content } from './content.ts'
import { hostOf } from './gateway.ts'
import { play } from './playing.ts'
import { serve, type Served } from './serve.ts'

export interface Streams {
  /** Opened again under the same token, it goes on as it is. `patient`: missing bytes are waited for. */
  open(token: string, item: Item, patient: boolean): void
  shut(token: string): void
  serve(token: string, range: string | null, port: MessagePort): void
}

export function openStreams(content: Content, tell: (message: FromWorker) => void): Streams {
  const open = new Map<string, Served>()
  return {
    open(token, item, patient) {
      if (open.has(token)) return
      for (const { cid } of [item, ...(item.following ?? [])]) parseCid(cid)
      const news = (news: StreamNews) => tell({ kind: 'stream', token, news })
      open.set(token, { playing: play(watched(content, news), item), news: patient ? news : undefined })
    },
    shut(token) {
      open.get(token)?.playing.close()
      open.delete(token)
    },
    serve: (token, range, port) => serve(open.get(token), range, port),
  }
}

/** The same content; whoever reads from it hears which gateways were caught sending wrong bytes meanwhile. */
function watched(content: Content, news: (news: StreamNews) => void): Pick<Content, 'cat'> {
  const { liars } = content.routes
  const known = new Set(liars)
  const look = () => {
    for (const url of liars) {
      if (known.has(url)) continue
      known.add(url)
      news({ refused: hostOf(url) })
    }
  }
  return {
    async *cat(cid, span) {
      try {
        yield* content.cat(cid, span)
      } finally {
        look()
      }
    },
  }
}
