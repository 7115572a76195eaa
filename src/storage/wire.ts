/** What page and worker say to each other. */
import type { Kept, KeepOrder } from './keep.ts'
import type { Item, StreamNews } from './library.ts'
import type { Probed, ProbeOrder } from './probe.ts'
import type { StorageProblemKind } from './problem.ts'
import type { Added, Copy, PinningService, Progress, Sealed, SealOrder } from './shelf.ts'

/** What the worker needs of the configuration: peers are the page's. */
export interface WorkerConfig {
  gateways: string[]
  pinning: PinningService[]
}

/** What can be asked of the worker. All arguments and results can be cloned. */
export interface Asks {
  add(blob: Blob): Promise<Added>
  addRaw(bytes: Uint8Array): Promise<string>
  seal(source: Blob, order: SealOrder): Promise<Sealed>
  discard(job: string): Promise<void>
  read(cid: string, limit: number, timeout: number): Promise<Uint8Array>
  /** Returns the token under which the item is served. */
  open(item: Item, keep: boolean): Promise<string>
  /** Serves an item to players under a token of the page's making. `patient`: bytes that nobody has now are waited for. */
  stream(token: string, item: Item, patient: boolean): Promise<void>
  /** Bytes of an open item. */
  part(token: string, start: number, end: number): Promise<Uint8Array>
  shut(token: string): Promise<void>
  keep(order: KeepOrder): Promise<Kept>
  kept(): Promise<Kept[]>
  release(id: string): Promise<void>
  copies(cid: string, check: boolean): Promise<Copy[]>
  probe(order: ProbeOrder): Promise<Probed>
  pin(cid: string, name: string): Promise<Copy>
  car(cid: string): Promise<Blob>
  importCar(blob: Blob): Promise<string[]>
  refused(): Promise<string[]>
}

export type Ask = keyof Asks
export type Answer<A extends Ask> = Awaited<ReturnType<Asks[A]>>

export type ToWorker =
  | { kind: 'configure'; config: WorkerConfig }
  | { [A in Ask]: { kind: 'ask'; id: number; ask: A; args: Parameters<Asks[A]> } }[Ask]
  | { kind: 'abort'; id: number }
  /** What a worker that was started anew has to go on serving. */
  | { kind: 'reopen'; token: string; item: Item; patient: boolean }
  /** A request of the service worker; what is played goes through `port`. */
  | { kind: 'serve'; token: string; range: string | null; port: MessagePort }
  /** Who the page is connected to, and where this tab can be dialled. */
  | { kind: 'peers'; connected: string[]; addresses: string[] }
  | { kind: 'block'; want: number; bytes?: Uint8Array }

export type FromWorker =
  | { kind: 'done'; id: number; value: Answer<Ask> }
  | { kind: 'failed'; id: number; problem?: StorageProblemKind; message: string }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'want'; want: number; cid: Uint8Array }
  | { kind: 'unwant'; want: number }
  | { kind: 'dial'; addresses: string[] }
  | { kind: 'stream'; token: string; news: StreamNews }

/** The service worker asks the page for a stream, and the page's worker answers through the port. */
export interface StreamRequest {
  kind: 'tributary-stream'
  token: string
  range: string | null
}
/** The page's own first word: a library is open here, and its worker answers next. */
export type StreamPresence = { here: true }
export type StreamHead = { status: number; headers: Record<string, string> }
/** `waiting` only says that somebody is still there. */
export type StreamPart = { chunk: Uint8Array } | { waiting: true } | { done: true } | { error: string }
