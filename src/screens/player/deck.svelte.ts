import { untrack } from 'svelte'
import type { StreamNews } from '../../storage/library.ts'
import type { WorkId } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { announce, announceNothing, announceState, SKIP } from './announce.ts'
import { habits } from './habits.svelte.ts'
import { keepQueue, keptQueue } from './kept-queue.ts'
import { isWhole, openTrack, slotsOf } from './opening.svelte.ts'
import { Output } from './output.ts'
import { Mending } from './mending.ts'
import { keepPlaces, keptPlaces, notePlace, placeKey, type Place } from './places.ts'
import type { Player } from './player.svelte.ts'
import * as queues from './queue.ts'
import type { NewSlot, Queue, Repeat } from './queue.ts'
import type { Slot, Track } from './track.ts'

/** Seconds into a track after which "previous" means its beginning. */
const BEGINNING = 3
/** Seconds before the end at which the next track is opened: a sleeping phone must not have to wait for it. */
const AHEAD = 20
/** Seconds between notes of the place in a long work. */
const NOTE_EVERY = 5

/** Plays: a queue through one output. Made once for the page. */
export class Deck {
  queue = $state.raw<Queue>(queues.EMPTY)
  /** Why nothing sounds although it should, as a sentence; it goes on by itself. */
  missing = $state('')
  /** Something worth knowing that needs no act: a gateway that lied, a track that was skipped. */
  notice = $state<string>()
  /** A track is being opened. */
  opening = $state(false)
  /** The work whose licence is being bought: its whole goes on where the preview stands. */
  wanted = $state<WorkId>()
  readonly output: Output
  readonly #app: App
  readonly #player: Player
  readonly #mending: Mending
  #turn = 0
  #ahead: { readonly slot: Slot; readonly track: Promise<Track> } | undefined
  #noted = 0

  constructor(app: App, player: Player) {
    this.#app = app
    this.#player = player
    this.#mending = new Mending(player)
    this.output = new Output(player, {
      ended: () => this.#ended(),
      failed: (error) => void this.#failed(error),
      moved: () => this.#moved(),
      heard: () => this.#heard(),
    })
    this.queue = keptQueue(app.network.id)
    $effect.root(() => {
      $effect(() => this.output.tune({ rate: habits.rate, volume: habits.volume, muted: habits.muted }))
      $effect(() => {
        void app.keys
        untrack(() => void this.keyCame())
      })
    })
  }

  /** What plays, or would when asked to after a reload. */
  readonly current = $derived(queues.currentOf(this.queue))
  readonly upNext = $derived(queues.upNext(this.queue))

