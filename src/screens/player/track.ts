import type { WorkId } from '../../royalties/words.ts'

/** One file of a work in the queue: enough to find it again after a reload. Title and creator are a stranger's words. */
export interface Slot {
  /** Of this place in the queue, used once. */
  readonly key: number
  readonly work: WorkId
  /** Counts the work's files that can be played, from 0. */
  readonly file: number
  readonly title: string
  readonly creator: string
}

/** What is in the player. */
export interface Track {
  readonly work: WorkId
  readonly file: number
  readonly title: string
  readonly creator: string
  /** The file's own name and media type. */
  readonly name: string
  readonly type: string
  /** A public taste, not the whole. */
  readonly preview: boolean
  /** Seconds of the whole at which a preview begins. */
  readonly from: number
  /** A stream of the library; `close` gives it back. */
  readonly url: string
  close(): void
}

/** What somebody heard since the last tick. */
export interface Tick {
  readonly work: WorkId
  /** A new number for each start of a track, also by repeat, larger than any before it. */
  readonly start: number
  /** Seconds of media that really sounded; seeking adds none. */
  readonly heard: number
  /** Seconds. */
  readonly duration: number
  readonly preview: boolean
}

export const isVideo = ({ type }: { readonly type: string }): boolean => type.startsWith('video/')
