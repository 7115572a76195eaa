/** Serves requests for keys: finds them, checks them, leaves them to others for a while, answers, and sees to it that what
 * was answered lands. Knows no browser: the tab and `npm start` run the same. */
import type { Seen } from '../../chain/events.ts'
import type { Result } from '../../chain/problems.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import { examine, isNative, isReady } from './examine.ts'
import { Landing } from './landing.ts'
import { lostBy, type Delivery, type DeliveryJournal } from './journal.ts'
import type { ServingPorts } from './ports.ts'
import { postpone, type Refusal } from './refusal.ts'
import { requestOfEvent, type Request } from './request.ts'
import { Alarm } from './alarm.ts'
import type { KeeperView, Status } from './view.ts'
import { openRequests, servedWorks } from './waiting.ts'

export type { KeeperView, Status } from './view.ts'

interface Entry {
  readonly request: Request
  status: Status
  /** Unix ms. */
  next: number
  looks: number
}

const SLOWEST_MS = 60_000
/** What landed is confirmed after so many looks. */
const CONFIRM_LOOKS = 8

export class Keeper {
  readonly #ports: ServingPorts
  readonly #journal: DeliveryJournal
  readonly #landing: Landing
  readonly #changed: () => void
  readonly #alarm = new Alarm()
  readonly #waiting = new Map<Hex, Entry>()
  /** Requests seen closed: a reorganisation may open them again. */
  readonly #closed = new Map<Hex, Request>()
  #works: readonly WorkId[] | undefined
  #deliveries: readonly Delivery[] = []
  #problem: string | undefined
  #looked = false
  /** When what landed is looked at once more, Unix ms: a block taken back before anybody saw it tells nobody. */
  #confirmAt = Number.POSITIVE_INFINITY

  constructor(ports: ServingPorts, journal: DeliveryJournal, changed: () => void = () => undefined) {
    this.#ports = ports
    this.#journal = journal
    this.#changed = changed
    this.#landing = new Landing(ports, journal)
  }

