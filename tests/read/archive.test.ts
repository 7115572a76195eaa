import { expect, test } from 'vitest'
import { ArchiveProblem, openArchive } from '../../src/content/zip.ts'
import { joined, noise, readingOf, utf8, zip, type ZipEntry } from './files.ts'

const sentence = async (bytes: Uint8Array): Promise<string> =>
  openArchive(readingOf(bytes)).then(
    () => 'opened',
    (error: unknown) => (error instanceof ArchiveProblem ? error.message : `defect: ${String(error)}`),
  )

test('entries are read one by one, stored or packed, and the archive is never read whole', async () => {
  const source = readingOf(
    await zip([
      { name: 'a.txt', bytes: 'plain' },
      { name: 'big.bin', bytes: noise(3_000_000, 1) },
      { name: 'b/ä.txt', bytes: 'x'.repeat(10_000), packed: true },
    ]),
  )
  const archive = await openArchive(source)
  expect(archive.names).toEqual(['a.txt', 'big.bin', 'b/ä.txt'])
  expect(new TextDecoder().decode(await archive.read('a.txt', 100))).toBe('plain')
  expect((await archive.read('b/ä.txt', 20_000))?.length).toBe(10_000)
  expect(await archive.read('nothing', 100)).toBeUndefined()
  expect(source.asked).toBeLessThan(100_000)
})

test('a bomb is left as soon as it has unpacked to more than was allowed, whatever length it claims', async () => {
  const bomb = await zip([{ name: 'bomb', bytes: new Uint8Array(64_000_000), packed: true }])
  expect(bomb.length).toBeLessThan(100_000)
  const archive = await openArchive(readingOf(bomb))
  expect(await archive.read('bomb', 1_000_000)).toBeUndefined()
  const short = await zip([{ name: 'x', bytes: 'much more than four', claims: 4 }])
  expect((await (await openArchive(readingOf(short))).read('x', 100))?.length).toBe(4)
})

test('entries over each other are a bomb, and refused before one is read', async () => {
  const kernel: ZipEntry[] = [{ name: 'kernel', bytes: noise(10_000, 2) }]
  const quoted = Array.from({ length: 50 }, (_, i) => ({ name: `q${i}`, bytes: '', at: 0, claims: 10_000 }))
  expect(await sentence(await zip([...kernel, ...quoted]))).toMatch(/zip bomb/)
})

test('a directory of a million entries is not walked', async () => {
  const entry = await zip([{ name: 'x', bytes: '' }])
  const directory = entry.slice(31, 31 + 47)
  const many = joined(...Array.from({ length: 60_000 }, () => directory))
  const end = entry.slice(-22)
  new DataView(end.buffer).setUint16(10, 0xfffe, true)
  new DataView(end.buffer).setUint32(12, many.length, true)
  const started = performance.now()
  expect(await sentence(joined(entry.slice(0, 31), many, end))).toMatch(/more files than/)
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('names that climb out of folders are only names', async () => {
  const archive = await openArchive(readingOf(await zip([{ name: '../../etc/passwd', bytes: 'no' }])))
  expect(archive.names).toEqual(['../../etc/passwd'])
  expect(await archive.read('etc/passwd', 10)).toBeUndefined()
})

test('what is no archive, cut short, or in the form for giants is named', async () => {
  expect(await sentence(utf8('hello'))).toMatch(/no ZIP archive/)
  expect(await sentence(new Uint8Array())).toMatch(/no ZIP archive/)
  const whole = await zip([{ name: 'x', bytes: noise(50_000, 3) }])
  expect(await sentence(joined(whole.slice(20_000)))).toMatch(/cut short|damaged|lie over/)
  const giant = Uint8Array.from(whole)
  new DataView(giant.buffer).setUint32(giant.length - 6, 0xffffffff, true)
  expect(await sentence(giant)).toMatch(/ZIP64/)
})
