/** How fast one RPC is asked: a few requests at once, fewer and later after it said that they are too many. */

const MOST_LANES = 6
/** Answers in a row after which one more at once is dared. */
const CONFIDENCE = 24
const FIRST_WAIT = 250
const LONGEST_WAIT = 8_000

export class Pace {
  #lanes = MOST_LANES
  #running = 0
  #good = 0
  #notBefore = 0
  readonly #queue: (() => void)[] = []

  /** Runs `ask` when it is its turn. */
  async run<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn()
    try {
      for (let wait; (wait = this.#notBefore - Date.now()) > 0;) await pause(wait, signal)
      signal?.throwIfAborted()
      return await ask()
    } finally {
      this.#running -= 1
      this.#wake()
    }
  }

  answered(): void {
    this.#good += 1
    if (this.#good < CONFIDENCE || this.#lanes >= MOST_LANES) return
    this.#good = 0
    this.#lanes += 1
    this.#wake()
  }

  /** Nobody is asked for so many milliseconds, and then fewer at once. */
  slower(wait: number): void {
    this.#good = 0
    this.#lanes = Math.max(1, this.#lanes >> 1)
    this.#notBefore = Math.max(this.#notBefore, Date.now() + wait)
  }

  #turn(): Promise<void> {
    return new Promise((turn) => {
      this.#queue.push(turn)
      this.#wake()
    })
  }

  #wake(): void {
    while (this.#running < this.#lanes && this.#queue.length > 0) {
      this.#running += 1
      this.#queue.shift()!()
    }
  }
}

/** Doubles with each failure; at random between a half and the whole, so that many readers do not come back together. */
export function backOff(failures: number): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures)
  return whole / 2 + (Math.random() * whole) / 2
}

/** Rejects when aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal!.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
