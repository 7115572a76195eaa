/** What stands in a sealed part, as lines a person reads. It is text of a stranger: shown, never interpreted. */

export interface Line {
  readonly label: string
  /** Left out where the lines below, deeper, are what is said. */
  readonly text?: string
  /** Only of plain https addresses. */
  readonly href?: string
  /** 0: at the top. */
  readonly depth: number
}

/** A page is no place for more. */
const MOST = 500
const DEEPEST = 6

export function linesOf(value: unknown): readonly Line[] {
  const lines: Line[] = []
  collect(lines, 'Content', value, 0)
  const [first, ...rest] = lines
  // The outermost name says nothing when there is something below it.
  return first?.text === undefined ? rest.map((line) => ({ ...line, depth: line.depth - 1 })) : lines
}

function collect(lines: Line[], label: string, value: unknown, depth: number): void {
  if (lines.length >= MOST) return
  const inner = entriesOf(value)
  if (!inner || depth >= DEEPEST) return void lines.push({ label, depth, ...said(value) })
  if (inner.length === 0) return void lines.push({ label, depth, text: 'none' })
  lines.push({ label, depth })
  for (const [name, each] of inner) collect(lines, name, each, depth + 1)
}

/** Lists of plain values stand in one line. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (Array.isArray(value))
    return value.every(isPlain) ? undefined : value.map((each, i): [string, unknown] => [String(i + 1), each])
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).map(([name, each]): [string, unknown] => [spaced(name), each])
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

function said(value: unknown): Pick<Line, 'text' | 'href'> {
  if (typeof value === 'string')
    return /^https:\/\/[^\s]+$/.test(value) ? { text: value, href: value } : { text: value }
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no' }
  if (value === null) return { text: 'none' }
  if (Array.isArray(value)) return { text: value.map((each) => said(each).text).join(', ') || 'none' }
  return { text: typeof value === 'number' ? String(value) : JSON.stringify(value) }
}

/** `masterRights` → `Master rights`. */
function spaced(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
