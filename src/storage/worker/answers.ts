/** What the worker does for each question of the page. */
import { addInto } from '../addInto.ts'
import { cidOf, join, LEAF_BYTES, owned, parseCid } from '../blocks.ts'
import { storeCar } from '../car.ts'
import { StorageProblem } from '../problem.ts'
import { discardJob, sealInto } from '../sealInto.ts'
import type { Progress } from '../shelf.ts'
import type { Answer, Ask, Asks } from '../wire.ts'
import { assertRoom } from './room.ts'
import { carOf } from './carOf.ts'
import type { Content } from './content.ts'
import { findCopies } from './findCopies.ts'
import { keepAll, keptHere, release } from './keepAll.ts'
import { partOf, passing } from './partOf.ts'
import { pinEverywhere } from './pinEverywhere.ts'
import { play, type Playing } from './playing.ts'
import { probeFiles } from './probeFiles.ts'
import type { Streams } from './streams.ts'

export interface Working {
  signal: AbortSignal
  progress(progress: Progress): void
}

export type Answers = { [A in Ask]: (working: Working, ...args: Parameters<Asks[A]>) => Promise<Answer<A>> }

export function answersFrom(content: Content, streams: Streams, reading: Map<string, Playing>): Answers {
  const { store, jobs } = content
  return {
    async add(working, blob) {
      await assertRoom(blob.size)
      return addInto(store, blob, working)
    },
    async addRaw(_, bytes) {
      if (bytes.byteLength > LEAF_BYTES) throw new RangeError('A raw block is at most 1 MiB')
      const cid = await cidOf(bytes)
      await store.put(cid, bytes)
      return cid.toString()
    },
    seal: (working, source, order) => sealInto({ store, jobs, room: assertRoom }, source, { ...order, ...working }),
    discard: (_, job) => discardJob({ store, jobs }, job),
    read: ({ signal }, cid, limit, timeout) =>
      readWithin(content, cid, limit, AbortSignal.any([signal, AbortSignal.timeout(timeout)])),
    async open(_, item, keep) {
      parseCid(item.cid)
      const token = crypto.randomUUID()
      reading.set(token, play(keep ? content : passing(content), item))
      return token
    },
    stream: async (_, token, item, patient) => streams.open(token, item, patient),
    part: (_, token, start, end) => partOf(reading.get(token), start, end),
    async shut(_, token) {
      streams.shut(token)
      reading.get(token)?.close()
      reading.delete(token)
    },
    keep: (working, order) => keepAll(content, order, working),
    kept: () => keptHere(content),
    release: (_, id) => release(content, id),
    copies: ({ signal }, cid, check) => findCopies(content, parseCid(cid), check, signal),
    probe: (working, order) => probeFiles(content, order, working),
    pin: (working, cid, name) => pinEverywhere(content, parseCid(cid), name, working),
    car: ({ signal }, cid) => carOf(parseCid(cid), (each) => content.block(each, parseCid(cid), signal)),
    async importCar(_, blob) {
      await assertRoom(blob.size)
      const { roots } = await storeCar(chunksOf(blob), store)
      return roots.map(String)
    },
    refused: async () => [...content.routes.liars],
  }
}

async function readWithin(content: Content, cid: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of content.cat(cid, { signal })) {
    size += part.byteLength
    if (size > limit) throw new StorageProblem('corrupt', `${cid} is larger than the ${limit} bytes it may be.`)
    parts.push(part)
  }
  return owned(join(parts))
}

/** Not every browser iterates a stream. */
async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
}