  /** Plays a work now; the rest of the queue follows. Rejects with a sentence. */
  async open(work: WorkId, at = 0): Promise<void> {
    await this.#opened(async () => {
      const slots = await slotsOf(this.#app, work)
      this.#set(queues.start(this.queue, slots))
      await this.#load(at)
    })
  }

  async add(work: WorkId, where: 'next' | 'last'): Promise<void> {
    const slots = await slotsOf(this.#app, work)
    const idle = this.current === undefined
    this.#set(queues.add(this.queue, slots, where))
    if (idle) this.#set(queues.start(this.queue, slots))
  }

  /** These and nothing else, from the first. Works that cannot be played are left out; rejects when none can. */
  async playAll(works: readonly WorkId[]): Promise<void> {
    await this.#opened(async () => {
      const found = await Promise.allSettled(works.map((work) => slotsOf(this.#app, work)))
      const slots = found.flatMap((each): NewSlot[] => (each.status === 'fulfilled' ? each.value : []))
      if (slots.length === 0) throw new Error('None of these works can be played here.')
      const { shuffle, repeat } = this.queue
      const fresh = queues.start({ ...queues.EMPTY, repeat }, slots)
      this.#set(shuffle ? queues.setShuffle(fresh, true, Math.random) : fresh)
      await this.#load()
    })
  }

  jump(key: number): void {
    this.#set(queues.jump(this.queue, key))
    void this.#go()
  }

  toggle(): void {
    if (this.#player.problem && this.#player.track) return void this.again()
    if (!this.#player.track) return void this.#go(this.place?.at)
    if (this.output.paused) void this.output.play()
    else this.output.pause()
  }

  next(): void {
    const following = queues.next(this.queue, Math.random, true)
    if (following === this.queue) return
    this.#set(following)
    void this.#go()
  }

  previous(): void {
    const before = queues.previous(this.queue)
    if (this.output.time > BEGINNING || before === this.queue) return this.output.begin()
    this.#set(before)
    void this.#go()
  }

  seek(seconds: number): void {
    this.output.seek(seconds)
  }

  skip(seconds: number = SKIP): void {
    this.output.seek(this.output.time + seconds)
  }

  remove = (key: number): void => this.#set(queues.remove(this.queue, key))
  move = (key: number, by: number): void => this.#set(queues.move(this.queue, key, by))
  clear = (): void => this.#set(queues.clear(this.queue))
  setRepeat = (repeat: Repeat): void => this.#set({ ...this.queue, repeat })
  setShuffle = (on: boolean): void => this.#set(queues.setShuffle(this.queue, on, Math.random))

  /** Where the current work was left, if it is a long one. */
  get place(): Place | undefined {
    return this.current && this.placeOf(this.current.work, this.current.file)
  }

  placeOf(work: WorkId, file: number): Place | undefined {
    return keptPlaces(this.#app.network.id)[placeKey(work, file)]
  }

  /** Ends playing and forgets the queue. */
  stop(): void {
    this.#turn++
    this.#note()
    this.output.stop()
    this.#player.track?.close()
    this.#forgetAhead()
    Object.assign(this.#player, { track: undefined, playing: false, waiting: false, problem: undefined })
    this.missing = ''
    const { repeat, shuffle } = this.queue
    this.#set({ ...queues.EMPTY, repeat, shuffle })
    announceNothing()
  }

  /** Tries what failed once more, where it stood. */
  async again(): Promise<void> {
    const { track, time } = this.#player
    this.#player.problem = undefined
    if (!track) return this.#go()
    this.output.load(track, time, true)
    await this.output.play()
  }

  /** The vault learned a secret: a preview that plays, or just ended, becomes the whole at the same second. */
  async keyCame(): Promise<void> {
    const { track } = this.#player
    const slot = this.current
    if (!track?.preview || !slot) return
    const turn = this.#turn
    if (!(await isWhole(this.#app, slot)) || turn !== this.#turn) return
    const goesOn = !this.output.paused || this.wanted === track.work
    await this.#opened(() => this.#load(track.from + this.output.time, goesOn)).catch(
      (error: Error) => (this.notice = error.message),
    )
  }

  #set(queue: Queue): void {
    this.queue = queue
    keepQueue(this.#app.network.id, queue)
  }

  async #opened(work: () => Promise<void>): Promise<void> {
    this.opening = true
    this.notice = undefined
    await work().finally(() => (this.opening = false))
  }

  /** Plays the current slot; one that cannot be opened is skipped and named. */
  async #go(at = 0): Promise<void> {
    this.opening = true
    for (let tries = this.queue.order.length; tries > 0; tries--) {
      const slot = this.current
      try {
        await this.#load(at)
        break
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        const following = queues.next(this.queue, Math.random, true)
        if (following === this.queue || tries === 1) {
          this.#player.problem = why
          break
        }
        this.notice = `“${slot?.title}” was skipped. ${why}`
        this.#set(following)
      }
    }
    this.opening = false
  }

  async #load(at = 0, sounding = true): Promise<void> {
    const slot = this.current
    if (!slot) return
    const turn = ++this.#turn
    this.#note()
    const track = await (this.#takeAhead(slot) ?? this.#openTrack(slot))
    if (turn !== this.#turn) return track.close()
    const player = this.#player
    player.track?.close()
    Object.assign(player, { track, problem: undefined, time: at, duration: 0, waiting: true })
    this.missing = ''
    this.#mending.begin()
    this.output.load(track, at)
    void announce(track, this.#app.catalogue.entry(track.work).cover, this.#remote)
    if (sounding) await this.output.play()
  }

  #openTrack(slot: Slot): Promise<Track> {
    return openTrack(this.#app, slot, (news) => this.#hear(slot, news))
  }

  #hear(slot: Slot, news: StreamNews): void {
    if (news.refused)
      this.notice = `${news.refused} sent wrong bytes. They were refused, and are fetched from elsewhere.`
    if (slot.key !== this.current?.key) return
    if (news.waiting !== undefined) this.missing = news.waiting
    if (news.broken) this.#mending.broken = news.broken
  }

  #ended(): void {
    const { track } = this.#player
    this.#note()
    // Whoever is buying it wants to hear it next, and nothing else.
    if (track?.preview && this.wanted === track.work) return
    const following = queues.next(this.queue, Math.random, false)
    if (following !== this.queue) return (this.#set(following), void this.#go())
    if (this.queue.repeat === 'off') return
    this.output.begin()
    void this.output.play()
  }

  async #failed(error: MediaError): Promise<void> {
    const { track, time } = this.#player
    if (!track) return
    const turn = this.#turn
    const verdict = await this.#mending.judge(track, error, time)
    if (turn !== this.#turn) return
    if (verdict !== 'again') return void (this.#player.problem = verdict)
    this.output.load(track, time, true)
    await this.output.play()
  }

  #moved(): void {
    const { playing, duration, track } = this.#player
    if (this.output.paused) this.#note()
    if (track) announceState(playing ? 'playing' : 'paused', this.output.time, duration, habits.rate)
  }

  #heard(): void {
    this.missing = ''
    const { time, duration } = this.#player
    if (Math.abs(time - this.#noted) >= NOTE_EVERY) this.#note()
    const following = this.queue.order[this.queue.order.indexOf(this.current?.key ?? -1) + 1]
    const slot = this.queue.slots.find(({ key }) => key === following)
    if (!slot || this.#ahead || this.queue.repeat === 'one' || !(duration - time < AHEAD)) return
    this.#ahead = { slot, track: this.#openTrack(slot) }
    // It is opened again when its turn has come, and the reason told then.
    this.#ahead.track.catch(() => (this.#ahead = undefined))
  }

  #takeAhead(slot: Slot): Promise<Track> | undefined {
    const ahead = this.#ahead
    if (ahead?.slot.key === slot.key) return ((this.#ahead = undefined), ahead.track)
    this.#forgetAhead()
    return undefined
  }

  #forgetAhead(): void {
    this.#ahead?.track.then((track) => track.close()).catch(() => {})
    this.#ahead = undefined
  }

  #note(): void {
    const { track, time, duration } = this.#player
    if (!track || track.preview || !Number.isFinite(duration) || duration === 0) return
    this.#noted = time
    const { id } = this.#app.network
    keepPlaces(id, notePlace(keptPlaces(id), placeKey(track.work, track.file), time, duration, Date.now()))
  }

  readonly #remote = {
    play: () => void this.output.play(),
    pause: () => this.output.pause(),
    stop: () => this.stop(),
    next: () => this.next(),
    previous: () => this.previous(),
    skip: (seconds: number) => this.skip(seconds),
    seek: (seconds: number) => this.seek(seconds),
  }
}
