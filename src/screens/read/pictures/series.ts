/** The pictures a reader leafs through: the picture files of a work, or the entries of an archive. */
import { recognise } from '../../../content/kinds.ts'
import { ArchiveProblem, openArchive } from '../../../content/zip.ts'
import type { Library } from '../../../storage/library.ts'
import type { Opened } from '../opened.ts'
import type { WorkFile } from '../pieces.ts'
import { promised } from '../reader-kind.ts'
import { draw, LARGEST_FILE, type Drawn } from './decode.ts'

export interface Picture {
  readonly name: string
  /** Drawn by us from its bytes; rejects with the library's problem. */
  load(edge: number): Promise<Drawn>
}

export interface Series {
  readonly pictures: readonly Picture[]
  /** The one that was asked for. */
  readonly first: number
}

const PICTURE = /\.(jpe?g|png|gif|webp|avif)$/i
const inOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Throws an ArchiveProblem for an archive that is not to be opened. */
export async function seriesOf(
  opened: Opened,
  files: readonly WorkFile[],
  library: () => Promise<Library>,
): Promise<Series> {
  if (opened.mime === 'application/zip') return { pictures: await archived(opened), first: 0 }
  const shown = files.filter(
    ({ name, type, item }) => item && promised(name, type) === 'pictures' && !/\.(cbz|zip)$/i.test(name),
  )
  const series = shown.length > 0 ? shown : [opened.file]
  return {
    pictures: series.map((file) => ({ name: file.name, load: (edge) => loadFile(file, library, edge) })),
    first: Math.max(
      0,
      series.findIndex(({ index }) => index === opened.file.index),
    ),
  }
}

async function loadFile(file: WorkFile, library: () => Promise<Library>, edge: number): Promise<Drawn> {
  if (!file.item) return { refusal: 'This browser has no key to it.' }
  if (file.bytes > LARGEST_FILE)
    return { refusal: 'This file is too large for a picture to look at. Download it instead.' }
  const reading = await (await library()).open(file.item)
  try {
    return await drawn(await reading.read(0, reading.size), file.name, edge)
  } finally {
    reading.close()
  }
}

async function archived({ reading }: Opened): Promise<Picture[]> {
  const archive = await openArchive(reading).catch((error: unknown) => {
    throw error instanceof RangeError ? new ArchiveProblem('This archive is cut short or damaged.') : error
  })
  const names = archive.names.filter((name) => PICTURE.test(name) && !/(^|\/)(__MACOSX\/|\.)/.test(name))
  if (names.length === 0) throw new ArchiveProblem('There are no pictures in this archive. Download it to use it.')
  return names.toSorted(inOrder.compare).map((name) => ({
    name: name.split('/').at(-1)!,
    load: async (edge) => {
      const bytes = await archive.read(name, LARGEST_FILE)
      return bytes ? drawn(bytes, name, edge) : { refusal: TOO_MUCH }
    },
  }))
}

const TOO_MUCH = 'This picture unpacks to more than its archive may ask for, or is packed in an unknown way.'

async function drawn(bytes: Uint8Array<ArrayBuffer>, name: string, edge: number): Promise<Drawn> {
  const { mime } = recognise(bytes.subarray(0, 8192), name)
  if (!mime.startsWith('image/') || mime === 'image/svg+xml')
    return { refusal: 'The bytes of this file are no picture.' }
  return draw(bytes, mime, edge)
}