  get view(): KeeperView {
    const waiting = [...this.#waiting.values()]
      .map(({ request, status }) => ({ request, status }))
      .sort((a, b) => a.request.asked - b.request.asked)
    return { works: this.#works, waiting, deliveries: this.#deliveries, problem: this.#problem }
  }

  /** Works until the signal is aborted; then lets go at the next step. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.#looked) await this.#look()
      if (this.#confirmAt <= this.#now()) await this.#confirm()
      for (const entry of [...this.#waiting.values()]) await this.#turn(entry, signal)
      await this.#alarm.sleep(this.#rest(), signal)
    }
  }

  /** To be told of every new event of the ledger. */
  notice(events: readonly Pick<Seen, 'event'>[]): void {
    for (const { event } of events) {
      if (event.kind === 'KeyRequested')
        if (this.#works?.includes(event.work)) this.#add(requestOfEvent(event))
        else void this.#meet(event.keyAddress)
      if (event.kind === 'KeyDelivered' || event.kind === 'KeyRefunded') this.#wake(event.id)
    }
  }

  /** The chain was reorganised: what was closed may be open again, and what was delivered may have to be sent anew. */
  async rolledBack(): Promise<void> {
    for (const request of this.#closed.values()) this.#add(request)
    await this.#confirm()
    this.reconsider()
  }

  async #confirm(): Promise<void> {
    this.#confirmAt = Number.POSITIVE_INFINITY
    await this.#landing.reopen()
    await this.#refresh()
    for (const delivery of this.#deliveries) if (delivery.state === 'exposed') this.#add(delivery)
  }

  /** There are other keys now: works and their requests are looked for again. */
  search(): void {
    this.#looked = false
    this.reconsider()
  }

  /** Rules or hands are others now: everything refused is looked at again. */
  reconsider(): void {
    for (const entry of this.#waiting.values()) if (entry.status.kind !== 'delivering') entry.next = 0
    this.#alarm.ring()
  }

  /** What the button does: checks once more and delivers, whoever signs. `undefined`: delivered; else why not. */
  async deliver(id: Hex, signal?: AbortSignal): Promise<Refusal | undefined> {
    const entry = this.#waiting.get(id)
    if (!entry || entry.status.kind === 'delivering') return undefined
    const known = await this.#journal.find(id).catch(() => undefined)
    if (known?.state === 'exposed') await this.#land(entry, known, true, signal)
    else await this.#consider(entry, true, signal)
    const { status } = entry
    return status.kind === 'refused' ? status.refusal : undefined
  }

  /** Finds the works, what waits for them, and what an earlier visit left exposed. */
  async #look(): Promise<void> {
    try {
      await this.#refresh()
      for (const delivery of this.#deliveries) if (delivery.state === 'exposed') this.#add(delivery)
      this.#works = this.#serving ? await servedWorks(this.#ports) : []
      for (const work of this.#works)
        for (const request of await openRequests(this.#ports, work, this.#journal.store)) this.#add(request)
      await this.#journal.tidy()
      this.#looked = true
      this.#problem = undefined
    } catch (error) {
      this.#problem = error instanceof Error ? error.message.split('\n')[0] : String(error)
    }
    this.#changed()
  }

  /** New terms under the same number are another request: the chain was reorganised under it. */
  #add(request: Request): void {
    const { id, deadline } = request.terms
    if (this.#waiting.get(id)?.request.terms.deadline === deadline) return
    this.#waiting.set(id, { request, status: { kind: 'checking' }, next: 0, looks: 0 })
    this.#wake(id)
  }

  /** A work published or bought since works were looked for. */
  async #meet(key: Address): Promise<void> {
    const held = await this.#ports.held().catch(() => [])
    if (held.some((each) => each.toLowerCase() === key.toLowerCase())) this.search()
  }

  #wake(id: Hex): void {
    const entry = this.#waiting.get(id)
    if (entry && entry.status.kind !== 'soon') entry.next = 0
    this.#alarm.ring()
    this.#changed()
  }

  async #turn(entry: Entry, signal: AbortSignal): Promise<void> {
    if (signal.aborted || entry.status.kind === 'delivering' || entry.next > this.#now()) return
    const known = await this.#journal.find(entry.request.terms.id).catch(() => undefined)
    if (known?.state === 'exposed') await this.#land(entry, known, false, signal)
    else if (this.#serving) await this.#consider(entry, false, signal)
    else this.#forget(entry)
  }

  get #serving(): boolean {
    return this.#ports.rules().serving
  }

  /** `pressed`: somebody asked for this delivery, so it neither waits its turn nor for a button. */
  async #consider(entry: Entry, pressed: boolean, signal?: AbortSignal): Promise<void> {
    const waited = entry.status.kind === 'soon'
    const lost = lostBy(this.#deliveries, this.#now(), isNative)
    const found = await examine(entry.request, this.#ports, this.#ports.rules().budget - lost)
    // Pressed meanwhile, or pressed twice: that one goes on.
    if (entry.status.kind === 'delivering') return
    if (!isReady(found)) return this.#refused(entry, found)
    if (!pressed && !found.hand.automatic) return this.#set(entry, { kind: 'asks', ready: found }, SLOWEST_MS / 2)
    if (!pressed && !waited) return this.#leave(entry)
    this.#set(entry, { kind: 'delivering' })
    const problem = await this.#landing.first(found, signal)
    await this.#after(entry, problem)
  }

  /** Leaves it to others: several tabs hold the same key, and only the first to land is paid. */
  #leave(entry: Entry): void {
    const [least, most] = this.#ports.pace.backOff
    const wait = least + (this.#ports.random ?? Math.random)() * (most - least)
    this.#set(entry, { kind: 'soon', at: this.#now() + wait }, wait)
  }

  async #land(entry: Entry, { automatic }: Delivery, pressed: boolean, signal?: AbortSignal): Promise<void> {
    // What only somebody's click can send is merely looked at.
    if (pressed || automatic) this.#set(entry, { kind: 'delivering' })
    const outcome = await this.#landing.again(entry.request, pressed, signal)
    // Pressed meanwhile: that one tells how it ends.
    if (pressed || automatic || entry.status.kind !== 'delivering') await this.#after(entry, outcome)
  }

  /** Closed, one way or another; or still there, and then `outcome` says why. */
  async #after(entry: Entry, outcome: Result<true> | Refusal): Promise<void> {
    await this.#refresh()
    if ('ok' in outcome && outcome.ok) {
      this.#confirmAt = Math.min(this.#confirmAt, this.#now() + CONFIRM_LOOKS * this.#ports.pace.look)
      return this.#forget(entry)
    }
    this.#refused(entry, 'ok' in outcome ? postpone('unanswered', 'It has not landed yet.') : outcome)
  }

  #refused(entry: Entry, refusal: Refusal): void {
    if (refusal.kind === 'closed' && !refusal.passing) return this.#forget(entry)
    const soon = Math.min(SLOWEST_MS, this.#ports.pace.look * 2 ** Math.min(entry.looks++, 6))
    this.#set(entry, { kind: 'refused', refusal }, refusal.passing ? soon : Number.POSITIVE_INFINITY)
  }

  #forget(entry: Entry): void {
    const { id } = entry.request.terms
    if (this.#waiting.get(id) === entry) this.#waiting.delete(id)
    this.#closed.set(id, entry.request)
    this.#changed()
  }

  #set(entry: Entry, status: Status, wait = 0): void {
    entry.status = status
    entry.next = this.#now() + wait
    this.#changed()
  }

  async #refresh(): Promise<void> {
    this.#deliveries = await this.#journal.all().catch(() => this.#deliveries)
    this.#changed()
  }

  /** Milliseconds until something is due. */
  #rest(): number {
    const due = [...this.#waiting.values()].map(({ next }) => next - this.#now())
    const confirm = this.#confirmAt - this.#now()
    return Math.max(20, Math.min(this.#looked ? SLOWEST_MS : this.#ports.pace.look, confirm, ...due))
  }

  #now(): number {
    return (this.#ports.now ?? Date.now)()
  }
}
