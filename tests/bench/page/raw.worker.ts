/** What the browser can do at most, measured where sealing happens: in a worker. All rates in bytes a second. */
import { MemoryBlockstore } from 'blockstore-core'
import { memoryJobs } from '../../../src/storage/jobs.ts'
import { sealInto } from '../../../src/storage/sealInto.ts'

const MIB = 1_048_576
const IN_FLIGHT = 4

export interface RawRates {
  readonly aes: number
  /** Awaited one at a time. */
  readonly aesAlone: number
  readonly sha: number
  /** Ciphering and hashing what was ciphered and nothing else: what sealing can reach. */
  readonly both: number
  /** Sealing and building the DAG, blocks thrown away. */
  readonly seal: number
  /** Writes of 1 MiB to IndexedDB, one transaction each. */
  readonly idb: number
}

/** The first `mebibytes` of `file` are sealed; it lies on disk, as a user's does. */
export interface RawOrder {
  readonly file: File
  readonly mebibytes: number
}

onmessage = async ({ data: { file, mebibytes } }: MessageEvent<RawOrder>) => {
  // Each measure is taken twice; the first run warms code and caches.
  await Promise.all([aes(16), sha(16)])
  await seal(file, 16)
  const rates: RawRates = {
    aes: await aes(mebibytes),
    aesAlone: await aes(mebibytes, 1),
    sha: await sha(mebibytes),
    both: await both(mebibytes),
    seal: await seal(file, mebibytes),
    idb: await idb(mebibytes),
  }
  postMessage(rates)
}

async function rate(mebibytes: number, work: (index: number) => Promise<unknown>, lanes = IN_FLIGHT): Promise<number> {
  const from = performance.now()
  let next = 0
  const lane = async () => {
    while (next < mebibytes) await work(next++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return (mebibytes * MIB) / ((performance.now() - from) / 1000)
}

const noise = (bytes = MIB): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(out.subarray(at, Math.min(bytes, at + 65_536)))
  return out
}

async function cipher(): Promise<() => Promise<ArrayBuffer>> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const block = noise(MIB - 16)
  return () => crypto.subtle.encrypt({ name: 'AES-GCM', iv: noise(12) }, key, block)
}

async function aes(mebibytes: number, lanes = IN_FLIGHT): Promise<number> {
  return rate(mebibytes, await cipher(), lanes)
}

async function sha(mebibytes: number): Promise<number> {
  const block = noise()
  return rate(mebibytes, async () => crypto.subtle.digest('SHA-256', block))
}

async function both(mebibytes: number): Promise<number> {
  const ciphered = await cipher()
  return rate(mebibytes, async () => crypto.subtle.digest('SHA-256', await ciphered()))
}

async function seal(file: File, mebibytes: number): Promise<number> {
  const nowhere = new MemoryBlockstore()
  nowhere.put = (cid) => cid
  const order = { job: `bench-${performance.now()}`, shardKey: noise(32), aad: noise(16) }
  const source = file.slice(0, mebibytes * MIB)
  const from = performance.now()
  await sealInto({ store: nowhere, jobs: memoryJobs() }, source, order)
  return source.size / ((performance.now() - from) / 1000)
}

async function idb(mebibytes: number): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const open = indexedDB.open('bench-raw')
    open.onupgradeneeded = () => open.result.createObjectStore('blocks')
    open.onsuccess = () => resolve(open.result)
    open.onerror = () => reject(new Error('IndexedDB does not open'))
  })
  const block = noise()
  const found = await rate(mebibytes, (index) => {
    const write = database.transaction('blocks', 'readwrite')
    write.objectStore('blocks').put(block, index)
    return new Promise<void>((resolve, reject) => {
      write.oncomplete = () => resolve()
      write.onabort = () => reject(new Error('IndexedDB refused a write'))
    })
  })
  database.close()
  indexedDB.deleteDatabase('bench-raw')
  return found
}
