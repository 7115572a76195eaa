import type { Track } from './track.ts'

/** Milliseconds before a stream that broke is taken up again, attempt by attempt. */
const AGAIN = [250, 1_000, 3_000, 8_000, 15_000] as const

/** Take it up again, after a pause where that is wise; or a sentence why not. */
export type Verdict = { readonly again: true } | { readonly again: false; readonly why: string }

const AGAIN_NOW: Verdict = { again: true }
const because = (why: string): Verdict => ({ again: false, why })

/** What to do when an element gives up on its source: take it up again where it stood, or say why not. */
export class Mending {
  /** Set when the stream said that what comes cannot be opened. */
  broken: string | undefined
  readonly #player: { waiting: boolean }
  #attempts = 0
  #stood = -1

  constructor(player: { waiting: boolean }) {
    this.#player = player
  }

  /** For a new track. */
  begin(): void {
    this.broken = undefined
    this.#attempts = 0
    this.#stood = -1
  }

  async judge(track: Track, error: MediaError, at: number): Promise<Verdict> {
    if (this.broken) return because(this.broken)
    if (at !== this.#stood) this.#attempts = 0
    this.#stood = at
    // A service worker that was replaced, a worker that was started anew: the first byte tells whether it answers.
    if (!(await answers(track.url))) return this.#after('The file stopped coming, and nobody else has it right now.')
    const undecoded =
      error.code === MediaError.MEDIA_ERR_DECODE || error.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED
    if (undecoded && (this.#attempts > 0 || at === 0)) return because(undecodable(track))
    return this.#after('The file comes, but breaks off each time at the same place.')
  }

  async #after(otherwise: string): Promise<Verdict> {
    const wait = AGAIN[this.#attempts++]
    if (wait === undefined) return because(otherwise)
    this.#player.waiting = true
    await new Promise((resolve) => setTimeout(resolve, wait))
    return AGAIN_NOW
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { range: 'bytes=0-0' } })
    return response.ok && (await response.arrayBuffer()).byteLength > 0
  } catch {
    return false
  }
}

/** Names the format, so that somebody knows what to open it with. */
const undecodable = ({ name, type }: Pick<Track, 'name' | 'type'>): string =>
  `This browser cannot play “${name}” (${type}). Save it from the work's page and open it in another player.`
