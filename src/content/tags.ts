/** What a file says about itself. All of it is written by strangers: lengths are capped, control characters removed, and
 * numbers with check digits checked, before anyone sees it. Each reader is loaded when a file needs it. */
import { HEAD, recognise } from './kinds.ts'

export interface Tags {
  readonly title?: string
  readonly artists?: readonly string[]
  readonly album?: string
  /** Twelve characters, as in the schema.org field `isrcCode`. */
  readonly isrc?: string
  readonly iswc?: string
  /** Thirteen or ten digits, check digit verified. */
  readonly isbn?: string
  readonly publisher?: string
  readonly genre?: string
  /** BCP 47. */
  readonly language?: string
  readonly year?: number
  readonly seconds?: number
  /** Bits per second. */
  readonly bitrate?: number
  readonly width?: number
  readonly height?: number
  /** A picture inside the file, its media type by its bytes; safe to show. */
  readonly cover?: Picture
}

export interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mime: string
}

/** Largest picture taken out of a file, in bytes. */
const LARGEST_PICTURE = 16 * 1024 * 1024

/**
 * Reads a file's tags. `mime` is what `recognise` said, not what the name says. Never reads the whole file, and never
 * throws: a file that cannot be read has no tags.
 */
export async function readTags(blob: Blob, mime: string): Promise<Tags> {
  try {
    if (/^(?:audio|video)\//.test(mime)) return await (await import('./sound-tags.ts')).readSoundTags(blob, mime)
    if (mime === 'application/epub+zip') return await (await import('./epub-tags.ts')).readEpubTags(blob)
    if (mime === 'application/pdf') return await (await import('./pdf-tags.ts')).readPdfTags(blob)
    if (mime.startsWith('image/')) return await (await import('./picture-size.ts')).readPictureSize(blob, mime)
  } catch {
    // Cut short, damaged or hostile: then it says nothing about itself.
  }
  return {}
}

/** A picture found inside a file, when its bytes are one that may be shown. */
export function readPicture(bytes: Uint8Array | undefined): Picture | undefined {
  if (!bytes || bytes.length > LARGEST_PICTURE) return undefined
  const { mime, safeAsCover } = recognise(bytes.subarray(0, HEAD), '')
  return safeAsCover ? { bytes: Uint8Array.from(bytes), mime } : undefined
}
