import { Usage, type Address, type WorkId } from '../../royalties/words.ts'
import { Meter, type Tick } from '../../session/meter.ts'
import type { App } from '../context.ts'

export interface HeardPlay {
  readonly work: WorkId
  /** As it was shown when the track started. */
  readonly price: bigint
  readonly currency: Address
}

/** Hears what the player plays and tells of plays that cost something. */
export class Ear {
  readonly #app: Pick<App, 'catalogue' | 'wallet'>
  readonly #tell: (play: HeardPlay) => Promise<void>
  readonly #meter = new Meter()
  /** Of the present start: the price may change while it sounds. */
  #noted: { readonly start: number; readonly play: HeardPlay } | undefined
  #attached = false

  constructor(app: Pick<App, 'catalogue' | 'wallet'>, tell: (play: HeardPlay) => Promise<void>) {
    this.#app = app
    this.#tell = tell
  }

  /** Listens to the page's player; again does nothing. */
  attach(player: { listen(hear: (tick: Tick) => void): unknown }): void {
    if (!this.#attached) player.listen((tick) => this.hear(tick))
    this.#attached = true
  }

  hear(tick: Tick): void {
    if (tick.preview) return
    const seen = this.#offerOf(tick.work)
    if (this.#noted?.start !== tick.start && seen) this.#noted = { start: tick.start, play: seen }
    if (!this.#meter.hear(tick)) return
    const play = this.#noted?.start === tick.start ? this.#noted.play : seen
    if (play && play.price > 0n) void this.#tell(play)
  }

  /** `undefined`: nothing is known of the work yet, playing is not offered, or it is the listener's own. */
  #offerOf(id: WorkId): HeardPlay | undefined {
    const { work } = this.#app.catalogue.entry(id)
    const price = work?.offers.find(({ usage }) => usage === Usage.Play)?.price
    if (!work || price === undefined) return undefined
    if (work.creator.toLowerCase() === this.#app.wallet.address?.toLowerCase()) return undefined
    return { work: id, price, currency: work.currency }
  }
}
