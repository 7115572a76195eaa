import { createContext } from 'svelte'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import type { Deck } from './deck.svelte.ts'
import type { Tick, Track } from './track.ts'

/** What sounds, across all screens. Everything beyond saying so is the deck's, which loads after the first paint. */
export class Player {
  track = $state.raw<Track>()
  playing = $state(false)
  /** Seconds. */
  time = $state(0)
  duration = $state(0)
  /** Nothing sounds because bytes are missing. */
  waiting = $state(false)
  problem = $state<string>()
  deck = $state.raw<Deck>()
  readonly #app: App
  readonly #hearers = new Set<(tick: Tick) => void>()
  #loading: Promise<Deck> | undefined

  constructor(app: App) {
    this.#app = app
  }

  /** Rejects when its code cannot be fetched; the next call tries again. */
  ready(): Promise<Deck> {
    this.#loading ??= import('./deck.svelte.ts').then(
      ({ Deck }) => (this.deck = new Deck(this.#app, this)),
      (error: unknown) => {
        this.#loading = undefined
        throw error
      },
    )
    return this.#loading
  }

  /** Plays a work: in full where this browser has its key, else its preview. Rejects with a sentence. */
  async open(work: WorkId): Promise<void> {
    await (await this.ready()).open(work)
  }

  toggle(): void {
    this.deck?.toggle()
  }

  /** Tells how much was heard, some four times a second while something sounds. Call the result to stop. */
  listen(hear: (tick: Tick) => void): () => void {
    this.#hearers.add(hear)
    return () => void this.#hearers.delete(hear)
  }

  tell(tick: Tick): void {
    for (const hear of this.#hearers) hear(tick)
  }
}

const [getPlayer, setPlayer] = createContext<Player>()
export { getPlayer }
export const createPlayer = (app: App): Player => setPlayer(new Player(app))
