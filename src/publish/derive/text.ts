/** The first rows of a table, the first lines of a text. */
import type { Preview } from '../order.ts'

const ROWS = 20
const LARGEST = 16_384

/** Whole lines only, at most 20 and 16 KB; a single longer line is cut at a character. */
export async function rowsPreview(source: Blob, type: string): Promise<Preview | undefined> {
  const head = new TextDecoder().decode(await source.slice(0, LARGEST).arrayBuffer(), { stream: true })
  const whole = source.size <= LARGEST
  const lines = head.split('\n')
  if (!whole && lines.length > 1) lines.pop()
  const kept = lines.slice(0, ROWS + (type === 'text/csv' ? 1 : 0))
  const text = kept.join('\n').trimEnd()
  if (text === '') return undefined
  const rows = type === 'text/csv' ? kept.length - 1 : kept.length
  const unit = type === 'text/csv' || type === 'application/jsonl' ? 'rows' : 'lines'
  return { blob: new Blob([text + '\n'], { type }), note: `the first ${rows} ${unit}` }
}
