import type { WorkId } from '../../royalties/words.ts'
import { keepPlaces, keptPlaces, notePlace, placeKey, type Place } from './places.ts'
import type { Player } from './player.svelte.ts'

/** Seconds between notes of the place in a long work. */
const NOTE_EVERY = 5

/** Remembers where somebody is. */
export class Bookmark {
  readonly #chainId: number
  readonly #player: Player
  #noted = 0

  constructor(chainId: number, player: Player) {
    this.#chainId = chainId
    this.#player = player
  }

  of(work: WorkId, file: number): Place | undefined {
    return keptPlaces(this.#chainId)[placeKey(work, file)]
  }

  noteNowAndThen(): void {
    if (Math.abs(this.#player.time - this.#noted) >= NOTE_EVERY) this.note()
  }

  note(): void {
    const { track, time, duration } = this.#player
    if (!track || track.preview || !Number.isFinite(duration) || duration === 0) return
    this.#noted = time
    const before = keptPlaces(this.#chainId)
    const after = notePlace(before, placeKey(track.work, track.file), time, duration, Date.now())
    keepPlaces(this.#chainId, after)
  }
}
