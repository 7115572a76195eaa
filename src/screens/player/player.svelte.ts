import { createContext } from 'svelte'
import type { WorkId } from '../../royalties/words.ts'
import { choices } from '../choices.svelte.ts'

/** Something to hear. `url` is a stream of the library; `close` gives it back. */
export interface Track {
  readonly work: WorkId
  readonly title: string
  readonly creator: string
  /** A public taste, not the whole. */
  readonly preview: boolean
  readonly url: string
  close(): void
}

/** What sounds, across all screens. The element itself lives in the player bar and never leaves the page. */
export class Player {
  track = $state.raw<Track>()
  playing = $state(false)
  /** Seconds. */
  time = $state(0)
  duration = $state(0)
  waiting = $state(false)
  problem = $state<string>()
  volume = $state(choices.volume)
  #element: HTMLAudioElement | undefined

  /** Called once by the player bar. */
  attach(element: HTMLAudioElement): void {
    this.#element = element
    element.volume = this.volume
  }

  async play(track: Track): Promise<void> {
    this.track?.close()
    this.track = track
    this.problem = undefined
    this.time = this.duration = 0
    const element = this.#element
    if (!element) return
    element.src = track.url
    this.#announce(track)
    await this.#start(element)
  }

  toggle(): void {
    const element = this.#element
    if (!element || !this.track) return
    if (element.paused) void this.#start(element)
    else element.pause()
  }

  seek(seconds: number): void {
    if (this.#element && Number.isFinite(seconds)) this.#element.currentTime = Math.max(0, seconds)
  }

  setVolume(volume: number): void {
    this.volume = volume
    if (this.#element) this.#element.volume = volume
    choices.volume = volume
    choices.keep()
  }

  stop(): void {
    this.#element?.pause()
    this.#element?.removeAttribute('src')
    this.#element?.load()
    this.track?.close()
    this.track = undefined
    this.playing = false
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play()
    } catch (error) {
      // A newer track took over, or the browser wants a click first: both leave the button to the user.
      if (error instanceof DOMException && ['AbortError', 'NotAllowedError'].includes(error.name)) return
      this.problem = 'This browser cannot play the file.'
    }
  }

  /** Keys of the keyboard, the headset and the lock screen. */
  #announce({ title, creator }: Track): void {
    if (!('mediaSession' in navigator)) return
    const session = navigator.mediaSession
    session.metadata = new MediaMetadata({ title, artist: creator })
    session.setActionHandler('play', () => this.toggle())
    session.setActionHandler('pause', () => this.toggle())
    session.setActionHandler('seekto', ({ seekTime }) => this.seek(seekTime ?? 0))
    session.setActionHandler('seekforward', () => this.seek(this.time + 10))
    session.setActionHandler('seekbackward', () => this.seek(this.time - 10))
  }
}

const [getPlayer, setPlayer] = createContext<Player>()
export { getPlayer }
export const createPlayer = (): Player => setPlayer(new Player())
