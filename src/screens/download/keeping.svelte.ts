import { bytesOf } from '../../storage/keep.ts'
import type { Kept, KeepOrder, Library } from '../../storage/library.ts'
import { StorageProblem } from '../../storage/problem.ts'
import { keepApp } from './keep-app.ts'
import { markKept } from './kept-marks.ts'

/** Room for what is to be kept. Bytes. */
export interface Room {
  readonly free: number
  readonly quota: number
  readonly persisted: boolean
}

/** What of one work is kept here, and keeping more of it. Goes on while one moves between screens. */
export class Keeping {
  readonly id: string
  readonly #library: () => Promise<Library>
  #running: AbortController | undefined
  kept = $state.raw<Kept>()
  room = $state.raw<Room>()
  running = $state(false)
  done = $state(0)
  total = $state(0)
  problem = $state<string>()

  constructor(id: string, library: () => Promise<Library>) {
    this.id = id
    this.#library = library
  }

  has(cid: string): boolean {
    return this.kept?.complete === true && this.kept.roots.some((root) => root.cid === cid)
  }

  get bytes(): number {
    return bytesOf(this.kept?.roots ?? [])
  }

  /** Never rejects; why nothing is known is said in `problem`. */
  async look(): Promise<void> {
    try {
      const library = await this.#library()
      const [kept, { used, quota, persisted }] = await Promise.all([library.kept(), library.usage()])
      this.kept = kept.find(({ id }) => id === this.id)
      this.room = { free: Math.max(0, quota - used), quota, persisted }
      markKept(kept)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }

  /** Never rejects. Stopped or failed, the same order goes on from there. */
  async keep(order: KeepOrder): Promise<void> {
    if (this.#running) return
    const controller = new AbortController()
    this.#running = controller
    this.running = true
    this.problem = undefined
    this.total = bytesOf(order.roots)
    try {
      await (
        await this.#library()
      ).keep(order, {
        signal: controller.signal,
        progress: ({ done, total }) => ([this.done, this.total] = [done, total]),
      })
      if (!(await keepApp()))
        this.problem =
          'The files are here. The app itself could not be kept: they open without a network as long as this page stays open.'
    } catch (error) {
      const paused = error instanceof StorageProblem && error.kind === 'aborted'
      if (!paused) this.problem = error instanceof Error ? error.message : String(error)
    }
    this.#running = undefined
    this.running = false
    await this.look()
  }

  pause(): void {
    this.#running?.abort()
  }

  /** Never rejects. */
  async remove(): Promise<void> {
    this.problem = undefined
    try {
      await (await this.#library()).release(this.id)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
    await this.look()
  }
}

const all = new Map<string, Keeping>()

/** One for each work, however often its page is opened. */
export function keepingOf(id: string, library: () => Promise<Library>): Keeping {
  const found = all.get(id) ?? new Keeping(id, library)
  all.set(id, found)
  return found
}
