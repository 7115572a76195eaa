import { untrack } from 'svelte'
import type { StreamNews } from '../../storage/library.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { Ahead } from './ahead.ts'
import { announce, announceNothing, announceState, remoteOf, SKIP } from './announce.ts'
import { Bookmark } from './bookmark.ts'
import { habits } from './habits.svelte.ts'
import { Mending } from './mending.ts'
import { isWhole, openTrack, slotsOf } from './opening.svelte.ts'
import { Output } from './output.ts'
import { EDGE, type Place } from './places.ts'
import type { Player } from './player.svelte.ts'
import { Playlist } from './playlist.svelte.ts'
import * as queues from './queue.ts'
import type { Slot, Track } from './track.ts'

/** Seconds into a track after which "previous" means its beginning. */
const BEGINNING = 3
/** Seconds before the end at which the next track is opened. */
const AHEAD = 20

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Plays: a queue through one output. Made once for the page. */
export class Deck {
  /** Why nothing sounds although it should, as a sentence; it goes on by itself. */
  missing = $state('')
  /** Something worth knowing that needs no act: a gateway that lied, a track that was skipped. */
  notice = $state<string>()
  /** A track is being opened. */
  opening = $state(false)
  /** The work whose key was asked for: its whole goes on where the preview stands. */
  wanted = $state<WorkId>()
  /** The work whose licence sheet is open. */
  buying = $state<WorkId>()
  /** Where a long work was left, while it begins anew. */
  left = $state.raw<Place>()
  readonly playlist: Playlist
  readonly output: Output
  readonly bookmark: Bookmark
  readonly #app: App
  readonly #player: Player
  readonly #mending: Mending
  readonly #ahead = new Ahead()
  #turn = 0

  constructor(app: App, player: Player) {
    this.#app = app
    this.#player = player
    this.#mending = new Mending(player)
    this.playlist = new Playlist(app.network.id)
    this.bookmark = new Bookmark(app.network.id, player)
    this.output = new Output(player, {
      ended: () => this.#ended(),
      failed: (error) => void this.#failed(error),
      moved: () => this.#moved(),
      heard: () => this.#heard(),
    })
    $effect.root(() => {
      $effect(() => this.output.tune({ rate: habits.rate, volume: habits.volume, muted: habits.muted }))
      $effect(() => {
        void app.keys
        untrack(() => void this.keyCame())
      })
    })
  }

