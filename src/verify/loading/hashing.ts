import { genesis } from '../../royalties/chain.ts'
import { sequenceAt, type Columns } from '../../royalties/columns/columns.ts'
import { headAt, headsAfter, headsOf, keepHeads } from '../../royalties/columns/heads.ts'
import type { Deployment, Hex, WorkId } from '../../royalties/words.ts'

/** Hashes a ledger while it is still coming: each piece as soon as everything before it is there. */
export class Hashing {
  readonly #deployment: Deployment
  readonly #work: WorkId
  readonly #heads: Uint8Array[] = []
  /** Pieces that came before those they follow, by the number of their first event. */
  readonly #waiting = new Map<number, Columns>()
  #head: Hex
  #next = 1

  constructor(deployment: Deployment, work: WorkId) {
    this.#deployment = deployment
    this.#work = work
    this.#head = genesis(deployment, work)
  }

  /** What has gaps in it, or was had before, is of no use here: it will be hashed as a whole if it is ever hashed. */
  take(piece: Columns): void {
    if (piece.work !== this.#work || !consecutive(piece) || sequenceAt(piece, 0) < this.#next) return
    this.#waiting.set(sequenceAt(piece, 0), piece)
    for (let next; (next = this.#waiting.get(this.#next));) {
      this.#waiting.delete(this.#next)
      // What was kept may have been hashed the last time.
      const heads = this.#next === 1 ? headsOf(next, this.#deployment) : headsAfter(this.#head, next)
      this.#heads.push(heads)
      this.#head = headAt(heads, next.length - 1)
      this.#next += next.length
    }
  }

  /** Keeps the heads for the whole ledger. Assumes: it was put together of the pieces, and differs from none of them. */
  finish(whole: Columns): void {
    if (this.#next !== whole.length + 1) return
    const heads = new Uint8Array(32 * whole.length)
    let at = 0
    for (const each of this.#heads) {
      heads.set(each, at)
      at += each.length
    }
    keepHeads(whole, this.#deployment, heads)
  }
}

function consecutive(piece: Columns): boolean {
  for (let i = 1; i < piece.length; i++) if (sequenceAt(piece, i) !== sequenceAt(piece, 0) + i) return false
  return piece.length > 0
}
