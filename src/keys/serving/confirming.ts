/** Whether what one RPC told of a delivery's end is true: two operators and a proof have to say the same, as deep as no
 * reorganisation reaches. Until then it is looked at, and where it is not true, it has to land after all. */
import { depthOf, type Depth } from './finality.ts'
import { orderIdOf, type Delivery, type DeliveryJournal } from './journal.ts'
import type { ServingPorts } from './ports.ts'
import { provenRequest } from './standing.ts'
import { howItEnded } from './waiting.ts'

const CLOSED = 1n
const NEWEST: Depth = { tag: 'latest', below: 0n }
/** Looks that a block may take to reach two operators: before, an end that only one of them knows is no lie. */
const PATIENT_LOOKS = 8
/** How long what was proven is looked at again after a reorganisation: it may have been deeper than was thought. */
const YOUNG_MS = 2 * 3_600_000

const NOT_THERE = 'It was said to be on the network, and is not: it has to be sent again.'

export class Confirming {
  readonly #ports: ServingPorts
  readonly #journal: DeliveryJournal

  constructor(ports: ServingPorts, journal: DeliveryJournal) {
    this.#ports = ports
    this.#journal = journal
  }

  /** `rolledBack`: the chain was reorganised, so that what was proven lately is looked at too, and nothing waits. Returns
   * whether anything is still only told. Rejects where the journal cannot be read. */
  async look(rolledBack = false): Promise<boolean> {
    const young = (delivery: Delivery) => this.#now() - delivery.at < YOUNG_MS
    const doubtful = (await this.#journal.all()).filter(
      (each) => each.state !== 'exposed' && (each.told !== undefined || (rolledBack && young(each))),
    )
    const left = await Promise.all(doubtful.map((each) => this.#confirm(each, rolledBack)))
    return left.some(Boolean)
  }

  /** Whether it is still only told. */
  async #confirm(delivery: Delivery, rolledBack: boolean): Promise<boolean> {
    const { terms, told, currency } = delivery
    if ((await this.#stored(delivery, depthOf(this.#ports, terms, currency))) === CLOSED) {
      if (told !== undefined) await this.#settle(delivery)
      return false
    }
    if (!rolledBack && told !== undefined && Math.abs(this.#now() - told) < PATIENT_LOOKS * this.#ports.pace.look)
      return true
    const newest = await this.#stored(delivery, NEWEST)
    // Not known is not untrue: an RPC that is silent must not have everything sent again.
    if (newest === undefined || newest === CLOSED) return told !== undefined
    await this.#journal.change(terms.id, { state: 'exposed', told: undefined, trouble: NOT_THERE })
    const hand = this.#ports.hands().find(({ address }) => address.toLowerCase() === delivery.sender.toLowerCase())
    // Whoever said that it landed may have been the only one who had it.
    await hand?.spread?.(orderIdOf(delivery)).catch(() => undefined)
    return false
  }

  /** What is proven to stand for the request; `undefined`: nothing is proven at the moment. */
  #stored({ terms }: Delivery, depth: Depth): Promise<bigint | undefined> {
    return provenRequest(this.#ports, terms.id, depth).catch(() => undefined)
  }

  async #settle(delivery: Delivery): Promise<void> {
    const state = await howItEnded(this.#ports, delivery).catch(() => undefined)
    await this.#journal.change(delivery.terms.id, { state: state ?? delivery.state, told: undefined })
  }

  #now(): number {
    return (this.#ports.now ?? Date.now)()
  }
}
