import { readPictureSize } from '../../../content/picture-size.ts'
import { redraw } from '../../../design/picture.ts'

/** A picture of more pixels would take the tab down before it could be made smaller: four bytes each when decoded. */
const MOST_PIXELS = 80_000_000
/** Larger files are not pictures to look at. */
export const LARGEST_FILE = 96 * 1024 * 1024

export type Drawn = { readonly blob: Blob } | { readonly refusal: string }

/** A stranger's picture as pixels of ours, or a sentence why not. `edge`: the longest side it is drawn at. */
export async function draw(bytes: Uint8Array<ArrayBuffer>, mime: string, edge: number): Promise<Drawn> {
  const blob = new Blob([bytes], { type: mime })
  const { width, height } = await sizeOf(blob, mime)
  if (width !== undefined && height !== undefined && width * height > MOST_PIXELS)
    return {
      refusal: `${count(width)} × ${count(height)} pixels are more than a browser can show. Download it instead.`,
    }
  const drawn = await redraw(blob, edge)
  return drawn ? { blob: drawn } : { refusal: 'The bytes of this picture cannot be decoded: it is damaged or none.' }
}

const count = (n: number): string => n.toLocaleString('en')

async function sizeOf(blob: Blob, mime: string): Promise<{ width?: number; height?: number }> {
  if (mime === 'image/avif') return avifSize(blob)
  // A picture that ends before it says its size cannot be decoded either: that is said there.
  const { width, height } = await readPictureSize(blob, mime).catch(() => ({ width: undefined, height: undefined }))
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
}

/** The largest extent any of the file's image boxes claims (`ispe`: version, width, height). */
async function avifSize(blob: Blob): Promise<{ width?: number; height?: number }> {
  const view = new DataView(await blob.slice(0, 64 * 1024).arrayBuffer())
  let most = { width: 0, height: 0 }
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== 0x69737065) continue
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    if (size.width * size.height > most.width * most.height) most = size
  }
  return most.width > 0 ? most : {}
}
