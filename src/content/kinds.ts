/** What a file is, from its first bytes. Its name is only a claim. */

export type Kind = 'song' | 'video' | 'book' | 'image' | 'dataset' | 'model' | 'other'
export const KINDS: readonly Kind[] = ['song', 'video', 'book', 'image', 'dataset', 'model', 'other']

export interface Recognised {
  /** Media type of what the bytes are. */
  readonly mime: string
  readonly kind: Kind
  /** Without a dot, lower case. */
  readonly extension: string
  /** False when the name claims to be something that the bytes are not. */
  readonly truthful: boolean
  /** The media type that the name claims, when it lies. */
  readonly claimed?: string
  /** False for formats that may carry scripts (SVG): never shown as a cover. */
  readonly safeAsCover: boolean
}
