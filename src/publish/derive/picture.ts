/** Pictures for the public: always drawn anew on a canvas, so that no metadata (a place, a camera's number) and no
 * script of an SVG survives, and never larger than they need to be. */
import type { Cover } from '../order.ts'

export const COVER_SIDE = 1024
const PREVIEW_SIDE = 640
/** A picture file above this is not opened for a cover: decoding could take gigabytes. */
const LARGEST = 64 << 20

export type Drawable = ImageBitmap | HTMLImageElement | HTMLVideoElement | OffscreenCanvas

/** A picture of at most 1024 px a side; undefined when the browser cannot read it. */
export async function coverFrom(image: Blob, side = COVER_SIDE): Promise<Cover | undefined> {
  if (image.size > LARGEST) return undefined
  const bitmap = await open(image)
  if (!bitmap) return undefined
  const cover = await reduce(bitmap, bitmap.width, bitmap.height, side)
  if (bitmap instanceof ImageBitmap) bitmap.close()
  return cover
}

/** A low-resolution version of an image work. */
export const imagePreview = (image: Blob): Promise<Cover | undefined> => coverFrom(image, PREVIEW_SIDE)

/** `width` and `height` in the source's pixels; the result's longer side is at most `side`. */
export async function reduce(
  source: Drawable,
  width: number,
  height: number,
  side: number,
): Promise<Cover | undefined> {
  if (width < 1 || height < 1) return undefined
  const scale = Math.min(1, side / Math.max(width, height))
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)))
  const pen = canvas.getContext('2d')
  if (!pen) return undefined
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(source, 0, 0, canvas.width, canvas.height)
  return encode(canvas)
}

/** WebP, or JPEG where the browser cannot write WebP (it then answers with PNG). */
export async function encode(canvas: OffscreenCanvas): Promise<Cover> {
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 })
  const blob = webp.type === 'image/webp' ? webp : await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })
  return { blob, width: canvas.width, height: canvas.height }
}

/** SVG is no bitmap: it is drawn by an image element, where its scripts and outside references are dead. */
async function open(image: Blob): Promise<ImageBitmap | HTMLImageElement | undefined> {
  const bitmap = await createImageBitmap(image).catch(() => undefined)
  if (bitmap || typeof Image === 'undefined') return bitmap
  const url = URL.createObjectURL(image)
  try {
    const element = new Image()
    element.src = url
    await element.decode()
    return element.width > 0 ? element : undefined
  } catch {
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}
