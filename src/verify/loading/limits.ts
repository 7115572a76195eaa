import type { Refusal } from './refusal.ts'

/** Caps are round numbers, so these are tried before a refusal that names none is halved down to one. */
const ROUND = [1_000_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1]
const FIRST_LOGS = 10_000
const MOST_LOGS = 20_000
const FEWEST_CUT = 500

/** What one RPC gives at once, as far as its refusals and answers have taught. */
export class Limits {
  /** Blocks it takes in one request. */
  #blocks = Infinity
  /** Logs that are asked for at once. */
  #logs = FIRST_LOGS
  /** Once it has refused a number of logs, or kept some for itself, no more than that is tried. */
  #mostLogs = MOST_LOGS
  /** Blocks of the next request, after it found fewer to be too much. */
  #careful = Infinity

  /** Blocks of the next request where there are `density` logs a block. At least 1. */
  span(density: number): number {
    const byLogs = density > 0 ? Math.floor(this.#logs / density) : Infinity
    return Math.max(1, Math.min(this.#blocks, this.#careful, byLogs))
  }

  /** `false`: not even one block was given, so nothing less can be asked for. */
  refused(blocks: number, refusal: Refusal): boolean {
    if (refusal.kind === 'rate') return true
    if (blocks <= 1) {
      // Then it was no cap that refused the wider ranges either; the next time may be better.
      this.#blocks = this.#careful = Infinity
      return false
    }
    if (refusal.kind === 'blocks') {
      this.#blocks = lower(blocks, refusal.most) ?? ROUND.find((round) => round < blocks) ?? 1
    } else {
      if (refusal.most) this.#mostLogs = this.#logs = Math.max(1, Math.min(this.#mostLogs, refusal.most))
      this.#careful = lower(blocks, refusal.blocks) ?? Math.max(1, Math.floor(blocks / 2))
    }
    return true
  }

  /** A whole answer of so many logs for so many blocks. */
  answered(blocks: number, logs: number): void {
    if (blocks >= this.#careful) this.#careful *= 2
    if (logs >= this.#logs / 2) this.#logs = Math.min(this.#mostLogs, this.#logs * 2)
  }

  /** An answer that ended after so many logs without a word. */
  cut(logs: number): void {
    // Nobody cuts so early: what is missing has another reason.
    if (logs < FEWEST_CUT) return
    this.#mostLogs = this.#logs = Math.max(1, Math.min(this.#mostLogs, Math.floor(logs * 0.8)))
  }
}

/** What the RPC named, if that is less than what was asked for. */
const lower = (blocks: number, named: number | undefined): number | undefined =>
  named !== undefined && named < blocks ? named : undefined

const known = new Map<string, Limits>()

/** Of the RPC at this address, for as long as this worker lives; readers without an address learn for themselves. */
export function limitsOf(rpc: string | undefined): Limits {
  if (rpc === undefined) return new Limits()
  const limits = known.get(rpc) ?? new Limits()
  known.set(rpc, limits)
  return limits
}
