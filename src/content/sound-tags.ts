/** Tags of sound and video, through music-metadata. */
import { parseBlob, type ICommonTagsResult } from 'music-metadata'
import { readIsrc } from './numbers.ts'
import { readPicture, type Tags } from './tags.ts'
import { present, tidyNumber, tidyText, tidyTexts, tidyYear } from './tidy.ts'

export async function readSoundTags(blob: Blob, mime: string): Promise<Tags> {
  // The library trusts a blob's type over its bytes; the caller has looked at the bytes.
  const { common, format } = await parseBlob(blob.slice(0, blob.size, mime))
  return present<Tags>({
    title: tidyText(common.title),
    artists: tidyTexts(artistsOf(common)),
    album: tidyText(common.album),
    isrc: common.isrc?.map((isrc) => readIsrc(isrc)).find((isrc) => isrc !== undefined),
    publisher: tidyText(common.label?.[0]),
    genre: tidyText(common.genre?.[0], 100),
    language: tidyText(common.language, 20),
    year: tidyYear(common.originalyear ?? common.year ?? common.date),
    seconds: tidyNumber(format.duration, 0.001, 1e7),
    bitrate: tidyNumber(format.bitrate && Math.round(format.bitrate), 1, 1e10),
    cover: readPicture(common.picture?.[0]?.data),
  })
}

const artistsOf = ({ artists, artist, albumartist }: ICommonTagsResult): unknown =>
  artists?.length ? artists : (artist ?? albumartist)
