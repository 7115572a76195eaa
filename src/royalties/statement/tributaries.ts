import { atOnce, ownOfFlow, turnOf } from '../flows.ts'
import type { FlowEvent } from '../ledger.ts'
import { Running } from '../running.ts'
import type { Address, WorkId } from '../words.ts'

/** Who feeds a balance by the second: a payer of this work, or a descendant that passes on its part. */
export interface Tributary {
  /** `undefined`: the flows of a descendant, whoever pays them. */
  readonly payer: Address | undefined
  /** The work the money was paid to. */
  readonly source: WorkId
  /** What it brought a balance, in 1e-16 of a currency unit. */
  readonly income: bigint
}

interface Stream {
  readonly payer: Address | undefined
  readonly source: WorkId
  readonly running: Running
  income: bigint
}

/** Divides what flows bring a balance among those who pay them. */
export class Tributaries {
  readonly #royalties: number
  readonly #streams = new Map<string, Stream>()

  /** `royalties`: basis points of all the work's ancestors together. */
  constructor(royalties: number) {
    this.#royalties = royalties
  }

  /** Time passes; the balance has `units` of the work. Returns what all of them brought it. */
  flow(to: number, units: bigint): bigint {
    let sum = 0n
    for (const stream of this.#streams.values()) {
      const income = stream.running.advance(to) * units
      stream.income += income
      sum += income
    }
    return sum
  }

  /** Follows a flow event. Assumes: `flow` was called for the time before it. */
  turn(event: FlowEvent, units: bigint): void {
    const stream = this.#streamOf(event)
    const now = event.stamp.time
    if (event.kind === 'FlowCredited') {
      stream.running.turn(event.rate, event.oldEnd, event.newEnd, now)
      stream.income += event.income * units
      return
    }
    const turn = turnOf(event)
    stream.running.turn(ownOfFlow(turn.rate, this.#royalties), turn.oldEnd, turn.newEnd, now)
    stream.income += ownOfFlow(atOnce(turn), this.#royalties) * units
  }

  /** In the order in which they began. */
  all(): Tributary[] {
    return [...this.#streams.values()].map(({ payer, source, income }) => ({ payer, source, income }))
  }

  #streamOf(event: FlowEvent): Stream {
    const payer = event.kind === 'FlowCredited' ? undefined : event.payer
    const source = event.kind === 'FlowCredited' ? event.source : event.work
    const key = payer ?? String(source)
    let stream = this.#streams.get(key)
    if (!stream) this.#streams.set(key, (stream = { payer, source, running: new Running(), income: 0n }))
    return stream
  }
}
