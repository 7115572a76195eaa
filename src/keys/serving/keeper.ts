/** Serves requests for keys: finds them, checks them, leaves them to others for a while, answers, and sees to it that what
 * was answered lands. Knows no browser: the tab and `npm start` run the same. */
import type { Seen } from '../../chain/events.ts'
import type { Result } from '../../chain/problems.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import { Alarm } from './alarm.ts'
import { Confirming } from './confirming.ts'
import { examine, isNative, isReady } from './examine.ts'
import { Landing } from './landing.ts'
import { isPending, lostBy, type Delivery, type DeliveryJournal } from './journal.ts'
import { Line, type Entry } from './line.ts'
import { notedOf, troubleOf } from './notes.ts'
import type { ServingPorts } from './ports.ts'
import { mayOverrule, postpone, type Refusal } from './refusal.ts'
import { requestOfEvent, type Request } from './request.ts'
import type { KeeperView, Status, Trouble } from './view.ts'
import { openRequests, servedWorks } from './waiting.ts'

export type { KeeperView, Status } from './view.ts'

const SLOWEST_MS = 60_000
/** Looks between two at what only one RPC has told. */
const CONFIRM_LOOKS = 4

export class Keeper {
  readonly #ports: ServingPorts
  readonly #journal: DeliveryJournal
  readonly #landing: Landing
  readonly #confirming: Confirming
  readonly #changed: () => void
  readonly #alarm = new Alarm()
  readonly #line: Line
  /** Requests seen closed: a reorganisation may open them again. */
  readonly #closed = new Map<Hex, Request>()
  #works: readonly WorkId[] | undefined
  #noted: Pick<KeeperView, 'deliveries' | 'damaged'> = { deliveries: [], damaged: 0 }
  #problem: Trouble | undefined
  #looked = false
  /** When what is only told is looked at, ms of `performance.now`: a block taken back before anybody saw it tells nobody. */
  #confirmAt = Number.POSITIVE_INFINITY

  constructor(ports: ServingPorts, journal: DeliveryJournal, changed: () => void = () => undefined) {
    this.#ports = ports
    this.#journal = journal
    this.#changed = changed
    this.#landing = new Landing(ports, journal)
    this.#confirming = new Confirming(ports, journal)
    this.#line = new Line(changed)
  }

