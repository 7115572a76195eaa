/** Copies on a disk, with the browser's private store as the folder. */
import { beforeEach, expect, test } from 'vitest'
import { partName, safeNames, writeFile, type Writing } from '../../src/storage/download.ts'
import { StorageProblem } from '../../src/storage/problem.ts'
import { noise, readingOf } from '../read/files.ts'

const BYTES = noise(5_000_000, 7)
const FILE = { name: 'data.bin', bytes: BYTES.length }
let folder: FileSystemDirectoryHandle

beforeEach(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry('test', { recursive: true }).catch(() => undefined)
  folder = await root.getDirectoryHandle('test', { create: true })
})

const writing = (signal = new AbortController().signal): Writing & { marks: number[] } => {
  const marks: number[] = []
  return { signal, marks, progress: ({ done }) => void marks.push(done) }
}

/** Name and length of everything in the folder. */
async function there(): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for await (const [name, handle] of folder.entries())
    found[name] = (await (handle as FileSystemFileHandle).getFile()).size
  return found
}

async function names(): Promise<string[]> {
  const found: string[] = []
  for await (const name of folder.keys()) found.push(name)
  return found
}

const contents = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())

async function put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const out = await (await folder.getFileHandle(name, { create: true })).createWritable()
  await out.write(bytes)
  await out.close()
}

/** Stops once so many bytes are written. */
async function stoppedAt(bytes: number): Promise<unknown> {
  const stop = new AbortController()
  const progress: Writing['progress'] = ({ done }) => {
    if (done >= bytes) stop.abort()
  }
  return writeFile(folder, FILE, readingOf(BYTES), { signal: stop.signal, progress }).catch((error: unknown) => error)
}

const kindOf = (error: unknown): string => (error instanceof StorageProblem ? error.kind : String(error))

test('a file arrives whole, and has its name only then', async () => {
  const looks: Promise<string[]>[] = []
  // Names only, and not at the end: what is looked at then may be renamed under the eye.
  const progress: Writing['progress'] = ({ done }) => {
    if (done < BYTES.length / 2) looks.push(names())
  }
  await writeFile(folder, FILE, readingOf(BYTES), { ...writing(), progress })
  const seen = (await Promise.all(looks)).flat()
  expect(seen).toContain('data.bin.part')
  expect(seen).not.toContain('data.bin')
  expect(await there()).toEqual({ 'data.bin': BYTES.length })
  expect(await contents('data.bin')).toEqual(BYTES)
})

test('stopped, what was written stays under another name, and the rest alone is read again', async () => {
  expect(kindOf(await stoppedAt(3_000_000))).toBe('aborted')
  const part = (await there())['data.bin.part']!
  expect(part).toBeGreaterThanOrEqual(3_000_000)
  expect(Object.keys(await there())).toEqual(['data.bin.part'])
  const source = readingOf(BYTES)
  const again = writing()
  await writeFile(folder, FILE, source, again)
  expect(again.marks[0]).toBe(part)
  // The rest, and the last piece that was there, to compare it.
  expect(source.asked).toBeLessThanOrEqual(BYTES.length - part + 1_048_576)
  expect(await contents('data.bin')).toEqual(BYTES)
})

test.each([
  ['changed at its end', () => noise(3_000_000, 8)],
  ['longer than the file', () => noise(6_000_000, 7)],
])('a part that was %s is begun anew', async (_, make) => {
  await put(partName(FILE.name), make())
  const order = writing()
  await writeFile(folder, FILE, readingOf(BYTES), order)
  expect(order.marks[0]).toBe(0)
  expect(await contents('data.bin')).toEqual(BYTES)
})

test('a source that ends too soon leaves no file of that name', async () => {
  const failed = await writeFile(folder, FILE, readingOf(BYTES.slice(0, 2_000_000)), writing()).catch((e: unknown) => e)
  expect(kindOf(failed)).toBe('corrupt')
  expect(Object.keys(await there())).toEqual(['data.bin.part'])
})

/** The folder, whose files fail to be written after some bytes. */
function failing(name: string, after: number): FileSystemDirectoryHandle {
  const wrap = (handle: FileSystemFileHandle): FileSystemFileHandle =>
    Object.assign(Object.create(handle) as FileSystemFileHandle, {
      getFile: () => handle.getFile(),
      createWritable: async (options: FileSystemCreateWritableOptions) => {
        const out = await handle.createWritable(options)
        return {
          truncate: (size: number) => out.truncate(size),
          close: () => out.close(),
          write: async (order: { position: number; data: Uint8Array<ArrayBuffer> }) => {
            if (order.position >= after) throw new DOMException('no', name)
            await out.write({ type: 'write', position: order.position, data: order.data })
          },
        }
      },
    })
  return Object.assign(Object.create(folder) as FileSystemDirectoryHandle, {
    getFileHandle: async (name: string, options: FileSystemGetFileOptions) =>
      wrap(await folder.getFileHandle(name, options)),
  })
}

test.each([
  ['QuotaExceededError', 'quota', /disk is full/],
  ['NotAllowedError', 'denied', /no longer allows/],
  ['NoModificationAllowedError', 'busy', /another window/],
])('%s is named, and what was written goes on from there', async (name, kind, sentence) => {
  const failed = await writeFile(failing(name, 2_000_000), FILE, readingOf(BYTES), writing()).catch((e: unknown) => e)
  expect(kindOf(failed)).toBe(kind)
  expect((failed as Error).message).toMatch(sentence)
  expect((await there())['data.bin.part']).toBeGreaterThan(1_000_000)
  const order = writing()
  await writeFile(folder, FILE, readingOf(BYTES), order)
  expect(order.marks[0]).toBeGreaterThan(1_000_000)
  expect(await contents('data.bin')).toEqual(BYTES)
})

test('a file without a byte arrives too', async () => {
  await writeFile(folder, { name: 'empty', bytes: 0 }, readingOf(new Uint8Array()), writing())
  expect(await there()).toEqual({ empty: 0 })
})

test('names of strangers become names that every disk takes, none twice', async () => {
  const wanted = [
    '../../etc/passwd',
    'a/b\\c.txt',
    'CON.txt',
    'con',
    '..',
    '',
    ' x. ',
    'y\u202egpj.exe',
    `${'z'.repeat(300)}.csv`,
  ]
  const names = safeNames([...wanted, 'Same.csv', 'same.csv', 'same.csv'])
  expect(names.slice(0, 8)).toEqual(['_.._etc_passwd', 'a_b_c.txt', '_CON.txt', '_con', '_', '_ (2)', 'x', 'ygpj.exe'])
  expect(names[8]).toMatch(/^z+\.csv$/)
  expect(names[8]!.length).toBe(120)
  expect(names.slice(9)).toEqual(['Same.csv', 'same (2).csv', 'same (3).csv'])
  for (const name of names) await folder.getFileHandle(partName(name), { create: true })
})
