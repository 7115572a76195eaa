/** What plays, for the keys of keyboards and headsets, the lock screen and the car. */
import { redraw } from '../../design/picture.ts'
import type { Track } from './track.ts'

export interface Remote {
  play(): void
  pause(): void
  stop(): void
  next(): void
  previous(): void
  skip(seconds: number): void
  seek(seconds: number): void
}

/** A deck, as far as a remote needs it. */
interface Played extends Pick<Remote, 'stop' | 'next' | 'previous' | 'skip' | 'seek'> {
  readonly output: { play(): Promise<void>; pause(): void }
}

export const remoteOf = (deck: Played): Remote => ({
  play: () => void deck.output.play(),
  pause: () => deck.output.pause(),
  stop: () => deck.stop(),
  next: () => deck.next(),
  previous: () => deck.previous(),
  skip: (seconds) => deck.skip(seconds),
  seek: (seconds) => deck.seek(seconds),
})

/** Seconds a skip goes, when the device does not say. */
export const SKIP = 15
/** Edge of the cover on a lock screen, in pixels. */
const EDGE = 512

const session = (): MediaSession | undefined => (navigator as Partial<Navigator>).mediaSession
let artwork: string | undefined

export async function announce({ title, creator }: Track, cover: Blob | undefined, remote: Remote): Promise<void> {
  const media = session()
  if (!media) return
  media.metadata = new MediaMetadata({ title, artist: creator })
  const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => remote.play(),
    pause: () => remote.pause(),
    stop: () => remote.stop(),
    nexttrack: () => remote.next(),
    previoustrack: () => remote.previous(),
    seekforward: ({ seekOffset }) => remote.skip(seekOffset ?? SKIP),
    seekbackward: ({ seekOffset }) => remote.skip(-(seekOffset ?? SKIP)),
    seekto: ({ seekTime }) => seekTime !== undefined && remote.seek(seekTime),
  }
  for (const [action, handler] of Object.entries(handlers)) handle(media, action as MediaSessionAction, handler)
  // A stranger's picture: only pixels drawn again leave for the lock screen.
  const drawn = cover && (await redraw(cover, EDGE))
  const now = session()?.metadata
  if (!drawn || now?.title !== title || now.artist !== creator) return
  if (artwork) URL.revokeObjectURL(artwork)
  artwork = URL.createObjectURL(drawn)
  media.metadata = new MediaMetadata({ title, artist: creator, artwork: [{ src: artwork, type: drawn.type }] })
}

/** Not every browser knows every action. */
function handle(media: MediaSession, action: MediaSessionAction, handler: MediaSessionActionHandler | null): void {
  try {
    media.setActionHandler(action, handler)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
}

export function announceState(state: MediaSessionPlaybackState, time: number, duration: number, rate: number): void {
  const media = session()
  if (!media) return
  media.playbackState = state
  if (Number.isFinite(duration) && duration > 0)
    media.setPositionState({ duration, playbackRate: rate, position: Math.min(duration, Math.max(0, time)) })
}

export function announceNothing(): void {
  const media = session()
  if (!media) return
  media.metadata = null
  media.playbackState = 'none'
}
