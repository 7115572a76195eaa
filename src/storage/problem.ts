/** Everything storage can fail with, as one kind of error and a sentence the user can act on. */

export type StorageProblemKind =
  | 'notFound'
  | 'timeout'
  | 'quota'
  | 'hashMismatch'
  | 'aborted'
  | 'network'
  | 'corrupt'
  /** The file offered to continue a job is not the file the job was begun with. */
  | 'changed'
  /** The job is at work in another tab. */
  | 'busy'
  /** The user's disk: the browser or the system forbids it. */
  | 'denied'

export class StorageProblem extends Error {
  readonly kind: StorageProblemKind
  constructor(kind: StorageProblemKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StorageProblem'
    this.kind = kind
  }
}

const text = (error: unknown): string => (error instanceof Error ? `${error.name} ${error.message}` : String(error))

/** Translates what stores, fetch and Helia throw. An error that means nothing here is a defect and stays itself. */
export function asProblem(error: unknown, signal?: AbortSignal): Error {
  if (error instanceof StorageProblem) return error
  if (signal?.aborted && !/TimeoutError/.test(text(signal.reason)))
    return new StorageProblem('aborted', 'Stopped.', { cause: error })
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error
  if (cause instanceof StorageProblem) return cause
  const said = text(cause)
  // Stores wrap the browser's error in their own and keep only its name.
  if (/QuotaExceeded|ENOSPC/.test(said))
    return new StorageProblem('quota', 'There is no room left on this device. Free some space and continue.', { cause })
  if (/TimeoutError/.test(said)) return new StorageProblem('timeout', 'No answer in time.', { cause })
  if (/Abort/.test(said)) return new StorageProblem('aborted', 'Stopped.', { cause })
  return error instanceof Error ? error : new Error(String(error))
}
