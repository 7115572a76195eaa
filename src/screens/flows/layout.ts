import { LAYERS, type Layer, type Node, type StreamMap } from './stream-map.ts'

/** All lengths in pixels of the page: text keeps its size, whatever the width. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Characters a line of its label may have. */
  readonly room: number
}

export interface Layout {
  readonly height: number
  readonly spots: ReadonlyMap<string, Spot>
  /** The columns that somebody stands in. */
  readonly columns: readonly (Spot & { readonly layer: Layer })[]
}

const MARGIN = 8
const TOP = 28
const ROW = 58
/** Of the label's type, a little more than the average letter. */
const LETTER = 6.6

/** Columns from left to right, everybody of a column evenly from top to bottom. */
export function layoutOf({ nodes }: StreamMap, width: number): Layout {
  const layers = LAYERS.map((layer) => ({ layer, column: [...nodes.values()].filter((node) => node.layer === layer) }))
  const present = layers.filter(({ column }) => column.length > 0)
  const rows = Math.max(2, ...present.map(({ column }) => column.length))
  const height = TOP + rows * ROW
  const spots = new Map<string, Spot>()
  const columns = present.map(({ layer, column }, at) => {
    const head = { ...columnAt(at, present.length, width), y: 12 }
    column.forEach((node, row) => spots.set(node.id, { ...head, y: yOf(row, column.length, height) }))
    return { ...head, layer }
  })
  return { height, spots, columns }
}

function columnAt(at: number, count: number, width: number): Omit<Spot, 'y'> {
  const step = (width - 2 * MARGIN) / Math.max(1, count - 1)
  const edge = at === 0 || at === count - 1
  const anchor = at === 0 ? 'start' : edge ? 'end' : 'middle'
  return { x: MARGIN + at * step, anchor, room: Math.floor((step * (edge ? 0.56 : 0.84)) / LETTER) }
}

const yOf = (row: number, rows: number, height: number) => TOP + ((row + 0.62) / rows) * (height - TOP)

/** A stream between two places, as an SVG path; from one of a column to another of it in a bow. */
export function streamPath(from: Spot, to: Spot): string {
  const middle = (from.x + to.x) / 2 + (from.x === to.x ? 48 : 0)
  return `M${from.x} ${from.y} C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}

/** A label in at most two lines of `room` characters, broken between words where there are some. */
export function linesOf(text: string, room: number): string[] {
  if (text.length <= room) return [text]
  const cut = text.lastIndexOf(' ', room)
  if (cut <= 0) return [shortened(text, room)]
  return [text.slice(0, cut), shortened(text.slice(cut + 1), room)]
}

const shortened = (text: string, room: number) =>
  // A cut through a pair of surrogates would leave half an emoji.
  text.length > room ? `${text.slice(0, Math.max(1, room - 1)).replace(/[\uD800-\uDBFF]$/, '')}…` : text

export const isWork = ({ layer }: Node) => layer === 'work' || layer === 'ancestor'
