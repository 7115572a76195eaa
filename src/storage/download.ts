/** Copies on the user's own disk: written piece by piece, going on after an interruption, and never under the final name
 * before they are complete. A folder is whatever the browser gives as one: picked by the user, or its private store. */
import { StorageProblem } from './problem.ts'
import type { Progress } from './shelf.ts'

export interface DownloadFile {
  /** As it will be called; see `safeNames`. */
  readonly name: string
  /** How long it must become. */
  readonly bytes: number
}

/** The bytes to be written: of a Reading. */
export interface DownloadSource {
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
}

export interface Writing {
  readonly signal: AbortSignal
  progress: (progress: Progress) => void
}

const PIECE = 1_048_576
/** Bytes after which what was written is made fast, so that a crash costs no more; it grows with the file, because the
 * browser copies the whole of it each time. */
const FAST = 64 * PIECE

export const partName = (name: string): string => `${name}.part`

/** Writes `file` into `folder`, going on from what a part of it has. Rejects with a StorageProblem. */
export async function writeFile(
  folder: FileSystemDirectoryHandle,
  file: DownloadFile,
  source: DownloadSource,
  writing: Writing,
): Promise<void> {
  try {
    const part = await folder.getFileHandle(partName(file.name), { create: true })
    const from = await agreeing(part, file, source, writing.signal)
    await append(part, file, source, from, writing)
    await finish(folder, part, file)
  } catch (error) {
    throw diskProblem(error, file.name)
  }
}

/** How much of the part can stay: all of it when its last piece is what it should be, else nothing. */
async function agreeing(
  part: FileSystemFileHandle,
  file: DownloadFile,
  source: DownloadSource,
  signal: AbortSignal,
): Promise<number> {
  const there = await part.getFile()
  if (there.size === 0 || there.size > file.bytes) return 0
  const from = Math.max(0, there.size - PIECE)
  const [written, wanted] = await Promise.all([there.slice(from).arrayBuffer(), source.read(from, there.size, signal)])
  const bytes = new Uint8Array(written)
  return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]) ? there.size : 0
}

async function append(
  part: FileSystemFileHandle,
  { bytes: total }: DownloadFile,
  source: DownloadSource,
  from: number,
  { signal, progress }: Writing,
): Promise<void> {
  let at = from
  let fast = from
  progress({ done: at, total })
  let out = await openAt(part, at)
  try {
    while (at < total) {
      const next = Math.min(total, at + PIECE)
      const piece = await source.read(at, next, signal)
      signal.throwIfAborted()
      if (piece.length !== next - at)
        throw new StorageProblem('corrupt', 'The file ends sooner than its manifest says.')
      await out.write({ type: 'write', position: at, data: piece })
      at = next
      progress({ done: at, total })
      if (at < total && at - fast >= Math.max(FAST, fast / 2)) {
        await out.close()
        fast = at
        out = await openAt(part, at)
      }
    }
  } catch (error) {
    // What was written so far is worth keeping; where even that fails, the first failure is the one to tell.
    await out.close().catch(() => undefined)
    throw error
  }
  await out.close()
}

async function openAt(part: FileSystemFileHandle, at: number): Promise<FileSystemWritableFileStream> {
  const out = await part.createWritable({ keepExistingData: at > 0 })
  if (at > 0) await out.truncate(at)
  return out
}

type Movable = FileSystemFileHandle & { move?(name: string): Promise<void> }

/** Gives the part its name. Only now does anything of that name exist. */
async function finish(folder: FileSystemDirectoryHandle, part: Movable, { name, bytes }: DownloadFile): Promise<void> {
  const { size } = await part.getFile()
  if (size !== bytes) throw new StorageProblem('corrupt', `“${name}” has ${size} of ${bytes} bytes on the disk.`)
  const moved = await part.move?.(name).then(
    () => true,
    // Browsers that rename only in their private store say so here: it is copied instead.
    () => false,
  )
  if (moved) return
  const whole = await folder.getFileHandle(name, { create: true })
  const out = await whole.createWritable()
  await (await part.getFile()).stream().pipeTo(out)
  if ((await whole.getFile()).size !== bytes)
    throw new StorageProblem('corrupt', `“${name}” did not arrive whole on the disk.`)
  await folder.removeEntry(partName(name))
}

/** What a disk fails with, as a sentence. */
function diskProblem(error: unknown, name: string): Error {
  if (error instanceof StorageProblem) return error
  const kind = error instanceof DOMException ? error.name : ''
  const say = (problem: ConstructorParameters<typeof StorageProblem>[0], text: string) =>
    new StorageProblem(problem, text, { cause: error })
  switch (kind) {
    case 'AbortError':
      return say('aborted', 'Stopped. What was written stays.')
    case 'QuotaExceededError':
      return say('quota', `The disk is full. Make room, then continue: what was written of “${name}” stays.`)
    case 'NotAllowedError':
    case 'SecurityError':
      return say('denied', 'The browser no longer allows writing to that folder. Continue, and allow it again.')
    case 'NotFoundError':
      return say('notFound', 'The folder or the unfinished file is not there any more. Start the download anew.')
    case 'NoModificationAllowedError':
    case 'InvalidStateError':
      return say('busy', `“${name}” is being written or changed by another window or program.`)
    default:
      if (error instanceof TypeError)
        return say('denied', `This browser does not allow a file called “${name}” on the disk.`)
      return error instanceof Error ? error : new Error(String(error))
  }
}

/** Names for files that strangers named: no folders, no signs a system forbids, none twice. */
export function safeNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>()
  return wanted.map((each) => {
    const name = safeName(each)
    const dot = name.lastIndexOf('.')
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
    let free = name
    for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${stem} (${i})${ending}`
    taken.add(free.toLowerCase())
    return free
  })
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

function safeName(wanted: string): string {
  const plain = wanted
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out, and signs that turn the text.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[/\\:*?"<>|~]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
  const dot = plain.lastIndexOf('.')
  const ending = dot > 0 && plain.length - dot <= 12 ? plain.slice(dot) : ''
  const short = plain.length > 120 ? plain.slice(0, 120 - ending.length) + ending : plain
  return RESERVED.test(short) || short === '' ? `_${short}` : short
}
