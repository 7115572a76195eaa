import { keepQueue, keptQueue } from './kept-queue.ts'
import * as queues from './queue.ts'
import type { Queue, Repeat } from './queue.ts'

/** The queue of this network, kept over reloads. What it does to the sound is the deck's. */
export class Playlist {
  queue = $state.raw<Queue>(queues.EMPTY)
  readonly #chainId: number

  constructor(chainId: number) {
    this.#chainId = chainId
    this.queue = keptQueue(chainId)
  }

  /** What plays, or would when asked to after a reload. */
  readonly current = $derived(queues.currentOf(this.queue))
  readonly upNext = $derived(queues.upNext(this.queue))

  set(queue: Queue): void {
    if (queue === this.queue) return
    this.queue = queue
    keepQueue(this.#chainId, queue)
  }

  remove = (key: number): void => this.set(queues.remove(this.queue, key))
  move = (key: number, by: number): void => this.set(queues.move(this.queue, key, by))
  clear = (): void => this.set(queues.clear(this.queue))
  repeat = (repeat: Repeat): void => this.set({ ...this.queue, repeat })
  shuffle = (on: boolean): void => this.set(queues.setShuffle(this.queue, on, Math.random))
  /** Forgets every track; how it repeats and shuffles stays. */
  forget = (): void => this.set({ ...queues.EMPTY, repeat: this.queue.repeat, shuffle: this.queue.shuffle })

  /** Goes on. False when nothing follows. */
  advance(asked: boolean): boolean {
    const before = this.queue
    this.set(queues.next(before, Math.random, asked))
    return this.queue !== before
  }

  goBack(): boolean {
    const before = this.queue
    this.set(queues.previous(before))
    return this.queue !== before
  }
}
