/** The requests that wait, and when each is looked at next. Kept by a clock that nobody can set: a computer's may be put
 * back by hours, and nobody would be served for as long. */
import type { Hex } from '../../royalties/words.ts'
import type { RefusalKind } from './refusal.ts'
import type { Request } from './request.ts'
import type { KeeperView, Status } from './view.ts'

export interface Entry {
  readonly request: Request
  status: Status
  /** Milliseconds of `performance.now`. */
  next: number
  /** How often it was refused. */
  looks: number
  /** What the person has read of it, and wants all the same. */
  readonly overruled: Set<RefusalKind>
}

const SLOWEST_MS = 60_000

export class Line {
  readonly #entries = new Map<Hex, Entry>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** The oldest request first. */
  get view(): KeeperView['waiting'] {
    return this.all()
      .map(({ request, status }) => ({ request, status }))
      .sort((a, b) => a.request.asked - b.request.asked)
  }

  all(): Entry[] {
    return [...this.#entries.values()]
  }

  find(id: Hex): Entry | undefined {
    return this.#entries.get(id)
  }

  /** New terms under the same number are another request: the chain was reorganised under it. `false`: it stands here. */
  add(request: Request): boolean {
    const { id, deadline } = request.terms
    if (this.#entries.get(id)?.request.terms.deadline === deadline) return false
    this.#entries.set(id, { request, status: { kind: 'checking' }, next: 0, looks: 0, overruled: new Set() })
    this.#changed()
    return true
  }

  /** `wait`: milliseconds until it is looked at again. */
  set(entry: Entry, status: Status, wait = 0): void {
    entry.status = status
    entry.next = performance.now() + wait
    this.#changed()
  }

  /** Looked at again by itself, less and less often; or not before something changes. `look`: the shortest wait, in ms. */
  refuse(entry: Entry, refusal: Extract<Status, { kind: 'refused' }>['refusal'], look: number): void {
    const soon = Math.min(SLOWEST_MS, look * 2 ** Math.min(entry.looks++, 6))
    this.set(entry, { kind: 'refused', refusal }, refusal.passing ? soon : Number.POSITIVE_INFINITY)
  }

  remove(entry: Entry): void {
    const { id } = entry.request.terms
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
    this.#changed()
  }

  /** Something changed: those that wait for nothing in particular are looked at at once. */
  wake(which: (entry: Entry) => boolean = () => true): void {
    for (const entry of this.#entries.values()) if (entry.status.kind !== 'delivering' && which(entry)) entry.next = 0
    this.#changed()
  }

  isDue = ({ status, next }: Entry): boolean => status.kind !== 'delivering' && next <= performance.now()

  /** Milliseconds until one is due. */
  rest(): number {
    return Math.min(...this.all().map(({ next }) => next)) - performance.now()
  }
}
