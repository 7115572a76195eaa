import { expect, test } from 'vitest'
import { deriveCover, derivePreview, fallbackCover } from '../../src/publish/derive/derive.ts'
import { within } from '../../src/publish/derive/within.ts'
import { decode, picture, pixelAt, wavTone } from './media.ts'

const half = (bytes: number) => bytes <= 500_000

test('a long recording becomes thirty public seconds that a player can seek in', async () => {
  const preview = await derivePreview({ blob: wavTone(70), type: 'audio/wav' })
  expect(preview?.note).toBe('the first 30 seconds')
  expect(half(preview!.blob.size)).toBe(true)
  const heard = await decode(preview!.blob)
  expect(heard.duration).toBeCloseTo(30, 0)
  const middle = heard.getChannelData(0).subarray(48_000, 96_000)
  expect(Math.max(...middle)).toBeGreaterThan(0.2)
  const audio = new Audio(URL.createObjectURL(preview!.blob))
  await new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }))
  expect(audio.duration).toBeCloseTo(30, 0)
})

test('the clip fades in and out', async () => {
  const preview = await derivePreview({ blob: wavTone(40), type: 'audio/wav' })
  const samples = (await decode(preview!.blob)).getChannelData(0)
  const loudest = (from: number, to: number) => Math.max(...samples.subarray(from * 48_000, to * 48_000).map(Math.abs))
  expect(loudest(0, 0.05)).toBeLessThan(loudest(2, 3) / 3)
})

test('a cover is drawn anew, at most 1 024 pixels a side, whatever the picture was', async () => {
  const cover = await deriveCover({ blob: await picture(3000, 1500), type: 'image/png' })
  expect([cover!.width, cover!.height]).toEqual([1024, 512])
  expect(cover!.blob.type).toBe('image/webp')
  expect((await pixelAt(cover!.blob, 900, 400)).slice(0, 3).map((value) => Math.round(value / 16))).toEqual([11, 4, 3])
})

test('an SVG never reaches the public as it is: no script survives being drawn', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><script>window.hacked = true</script><rect width="200" height="100" fill="red"/></svg>`
  const cover = await deriveCover({ blob: new Blob([svg], { type: 'image/svg+xml' }), type: 'image/svg+xml' })
  expect([cover!.blob.type, cover!.width, cover!.height]).toEqual(['image/webp', 200, 100])
  expect(await cover!.blob.text()).not.toContain('script')
  expect('hacked' in window).toBe(false)
})

test('the picture in the tags comes before everything else', async () => {
  const cover = await deriveCover({ blob: wavTone(1), type: 'audio/wav', picture: await picture(64, 64) })
  expect([cover!.width, cover!.height]).toEqual([64, 64])
})

test('a drawn cover depends on the title and on nothing else', async () => {
  const [one, again, other] = await Promise.all(['Low Tide', 'Low Tide', 'High Tide'].map(fallbackCover))
  const bytes = async (cover: typeof one) => [...new Uint8Array(await cover!.blob.arrayBuffer())]
  expect(await bytes(one)).toEqual(await bytes(again))
  expect(await bytes(one)).not.toEqual(await bytes(other))
})

test('a picture becomes a small one', async () => {
  const preview = await derivePreview({ blob: await picture(2000, 1000), type: 'image/png' })
  expect(preview?.note).toBe('640 × 320 pixels')
})

test('of a table the heading and twenty rows are public', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `${i},item ${i}`)
  const preview = await derivePreview({ blob: new Blob([['id,name', ...rows].join('\n')]), type: 'text/csv' })
  expect(preview?.note).toBe('the first 20 rows')
  expect((await preview!.blob.text()).split('\n').slice(0, 2)).toEqual(['id,name', '0,item 0'])
  expect((await preview!.blob.text()).trim().split('\n')).toHaveLength(21)
})

test('broken media give no preview and no error', async () => {
  const noise = new Blob([crypto.getRandomValues(new Uint8Array(50_000))])
  for (const type of [
    'audio/mpeg',
    'audio/flac',
    'video/mp4',
    'image/png',
    'application/epub+zip',
    'application/pdf',
  ]) {
    expect(await derivePreview({ blob: noise, type }), type).toBeUndefined()
    expect(await deriveCover({ blob: noise, type }), type).toBeUndefined()
  }
})

test('a derivation that never ends is left', async () => {
  expect(await within(50, () => new Promise(() => {}))).toBeUndefined()
})

test('a long recording is never read as a whole: the clip needs small slices', async () => {
  const read: number[] = []
  const watched = new Proxy(wavTone(300), {
    get(blob, name) {
      if (name === 'slice') return (from: number, to: number) => (read.push(to - from), blob.slice(from, to))
      if (name === 'arrayBuffer' || name === 'stream' || name === 'text') throw new Error('read as a whole')
      return Reflect.get(blob, name, blob) as unknown
    },
  })
  const preview = await derivePreview({ blob: watched, type: 'audio/wav' })
  expect(preview?.note).toBe('the first 30 seconds')
  expect(Math.max(...read)).toBeLessThan(2_000_000)
})
