/**
 * Makes a stranger's picture safe to show: decoded and drawn again, so that what reaches the page is pixels of ours and
 * nothing the file smuggled (markup in an SVG, metadata, a decompression bomb's full size).
 * Returns `undefined` when the browser cannot decode it as a bitmap.
 */
export async function redraw(blob: Blob, edge = 1200): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(blob).catch(() => undefined)
  if (!bitmap) return undefined
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  )
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
}
