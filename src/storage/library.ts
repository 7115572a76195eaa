/** Storage as the page sees it. Everything heavy runs in a worker, peers load only when asked for: nothing of Helia is
 * in this file's import graph. */
import type { Kept, KeepOrder } from './keep.ts'
import type { Probed, ProbeOrder } from './probe.ts'
import type { Copy, PinningService, Shelf, Working } from './shelf.ts'

export type { Added, Copy, PinningService, Progress, Sealed, SealOrder, Shelf, Working } from './shelf.ts'
export { openLibrary } from './page/open.ts'
export type { Kept, KeepOrder } from './keep.ts'
export { StorageProblem } from './problem.ts'
export type { StorageProblemKind } from './problem.ts'

/** Editable at run time in Settings. */
export interface StorageConfig {
  /** Origins of trustless gateways, tried in this order: `https://trustless-gateway.link`. */
  gateways: string[]
  pinning: PinningService[]
  /** Multiaddrs of circuit relays, `/dns4/relay.example/tcp/443/wss/p2p/12D3…`. */
  relays: string[]
  /** STUN and TURN servers. None by default: they learn the user's address. */
  iceServers?: { urls: string | string[]; username?: string; credential?: string }[]
}

export interface PeerState {
  status: 'offline' | 'connecting' | 'online'
  /** This tab's own multiaddrs, for the hints of a share link. */
  addresses: string[]
  /** Peers connected now; `address` is how they are reached. */
  connected: { id: string; address: string }[]
  /** Why going online failed, if it did. */
  problem?: string
}

export interface Peers {
  state(): PeerState
  goOnline(): Promise<void>
  goOffline(): Promise<void>
  /** Connects to a peer named in a work's hints. Going online first is the caller's choice. */
  dial(address: string): Promise<void>
  onChange(listener: (state: PeerState) => void): () => void
}

/** Bytes under one CID. With `opening` they are sealed, and `bytes` is their length after opening. */
export interface Piece {
  cid: string
  bytes: number
  opening?: { shardKey: Uint8Array; aad: Uint8Array; ptLen: number }
}

/** What is played. A file of several shards names its first in `cid` and `opening`, the others in `following`; `bytes`
 * is the length of all of it. */
export interface Item extends Piece {
  type: string
  following?: readonly Piece[]
}

/** What a player may tell of a stream that goes on regardless. Sentences. */
export interface StreamNews {
  /** Bytes are missing and being looked for; `''`: they came. */
  waiting?: string
  /** A gateway's host, which sent wrong bytes midway: they were refused. */
  refused?: string
  /** What comes cannot be opened, and looking again will not help. */
  broken?: string
}

/** An item opened for reading anywhere in it. */
export interface Reading {
  /** Bytes, after opening where it was sealed. */
  readonly size: number
  /** Bytes from `start` to `end` (excluded, clamped to the size). Rejects with StorageProblem. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  close(): void
}

export interface Library extends Shelf {
  /** Cancels a sealing job: its record and its blocks are removed. */
  discard(job: string): Promise<void>
  /** Small things: manifests, covers. `limit` in bytes (default 8 MiB), `timeout` in ms (default 20 000).
   * Looks here, then at peers, then at gateways; every block is checked against its CID. */
  read(cid: string, options?: { limit?: number; signal?: AbortSignal; timeout?: number }): Promise<Uint8Array>
  /** A URL for <audio>, <video> or a reader that seeks. `close` ends it; the URL then answers 404. With `news`, bytes that
   * nobody has now are waited for and told of; without, the request fails. */
  stream(item: Item, options?: { news?: (news: StreamNews) => void }): Promise<{ url: string; close(): void }>
  /** For readers and downloads. With `keep: false` nothing that has to be fetched for it is stored here. */
  open(item: Item, options?: { keep?: boolean }): Promise<Reading>
  /** Fetches all of it into this browser and remembers that it stays; encrypted stays encrypted. Abort pauses, the same
   * order continues. `progress` counts the bytes that are here. */
  keep(order: KeepOrder, working?: Working): Promise<Kept>
  /** What was asked to be kept, the newest first. */
  kept(): Promise<Kept[]>
  /** Removes what `keep` fetched, except what something else kept here needs too. */
  release(id: string): Promise<void>
  /** With `check`, every gateway and peer is asked for the root and one random leaf first. */
  copies(cid: string, options?: { check?: boolean; signal?: AbortSignal }): Promise<Copy[]>
  /** Before paying: every inner node and some random leaves, by routes other than the seller's own tab where there are any.
   * Rejects when a block is to be had from nobody. What was fetched is kept. */
  probe(order: ProbeOrder, working?: Working): Promise<Probed>
  car(cid: string, options?: { signal?: AbortSignal }): Promise<Blob>
  /** Returns the CAR's roots. A block that is not what its CID says refuses the file. */
  importCar(blob: Blob): Promise<string[]>
  /** Gateways that sent wrong bytes since the page was opened. Nothing of theirs was kept; they are asked last. */
  refused(): Promise<string[]>
  /** Bytes. */
  usage(): Promise<{ used: number; quota: number; persisted: boolean }>
  peers: Peers
  configure(config: StorageConfig): void
  close(): Promise<void>
}
