import { joined, soundness, type Columns } from '../../royalties/columns/columns.ts'
import type { Deployment, WorkId } from '../../royalties/words.ts'

/**
 * Histories kept for the next time. A cache and nothing more: none of its methods ever rejects, what it gives is as
 * untrusted as what an RPC says, and without it everything is only slower.
 */
export interface HistoryCache {
  /** As it was written, or nothing. */
  read(place: string): Promise<Columns | undefined>
  /** Keeps the history, whose first `kept` events were read from here or written before. */
  write(place: string, history: Columns, kept: number): Promise<void>
}

/** One history: that of a work in one deployment. */
export const placeOf = ({ chainId, contract }: Deployment, work: WorkId): string =>
  `${chainId}/${contract.toLowerCase()}/${work}`

/** For as long as this worker lives; also what is left when the browser lets nothing be kept. */
export function memoryCache(): HistoryCache {
  const histories = new Map<string, Columns>()
  return {
    read: (place) => Promise.resolve(histories.get(place)),
    write: (place, history) => Promise.resolve(void histories.set(place, history)),
  }
}

/** Pieces that were kept, the oldest first, as one history. `undefined`: they are not what was written. */
export function restored(pieces: readonly unknown[], work: WorkId): Columns | undefined {
  if (pieces.length === 0 || !pieces.every((piece) => isPiece(piece, work))) return undefined
  return pieces.length === 1 ? pieces[0]! : joined(pieces)
}

const isPiece = (value: unknown, work: WorkId): value is Columns =>
  typeof value === 'object' &&
  value !== null &&
  (value as Columns).work === work &&
  soundness(value as Columns) === undefined
