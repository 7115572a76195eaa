import { expect, test } from 'vitest'
import { deriveCover, derivePreview } from '../../src/publish/derive/derive.ts'
import { film } from './media.ts'

/** MediaRecorder writes no length; playing to the end once makes the browser find it out. */
async function withLength(blob: Blob): Promise<boolean> {
  const video = document.createElement('video')
  video.src = URL.createObjectURL(blob)
  await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }))
  return Number.isFinite(video.duration)
}

test('a video gives a frame as cover and a silent clip that knows its length', async () => {
  const recorded = await film(4)
  const first = await derivePreview({ blob: recorded, type: 'video/webm' })
  expect(first?.note).toMatch(/seconds, without sound|four frames/)
  const cover = await deriveCover({ blob: first!.blob, type: 'video/webm' })
  if (first!.note.includes('seconds')) {
    expect(await withLength(first!.blob)).toBe(true)
    expect([cover!.width, cover!.height]).toEqual([320, 180])
  }
  expect(first!.blob.size).toBeLessThan(500_000)
})
