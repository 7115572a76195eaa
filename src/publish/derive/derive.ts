/** What the public sees of a work: a cover and a taste, made from its files here in the browser. Each attempt has its time
 * and may fail; then the next one is tried, and in the end there is always a cover, and sometimes no preview. */
import type { Cover, Preview } from '../order.ts'
import { audioPreview } from './audio.ts'
import { drawnCover } from './drawn.ts'
import { bookPreview } from './epub.ts'
import { coverFrom, imagePreview } from './picture.ts'
import { rowsPreview } from './text.ts'
import { videoCover, videoPreview } from './video.ts'
import { within } from './within.ts'

export interface DeriveSource {
  readonly blob: Blob
  /** Media type by the file's bytes. */
  readonly type: string
  /** A picture found in its tags. */
  readonly picture?: Blob | undefined
}

const QUICK = 10_000
const PATIENT = 30_000

/** From the tags, the picture itself, a frame; else undefined. */
export function deriveCover({ blob, type, picture }: DeriveSource, signal?: AbortSignal): Promise<Cover | undefined> {
  return within(
    QUICK,
    async (both) => {
      const tagged = picture && (await coverFrom(picture))
      if (tagged) return tagged
      if (type.startsWith('image/')) return coverFrom(blob)
      if (type.startsWith('video/')) return videoCover(blob, both)
      return undefined
    },
    signal,
  )
}

export const fallbackCover = (title: string): Promise<Cover | undefined> => within(QUICK, () => drawnCover(title))

export function derivePreview({ blob, type }: DeriveSource, signal?: AbortSignal): Promise<Preview | undefined> {
  return within(
    PATIENT,
    async (both) => {
      if (type.startsWith('audio/')) return audioPreview(blob, type)
      if (type.startsWith('video/')) return videoPreview(blob, both)
      if (type.startsWith('image/')) return smallImage(blob)
      if (type === 'application/epub+zip') return bookPreview(blob)
      if (/^text\/(csv|plain|tab-separated-values|markdown)$|^application\/(jsonl|x-ndjson)$/.test(type))
        return rowsPreview(blob, type)
      return undefined
    },
    signal,
  )
}

async function smallImage(blob: Blob): Promise<Preview | undefined> {
  const small = await imagePreview(blob)
  return small && { blob: small.blob, note: `${small.width} × ${small.height} pixels` }
}
