/** Pin requests and what became of them: kept on disk, continued after a restart, fulfilled by really fetching. */
import { randomUUID } from 'node:crypto'
import { multiaddr } from '@multiformats/multiaddr'
import { Key } from 'interface-datastore'
import { CID } from 'multiformats/cid'
import { drain } from './drain.ts'
import { leavesUnread } from './leavesUnread.ts'
import type { IpfsNode } from './node.ts'

export type PinStatus = 'queued' | 'pinning' | 'pinned' | 'failed'

/** As the Pinning Service API has it. */
export interface Pin {
  cid: string
  name?: string
  origins?: string[]
  meta?: Record<string, string>
}

export interface PinRecord {
  requestid: string
  status: PinStatus
  created: string
  pin: Pin
  info?: Record<string, string>
}

export interface Pins {
  all(): PinRecord[]
  find(requestid: string): PinRecord | undefined
  /** Returns at once; the fetching goes on behind. */
  request(pin: Pin): Promise<PinRecord>
  /** Resolves when the request is pinned or failed. */
  settled(requestid: string): Promise<PinRecord>
  remove(requestid: string): Promise<void>
  stop(): Promise<void>
}

const PREFIX = '/tributary-pins/'
/** How long the blocks of one pin are waited for. */
const FETCH_MS = 10 * 60_000
const DIAL_MS = 10_000

export async function openPins(helia: IpfsNode): Promise<Pins> {
  const records = new Map<string, PinRecord>()
  const underway = new Map<string, Promise<void>>()
  const ending = new AbortController()
  const key = (id: string) => new Key(PREFIX + id)
  const save = (record: PinRecord) =>
    helia.datastore.put(key(record.requestid), new TextEncoder().encode(JSON.stringify(record)))
  const work = (record: PinRecord) => {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(FETCH_MS)])
    const done = fulfil(helia, record, save, signal).finally(() => underway.delete(record.requestid))
    underway.set(record.requestid, done)
  }
  for await (const { value } of helia.datastore.query({ prefix: PREFIX })) {
    const record = JSON.parse(new TextDecoder().decode(value)) as PinRecord
    records.set(record.requestid, record)
    if (record.status === 'queued' || record.status === 'pinning') work(record)
  }
  return {
    all: () => [...records.values()],
    find: (id) => records.get(id),
    async request(pin) {
      const created = new Date().toISOString()
      const record: PinRecord = { requestid: randomUUID(), status: 'queued', created, pin }
      records.set(record.requestid, record)
      await save(record)
      work(record)
      return { ...record }
    },
    async settled(id) {
      await underway.get(id)
      return records.get(id)!
    },
    async remove(id) {
      const record = records.get(id)
      records.delete(id)
      await helia.datastore.delete(key(id))
      if (record && ![...records.values()].some(({ pin }) => pin.cid === record.pin.cid))
        await unpin(helia, record.pin.cid)
    },
    async stop() {
      ending.abort()
      await Promise.all(underway.values())
    },
  }
}

async function fulfil(helia: IpfsNode, record: PinRecord, save: (r: PinRecord) => unknown, signal: AbortSignal) {
  try {
    record.status = 'pinning'
    await Promise.allSettled((record.pin.origins ?? []).map((origin) => dial(helia, origin, signal)))
    await drain(helia.pins.add(CID.parse(record.pin.cid), { signal, walker: leavesUnread }))
    record.status = 'pinned'
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    if (failure.name === 'AlreadyPinnedError') record.status = 'pinned'
    // Stopped with the node, not failed: the next start goes on with it.
    else if (signal.aborted && !isTimeout(signal.reason)) return
    else Object.assign(record, { status: 'failed', info: { error: failure.message } })
  }
  await save(record)
}

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError'

const dial = (helia: IpfsNode, origin: string, signal: AbortSignal) =>
  helia.libp2p.dial(multiaddr(origin), { signal: AbortSignal.any([signal, AbortSignal.timeout(DIAL_MS)]) })

async function unpin(helia: IpfsNode, cid: string): Promise<void> {
  try {
    await drain(helia.pins.rm(CID.parse(cid), { walker: leavesUnread }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotFoundError') throw error
  }
}
