/** What the desk answers to a question that changes while it answers: only the newest counts. */
export class Asking<T> {
  value = $state.raw<T>()
  problem = $state<string>()
  busy = $state(false)
  #turn = 0

  /** Keeps what was answered before until the new answer is there. */
  async ask(question: () => Promise<T>): Promise<void> {
    const turn = ++this.#turn
    this.busy = true
    try {
      const value = await question()
      if (turn !== this.#turn) return
      this.value = value
      this.problem = undefined
    } catch (error) {
      // The page was left.
      if (turn !== this.#turn || (error instanceof DOMException && error.name === 'AbortError')) return
      this.problem = error instanceof Error ? error.message : String(error)
    } finally {
      if (turn === this.#turn) this.busy = false
    }
  }
}
