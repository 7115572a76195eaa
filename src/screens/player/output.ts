import { Heard, newStart } from './heard.ts'
import type { Player } from './player.svelte.ts'
import { isVideo, type Track } from './track.ts'

/** What the output tells its deck. */
export interface Events {
  ended(): void
  /** The element gave up on its source. */
  failed(error: MediaError): void
  /** Time, length, speed or state changed in a way that others show. */
  moved(): void
  /** The media clock went on. */
  heard(): void
}

/** Two elements that never leave the page: one for sound, which goes on while a phone sleeps, one for pictures. */
export class Output {
  readonly audio = made('audio')
  readonly video = made('video')
  #element: HTMLMediaElement = this.audio
  readonly #player: Player
  readonly #events: Events
  readonly #heard = new Heard()
  #start = 0
  #rate = 1

  constructor(player: Player, events: Events) {
    this.#player = player
    this.#events = events
    this.video.playsInline = true
    // The video has its place on the screen, given by screen.svelte; sound needs none.
    document.body.append(this.audio)
    for (const element of [this.audio, this.video]) this.#listenTo(element)
  }

  get paused(): boolean {
    return this.#element.paused
  }

  get time(): number {
    return this.#element.currentTime
  }

  /** Stretches that would play at once, in seconds. */
  get buffered(): readonly { readonly from: number; readonly to: number }[] {
    const { buffered } = this.#element
    return Array.from({ length: buffered.length }, (_, at) => ({ from: buffered.start(at), to: buffered.end(at) }))
  }

  /** Puts a track in at this second, as a new start unless `same`. */
  load(track: Track, at = 0, same = false): void {
    const next = isVideo(track) ? this.video : this.audio
    if (next !== this.#element) silence(this.#element)
    this.#element = next
    this.#heard.lift()
    if (!same) this.#start = newStart()
    next.src = track.url
    next.defaultPlaybackRate = next.playbackRate = this.#rate
    if (at > 0)
      next.addEventListener('loadedmetadata', () => next.src === track.url && (next.currentTime = at), { once: true })
  }

  /** `NotAllowedError` and `AbortError` are no failures: the browser wants a click, or a newer track took over. */
  async play(): Promise<void> {
    if (this.#element.ended) this.begin()
    await this.#element.play().catch((error: unknown) => {
      const name = error instanceof DOMException ? error.name : ''
      // What cannot be played is told by the element's own `error` event.
      if (!['AbortError', 'NotAllowedError', 'NotSupportedError'].includes(name)) throw error
    })
  }

  pause(): void {
    this.#element.pause()
  }

  /** From the beginning, as a new start. */
  begin(): void {
    this.#heard.lift()
    this.#start = newStart()
    this.#element.currentTime = 0
  }

  seek(seconds: number): void {
    const { duration } = this.#element
    const end = Number.isFinite(duration) ? duration : Number.MAX_SAFE_INTEGER
    if (Number.isFinite(seconds)) this.#element.currentTime = Math.min(end, Math.max(0, seconds))
  }

  tune({ rate, volume, muted }: { rate: number; volume: number; muted: boolean }): void {
    this.#count()
    this.#rate = rate
    for (const element of [this.audio, this.video]) {
      element.preservesPitch = true
      element.defaultPlaybackRate = element.playbackRate = rate
      element.volume = volume
      element.muted = muted
    }
    this.#count()
  }

  stop(): void {
    this.#count()
    silence(this.#element)
    this.#heard.lift()
  }

  #listenTo(element: HTMLMediaElement): void {
    const on = (name: keyof HTMLMediaElementEventMap, act: () => void) =>
      element.addEventListener(name, () => element === this.#element && this.#player.track && act())
    const player = this.#player
    on('play', () => ((player.playing = true), this.#events.moved()))
    on('playing', () => ((player.waiting = false), this.#heard.lift(), this.#count()))
    on('canplay', () => (player.waiting = false))
    on('waiting', () => (this.#count(), (player.waiting = true)))
    on('pause', () => (this.#count(), this.#heard.lift(), (player.playing = false), this.#events.moved()))
    on('seeking', () => (this.#heard.lift(), (player.time = element.currentTime)))
    on('seeked', () => (this.#count(), this.#events.moved()))
    on('timeupdate', () => (this.#count(), (player.time = element.currentTime), element.paused || this.#events.heard()))
    on('durationchange', () => ((player.duration = element.duration), this.#events.moved()))
    on('ended', () => (this.#count(), this.#heard.lift(), this.#events.ended()))
    on('error', () => element.error && element.hasAttribute('src') && this.#events.failed(element.error))
  }

  #count(): void {
    const { track } = this.#player
    const element = this.#element
    if (!track || element.seeking) return
    const heard = this.#heard.mark(element.currentTime, performance.now(), element.playbackRate)
    if (heard <= 0) return
    const duration = Number.isFinite(element.duration) ? element.duration : 0
    this.#player.tell({ work: track.work, start: this.#start, heard, duration, preview: track.preview })
  }
}

function made<Name extends 'audio' | 'video'>(name: Name): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.preload = 'metadata'
  return element
}

function silence(element: HTMLMediaElement): void {
  element.pause()
  element.removeAttribute('src')
  element.load()
}
