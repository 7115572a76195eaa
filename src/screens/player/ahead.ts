import type { Slot, Track } from './track.ts'

/** The next track, opened before its turn: a sleeping phone must not have to wait for it. */
export class Ahead {
  #opened: { readonly key: number; readonly track: Promise<Track> } | undefined

  open(slot: Slot, open: (slot: Slot) => Promise<Track>): void {
    if (this.#opened?.key === slot.key) return
    this.forget()
    const track = open(slot)
    this.#opened = { key: slot.key, track }
    // It is opened again when its turn has come, and the reason told then.
    track.catch(() => this.#opened?.track === track && (this.#opened = undefined))
  }

  /** Hands over what was opened for this slot; anything else is given back. */
  take(slot: Slot): Promise<Track> | undefined {
    const opened = this.#opened
    if (opened?.key !== slot.key) return (this.forget(), undefined)
    this.#opened = undefined
    return opened.track
  }

  forget(): void {
    this.#opened?.track.then((track) => track.close()).catch(() => {})
    this.#opened = undefined
  }
}
