/** Runs in Chromium, built as the app is built. `bench.ts` calls what is left on `globalThis`. */
import '../../../src/design/trusted.ts'
import { openLibrary } from '../../../src/storage/library.ts'
import './play.ts'
import './rows.ts'
import type { RawOrder, RawRates } from './raw.worker.ts'

/** Chosen by the bench, as a user chooses one. */
const chosen = (): File => document.querySelector('input')!.files![0]!

const rawRates = (mebibytes: number): Promise<RawRates> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./raw.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<RawRates>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage({ file: chosen(), mebibytes } satisfies RawOrder)
  })

/** The app's own way: sealed in its worker, into its durable store. Bytes a second. */
async function durableRate(mebibytes: number): Promise<number> {
  const library = await openLibrary({ gateways: [], pinning: [], relays: [] })
  const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const sealed = (job: string, size: number) =>
    library.seal(chosen().slice(0, size * 1_048_576), { job, shardKey: bytes(32), aad: bytes(16) })
  await sealed('bench-warm', 8)
  const from = performance.now()
  await sealed('bench', mebibytes)
  const seconds = (performance.now() - from) / 1000
  await library.discard('bench')
  await library.discard('bench-warm')
  await library.close()
  return (mebibytes * 1_048_576) / seconds
}

Object.assign(globalThis, { rawRates, durableRate })
