/** The words of storage, shared by page, worker and Node. */

/** Bytes so far, of how many. */
export interface Progress {
  done: number
  total: number
}

/** One place a work's bytes can be had from. `seen`: when it last proved to have them, unix milliseconds. */
export interface Copy {
  where: 'here' | 'gateway' | 'peer' | 'pin'
  label: string
  seen: number
}

export interface Working {
  signal?: AbortSignal | undefined
  progress?: ((progress: Progress) => void) | undefined
}

/** What is sealed under which key. `job` names the work in progress: it survives pause, reload and crash. */
export interface SealOrder {
  job: string
  /** 32 bytes. */
  shardKey: Uint8Array
  aad: Uint8Array
}

export interface Added {
  cid: string
  bytes: number
}

export interface Sealed {
  cid: string
  /** Bytes of the sealed form. */
  ctLen: number
  /** Bytes of the source. */
  ptLen: number
}

/** An IPFS pinning service. `endpoint` is the base of its Pinning Service API (`/pins` is appended). Copies are sent as
 * a CAR to `kubo` (a base of Kubo's RPC); without it the endpoint itself is asked whether it speaks that too. */
export interface PinningService {
  label?: string
  endpoint: string
  token: string
  kubo?: string
}

/** Putting bytes where others can fetch them: what publishing needs, in the browser and in Node. */
export interface Shelf {
  /** Public bytes as a UnixFS file (profile unixfs-v1-2025). Rejects with StorageProblem. */
  add(blob: Blob, working?: Working): Promise<Added>
  /** One raw block of at most 1 MiB. Returns its CIDv1. */
  addRaw(bytes: Uint8Array): Promise<string>
  /** Seals and adds in one pass with flat memory. Abort pauses; the same order with the same file continues. */
  seal(source: Blob, order: SealOrder & Working): Promise<Sealed>
  /** A copy at every configured pinning service; resolves with the first that confirmed, rejects if none did. */
  pin(cid: string, name: string, working?: Working): Promise<Copy>
}
