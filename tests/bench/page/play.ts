/** Playing in Chromium as the app plays. `playback.ts` calls what is left on `globalThis`. */
import { openLibrary, type Item } from '../../../src/storage/library.ts'

/** Milliseconds until sound moves, from the beginning and after each seek. */
export interface Times {
  readonly first: number
  readonly seeks: number[]
}

/** Where sound is sought, as parts of the whole. */
const PLACES = [0.61, 0.17, 0.88, 0.42, 0.29]

async function time(url: string | (() => Promise<string>)): Promise<Times> {
  const audio = Object.assign(new Audio(), { muted: true, preload: 'auto' })
  const moved = async () => {
    const at = audio.currentTime
    while (audio.seeking || audio.currentTime <= at) await new Promise((go) => setTimeout(go, 1))
  }
  const since = async (work: () => Promise<unknown>) => {
    const from = performance.now()
    await work()
    await moved()
    return performance.now() - from
  }
  const first = await since(async () => {
    audio.src = typeof url === 'string' ? url : await url()
    await audio.play()
  })
  const seeks: number[] = []
  for (const place of PLACES) seeks.push(await since(async () => void (audio.currentTime = place * audio.duration)))
  audio.removeAttribute('src')
  audio.load()
  return { first, seeks }
}

/** A plain <audio> on a file of the same server. */
const timePlain = (url: string): Promise<Times> => time(url)

/** Ours: sealed, over the gateway, through the service worker; nothing of it is here yet, but the library is open, as it
 * is on the page of a work. */
async function timeSealed(item: Item, gateway: string): Promise<Times> {
  const library = await openLibrary({ gateways: [gateway], pinning: [], relays: [] })
  await library.refused()
  const times = await time(async () => (await library.stream(item, { news: () => {} })).url)
  await library.close()
  await new Promise((done, failed) => {
    const gone = indexedDB.deleteDatabase('blocks')
    gone.onsuccess = done
    gone.onerror = failed
    gone.onblocked = done
  })
  return times
}

Object.assign(globalThis, { timePlain, timeSealed })
