/** What a file says about itself. All of it is written by strangers: lengths are capped, control characters removed, and
 * numbers with check digits checked, before anyone sees it. */
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
  /** BCP 47, as the file states it. */
  readonly language?: string
  readonly year?: number
  readonly seconds?: number
  /** Bits per second. */
  readonly bitrate?: number
  readonly width?: number
  readonly height?: number
  readonly pages?: number
  readonly cover?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string }
}
