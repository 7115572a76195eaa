/** What a file is, from its first bytes. Its name is only a claim: it may narrow what the bytes say, never contradict it. */
import { recogniseBinary } from './magic.ts'
import { claimOf } from './names.ts'
import { recogniseText } from './plain-text.ts'
import type { Kind } from './kind.ts'

/** A format: media type, the kind of work it usually is, and the extension it usually has (no dot, lower case). */
export interface FileType {
  readonly mime: string
  readonly kind: Kind
  readonly extension: string
}

export interface Recognised extends FileType {
  /** False when the name claims to be something that the bytes are not. */
  readonly truthful: boolean
  /** The media type that the name claims, when it lies. */
  readonly claimed?: string
  /** False for what is no picture, and for pictures that may carry scripts (SVG). */
  readonly safeAsCover: boolean
}

/** How many of a file's first bytes `recognise` wants; fewer are enough for most formats. */
export const HEAD = 8192

const UNKNOWN: FileType = { mime: 'application/octet-stream', kind: 'other', extension: 'bin' }

export function recognise(head: Uint8Array, name: string): Recognised {
  const found = recogniseBinary(head) ?? recogniseText(head) ?? UNKNOWN
  const claim = claimOf(name)
  if (!claim || claim.type.mime === found.mime || claim.alsoFits.includes(found.mime)) return judged(found)
  if (claim.narrows.includes(found.mime)) return judged(claim.type)
  return { ...judged(found), truthful: false, claimed: claim.type.mime }
}

const judged = (type: FileType): Recognised => ({
  ...type,
  truthful: true,
  safeAsCover: type.kind === 'image' && !canRunScripts(type.mime),
})

/** Whether a browser that shows this media type as a page may run scripts from it. Never serve one as our own origin. */
export function canRunScripts(mime: string): boolean {
  const type = mime.split(';')[0]!.trim().toLowerCase()
  return /^(?:text\/(?:html|xml|javascript)|application\/(?:xml|javascript|xhtml\+xml|pdf))$|\+xml$/.test(type)
}
