/** Bytes that count as a sign of life. Whoever sends fewer in all that time, one now and then, only keeps others waiting. */
const ALIVE_BYTES = 4_096

/** Aborts a request that says hardly anything for too long, or that takes too long as a whole. In milliseconds. */
export class Watch {
  readonly #controller = new AbortController()
  readonly #silence: number
  readonly #end: number
  readonly #outer: AbortSignal | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #heard = 0
  late = false

  constructor(silence: number, longest: number, outer: AbortSignal | undefined) {
    this.#silence = silence
    this.#end = Date.now() + longest
    this.#outer = outer
    outer?.throwIfAborted()
    outer?.addEventListener('abort', this.#stop, { once: true })
    this.alive()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  alive(): void {
    clearTimeout(this.#timer)
    const wait = Math.min(this.#silence, this.#end - Date.now())
    this.#timer = setTimeout(() => {
      this.late = true
      this.#controller.abort()
    }, wait)
  }

  heard(bytes: number): void {
    this.#heard += bytes
    if (this.#heard < ALIVE_BYTES) return
    this.#heard = 0
    this.alive()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#stop)
  }

  readonly #stop = () => this.#controller.abort()
}
