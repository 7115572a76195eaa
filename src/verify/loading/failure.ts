/** Why an RPC gave no answer. What it said itself is in the message. */
export type FailureKind =
  /** Not a word for too long. */
  | 'timeout'
  /** Not reached, or broken off. */
  | 'network'
  /** Asked too often. */
  | 'rate'
  /** It answered that it will not. */
  | 'refused'
  /** It is of another chain. */
  | 'chain'
  /** What came is no JSON-RPC. */
  | 'malformed'

export interface FailureDetails {
  readonly code?: number | undefined
  /** Of HTTP. */
  readonly status?: number | undefined
  /** Milliseconds it asked to wait. */
  readonly retryAfter?: number | undefined
}

export class RpcFailure extends Error {
  override name = 'RpcFailure'
  readonly kind: FailureKind
  readonly code: number | undefined
  readonly status: number | undefined
  readonly retryAfter: number | undefined

  constructor(kind: FailureKind, message: string, { code, status, retryAfter }: FailureDetails = {}) {
    super(message)
    this.kind = kind
    this.code = code
    this.status = status
    this.retryAfter = retryAfter
  }
}