  /** Plays a work now; the rest of the queue follows. Rejects with a sentence. */
  async open(work: WorkId, at = 0): Promise<void> {
    await this.#opened(async () => {
      this.playlist.set(queues.start(this.playlist.queue, await slotsOf(this.#app, work)))
      await this.#load(at)
    })
  }

  /** Rejects with a sentence when nothing of the work can be played here. */
  async add(work: WorkId, where: 'next' | 'last'): Promise<void> {
    const slots = await slotsOf(this.#app, work)
    const { queue, current } = this.playlist
    this.playlist.set(current ? queues.add(queue, slots, where) : queues.start(queue, slots))
  }

  /** These and nothing else, from the first. Works that cannot be played are left out; rejects when none can. */
  async playAll(works: readonly WorkId[]): Promise<void> {
    await this.#opened(async () => {
      const found = await Promise.allSettled(works.map((work) => slotsOf(this.#app, work)))
      const slots = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
      if (slots.length === 0) throw new Error('None of these works can be played here.')
      const { shuffle, repeat } = this.playlist.queue
      const fresh = queues.start({ ...queues.EMPTY, repeat }, slots)
      this.playlist.set(shuffle ? queues.setShuffle(fresh, true, Math.random) : fresh)
      await this.#load()
    })
  }

  jump(key: number): void {
    this.playlist.set(queues.jump(this.playlist.queue, key))
    void this.#go()
  }

  toggle(): void {
    if (this.#player.problem || !this.#player.track) return void this.again()
    if (this.output.paused) void this.output.play()
    else this.output.pause()
  }

  next(): void {
    if (this.playlist.advance(true)) void this.#go()
  }

  previous(): void {
    if (this.output.time <= BEGINNING && this.playlist.goBack()) void this.#go()
    else this.output.begin()
  }

  seek = (seconds: number): void => this.output.seek(seconds)
  skip = (seconds: number = SKIP): void => this.output.seek(this.output.time + seconds)

  /** Ends playing and forgets the queue. */
  stop(): void {
    this.#turn++
    this.bookmark.note()
    this.output.stop()
    this.#player.track?.close()
    this.#ahead.forget()
    Object.assign(this.#player, { track: undefined, playing: false, waiting: false, problem: undefined })
    this.missing = ''
    this.playlist.forget()
    announceNothing()
  }

  /** Tries what failed once more, where it stood; or takes up what a reload interrupted. */
  async again(): Promise<void> {
    const [{ track, time }, { current }] = [this.#player, this.playlist]
    this.#player.problem = undefined
    this.#mending.begin()
    if (!track) return this.#go(current && this.bookmark.of(current.work, current.file)?.at)
    this.output.load(track, time, true)
    await this.output.play()
  }

  /** Opens the licence sheet. What is bought goes on where the preview stands, even when the sheet is closed meanwhile. */
  askFor(work: WorkId): void {
    this.wanted = this.buying = work
  }

  /** The vault learned a secret: a preview that plays, or just ended, becomes the whole at the same second. */
  async keyCame(): Promise<void> {
    const [{ track }, { current }] = [this.#player, this.playlist]
    if (!track?.preview || !current) return
    const turn = this.#turn
    if (!(await isWhole(this.#app, current)) || turn !== this.#turn) return
    const goesOn = !this.output.paused || this.wanted === track.work
    const at = track.from + this.output.time
    await this.#opened(() => this.#load(at, goesOn)).catch((error: unknown) => (this.notice = said(error)))
  }

  async #opened(work: () => Promise<void>): Promise<void> {
    this.opening = true
    this.notice = undefined
    await work().finally(() => (this.opening = false))
  }

  /** Plays the current slot; one that cannot be opened is skipped and named. */
  async #go(at = 0): Promise<void> {
    this.opening = true
    for (let tries = this.playlist.queue.order.length; tries > 0; tries--) {
      const title = this.playlist.current?.title
      try {
        await this.#load(at)
        break
      } catch (error) {
        if (tries === 1 || !this.playlist.advance(true)) this.#player.problem = said(error)
        if (this.#player.problem) break
        this.notice = `“${title}” was skipped. ${said(error)}`
      }
    }
    this.opening = false
  }

  async #load(at = 0, sounding = true): Promise<void> {
    const slot = this.playlist.current
    if (!slot) return
    const turn = ++this.#turn
    this.bookmark.note()
    const track = await (this.#ahead.take(slot) ?? this.#openTrack(slot))
    if (turn !== this.#turn) return track.close()
    const player = this.#player
    player.track?.close()
    Object.assign(player, { track, problem: undefined, time: at, duration: 0, waiting: true })
    this.missing = ''
    this.left = at === 0 && !track.preview ? this.bookmark.of(track.work, track.file) : undefined
    if (this.wanted !== track.work || !track.preview) this.wanted = undefined
    this.#mending.begin()
    this.output.load(track, at)
    void announce(track, this.#app.catalogue.entry(track.work).cover, remoteOf(this))
    if (sounding) await this.output.play()
  }

  #openTrack(slot: Slot): Promise<Track> {
    return openTrack(this.#app, slot, (news) => this.#hear(slot, news))
  }

  #hear(slot: Slot, news: StreamNews): void {
    if (news.refused)
      this.notice = `${news.refused} sent wrong bytes. They were refused, and are fetched from elsewhere.`
    if (slot.key !== this.playlist.current?.key) return
    if (news.waiting !== undefined) this.missing = news.waiting
    if (news.broken) this.#mending.broken = news.broken
  }

  #ended(): void {
    const { track } = this.#player
    this.bookmark.note()
    // Whoever is buying it wants to hear it next, and nothing else.
    if (track?.preview && this.wanted === track.work) return
    if (this.playlist.advance(false)) return void this.#go()
    if (this.playlist.queue.repeat !== 'off') void this.output.play()
  }

  async #failed(error: MediaError): Promise<void> {
    const { track, time } = this.#player
    if (!track) return
    const turn = this.#turn
    const verdict = await this.#mending.judge(track, error, time)
    if (turn !== this.#turn) return
    if (!verdict.again) return void (this.#player.problem = verdict.why)
    this.output.load(track, time, true)
    await this.output.play()
  }

  #moved(): void {
    const { playing, duration, track } = this.#player
    if (this.output.paused) this.bookmark.note()
    if (track) announceState(playing ? 'playing' : 'paused', this.output.time, duration, habits.rate)
  }

  #heard(): void {
    this.missing = ''
    this.bookmark.noteNowAndThen()
    const { time, duration } = this.#player
    if (time > EDGE) this.left = undefined
    const { queue, upNext } = this.playlist
    const following = upNext[0]
    if (following && queue.repeat !== 'one' && duration - time < AHEAD)
      this.#ahead.open(following, (slot) => this.#openTrack(slot))
  }
}
