import { expect, test } from 'vitest'
import { cutFrames, findFrame, frameAt } from '../../src/publish/derive/mp3.ts'

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz, no padding: 417 bytes. */
const frames = (count: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(count * 417)
  for (let i = 0; i < count; i++) bytes.set([0xff, 0xfb, 0x90, 0x64], i * 417)
  return bytes
}

test('a frame’s length and time follow from its header', () => {
  expect(frameAt(frames(1), 0)).toEqual({ bytes: 417, seconds: 1152 / 44_100 })
  expect(frameAt(Uint8Array.of(0xff, 0xfb, 0x92, 0x64), 0)?.bytes).toBe(418)
  expect(frameAt(Uint8Array.of(0xff, 0xf3, 0x90, 0x64), 0)).toEqual({ bytes: 261, seconds: 576 / 22_050 })
  expect(frameAt(Uint8Array.of(0x49, 0x44, 0x33, 0x04), 0)).toBeUndefined()
})

test('a lone header between other bytes is not taken for a frame', () => {
  const bytes = new Uint8Array(1000 + 417 * 3)
  bytes.set([0xff, 0xfb, 0x90, 0x64], 100)
  bytes.set(frames(3), 1000)
  expect(findFrame(bytes)).toBe(1000)
})

test('a clip is whole frames, as many as the time asks for, byte for byte', () => {
  const file = new Uint8Array([...new Uint8Array(333), ...frames(200)])
  const clip = cutFrames(file, 1)
  expect(clip).toEqual(file.subarray(333, 333 + 417 * Math.ceil(1 / (1152 / 44_100))))
})

test('a file that ends in the middle of a frame gives the frames before', () => {
  expect(cutFrames(frames(10).subarray(0, 4000), 60)?.length).toBe(417 * 9)
})

test('what has no frames gives nothing', () => {
  expect(cutFrames(new Uint8Array(5000), 30)).toBeUndefined()
})
