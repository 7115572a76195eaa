import type { Library, Reading } from '../../storage/library.ts'
import type { WorkFile } from './pieces.ts'
import { HEAD, judge, type ReaderKind } from './reader-kind.ts'

/** A file that a reader has been found for. */
export interface Opened {
  readonly file: WorkFile
  readonly reading: Reading
  readonly kind: ReaderKind
  /** What its bytes are. */
  readonly mime: string
  /** Under which its place is kept. */
  readonly place: string
}

/** Why there is nothing to read, in a sentence that needs nothing added. */
export class ReadingProblem extends Error {
  override readonly name = 'ReadingProblem'
}

/** Opens a file and looks at its first bytes. Throws a ReadingProblem, or the library's StorageProblem. */
export async function openFile(library: Library, file: WorkFile, place: string): Promise<Opened> {
  if (!file.item)
    throw new ReadingProblem(
      `“${file.name}” is encrypted, and this browser has no key to it. A licence brings the key.`,
    )
  const reading = await library.open(file.item)
  try {
    const { kind, mime, refusal } = judge(await reading.read(0, HEAD), file.name)
    if (!kind) throw new ReadingProblem(refusal)
    return { file, reading, kind, mime, place }
  } catch (error) {
    reading.close()
    throw error
  }
}
