/** A sleep that can be cut short. */
export class Alarm {
  #ring: (() => void) | undefined
  #rang = false

  ring(): void {
    this.#rang = true
    this.#ring?.()
  }

  /** Returns after `ms`, when it rings (also if it rang since the last sleep), or when the signal is aborted. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rang && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#ring = () => (clearTimeout(timer), resolve())
        signal.addEventListener('abort', this.#ring, { once: true })
      })
    if (this.#ring) signal.removeEventListener('abort', this.#ring)
    this.#ring = undefined
    this.#rang = false
  }
}