  get view(): KeeperView {
    return { works: this.#works, waiting: this.#line.view, ...this.#noted, problem: this.#problem }
  }

  /** Works until the signal is aborted; then lets go at the next step. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.#looked) await this.#look()
      if (this.#confirmAt <= performance.now()) await this.#confirm()
      for (const entry of this.#line.all()) await this.#turn(entry, signal)
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
    await this.#confirm(true)
    this.reconsider()
  }

  async #confirm(rolledBack = false): Promise<void> {
    this.#confirmAt = Number.POSITIVE_INFINITY
    const left = await this.#confirming.look(rolledBack).catch(() => true)
    if (left) this.#confirmAt = performance.now() + Math.min(SLOWEST_MS, CONFIRM_LOOKS * this.#ports.pace.look)
    await this.#refresh()
    this.#takeUpExposed()
  }

  #takeUpExposed(): void {
    for (const delivery of this.#noted.deliveries) if (delivery.state === 'exposed') this.#add(delivery)
  }

  /** There are other keys now: works and their requests are looked for again. */
  search(): void {
    this.#looked = false
    this.reconsider()
  }

  /** Rules or hands are others now: everything refused is looked at again. */
  reconsider(): void {
    this.#line.wake()
    this.#alarm.ring()
  }

  /** What the button does: checks once more and delivers, whoever signs. `undefined`: delivered; else why not. */
  async deliver(id: Hex, signal?: AbortSignal): Promise<Refusal | undefined> {
    const entry = this.#line.find(id)
    if (!entry || entry.status.kind === 'delivering') return undefined
    const noted = await notedOf(this.#journal, id)
    if (!noted.ok) this.#refused(entry, noted.refusal)
    else if (noted.delivery?.state === 'exposed') await this.#land(entry, noted.delivery, true, signal)
    else await this.#consider(entry, true, signal)
    return refusalIn(entry.status)
  }

  /** The same against the rule that keeps this keeper from doing it unasked. Where another check says no, or another rule,
   * nothing is sent, and that is told. */
  async overrule(id: Hex, signal?: AbortSignal): Promise<Refusal | undefined> {
    const entry = this.#line.find(id)
    const refusal = entry && refusalIn(entry.status)
    if (!refusal || !mayOverrule(refusal)) return refusal
    entry.overruled.add(refusal.kind)
    if (refusal.kind === 'damaged') await this.#journal.forget(id).catch(() => undefined)
    return this.deliver(id, signal)
  }

  /** Finds the works, what waits for them, and what an earlier visit left exposed. */
  async #look(): Promise<void> {
    try {
      await this.#journal.tidy()
      await this.#refresh()
      this.#takeUpExposed()
      if (this.#noted.deliveries.some(isPending)) this.#confirmAt = performance.now()
      this.#works = this.#serving ? await servedWorks(this.#ports) : []
      for (const work of this.#works)
        for (const request of await openRequests(this.#ports, work, this.#journal.store)) this.#add(request)
      this.#looked = true
      this.#problem = undefined
    } catch (error) {
      this.#problem = troubleOf(error)
    }
    this.#changed()
  }

  #add(request: Request): void {
    if (this.#line.add(request)) this.#alarm.ring()
  }

  /** A work published or bought since works were looked for. */
  async #meet(key: Address): Promise<void> {
    const held = await this.#ports.held().catch(() => [])
    if (held.some((each) => each.toLowerCase() === key.toLowerCase())) this.search()
  }

  #wake(id: Hex): void {
    this.#line.wake(({ request, status }) => request.terms.id === id && status.kind !== 'soon')
    this.#alarm.ring()
  }

  async #turn(entry: Entry, signal: AbortSignal): Promise<void> {
    if (signal.aborted || !this.#line.isDue(entry)) return
    const noted = await notedOf(this.#journal, entry.request.terms.id)
    if (!noted.ok) this.#refused(entry, noted.refusal)
    else if (noted.delivery?.state === 'exposed') await this.#land(entry, noted.delivery, false, signal)
    else if (this.#serving) await this.#consider(entry, false, signal)
    else this.#forget(entry)
  }

  get #serving(): boolean {
    return this.#ports.rules().serving
  }

  /** `pressed`: somebody asked for this delivery, so it neither waits its turn nor for a button. */
  async #consider(entry: Entry, pressed: boolean, signal?: AbortSignal): Promise<void> {
    const waited = entry.status.kind === 'soon'
    const lost = lostBy(this.#noted.deliveries, this.#now(), isNative)
    // What was overruled was so for this press, at the cost that was shown: nothing is done against a rule unasked.
    const leave = { left: this.#ports.rules().budget - lost, ...(pressed ? { overruled: entry.overruled } : {}) }
    const found = await examine(entry.request, this.#ports, leave)
    // Pressed meanwhile, or pressed twice: that one goes on.
    if (entry.status.kind === 'delivering') return
    if (!isReady(found)) return this.#refused(entry, found)
    if (!pressed && !found.hand.automatic) return this.#line.set(entry, { kind: 'asks', ready: found }, SLOWEST_MS / 2)
    if (!pressed && !waited) return this.#leave(entry)
    this.#line.set(entry, { kind: 'delivering' })
    const problem = await this.#landing.first(found, signal)
    await this.#after(entry, problem)
  }

  /** Leaves it to others: several tabs hold the same key, and only the first to land is paid. */
  #leave(entry: Entry): void {
    const [least, most] = this.#ports.pace.backOff
    const wait = least + (this.#ports.random ?? Math.random)() * (most - least)
    this.#line.set(entry, { kind: 'soon', at: this.#now() + wait }, wait)
  }

  async #land(entry: Entry, { automatic }: Delivery, pressed: boolean, signal?: AbortSignal): Promise<void> {
    const isBusy = () => entry.status.kind === 'delivering'
    // Pressed meanwhile, or pressed twice: that one goes on.
    if (isBusy()) return
    // What only somebody's click can send is merely looked at.
    if (pressed || automatic) this.#line.set(entry, { kind: 'delivering' })
    const outcome = await this.#landing.again(entry.request, pressed, signal)
    // Pressed meanwhile: that one tells how it ends.
    if (pressed || automatic || !isBusy()) await this.#after(entry, outcome)
  }

  /** Closed, one way or another; or still there, and then `outcome` says why. */
  async #after(entry: Entry, outcome: Result<true> | Refusal): Promise<void> {
    await this.#refresh()
    if ('ok' in outcome && outcome.ok) {
      this.#confirmAt = performance.now()
      return this.#forget(entry)
    }
    this.#refused(entry, 'ok' in outcome ? postpone('unanswered', 'It has not landed yet.') : outcome)
  }

  #refused(entry: Entry, refusal: Refusal): void {
    if (refusal.kind === 'closed' && !refusal.passing) return this.#forget(entry)
    this.#line.refuse(entry, refusal, this.#ports.pace.look)
  }

  #forget(entry: Entry): void {
    this.#closed.set(entry.request.terms.id, entry.request)
    this.#line.remove(entry)
  }

  async #refresh(): Promise<void> {
    try {
      this.#noted = await this.#journal.read()
      if (this.#problem?.of === 'journal') this.#problem = undefined
    } catch (error) {
      this.#problem = troubleOf(error)
    }
    this.#changed()
  }

  /** Milliseconds until something is due. */
  #rest(): number {
    const confirm = this.#confirmAt - performance.now()
    return Math.max(20, Math.min(this.#looked ? SLOWEST_MS : this.#ports.pace.look, confirm, this.#line.rest()))
  }

  #now(): number {
    return (this.#ports.now ?? Date.now)()
  }
}

const refusalIn = (status: Status): Refusal | undefined => (status.kind === 'refused' ? status.refusal : undefined)
