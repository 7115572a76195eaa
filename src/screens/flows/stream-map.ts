import type { Seen } from '../../chain/events.ts'
import { INCOME, type Address, type WorkId } from '../../royalties/words.ts'

/** One movement of money as it is drawn: from left to right. `income` in 1e-8 of a unit of the work's currency. */
export interface Movement {
  readonly id: string
  readonly kind: 'payment' | 'credit' | 'claim'
  readonly from: string
  readonly to: string
  readonly work: WorkId
  readonly income: bigint
  readonly block: bigint
  readonly transaction: string
}

export interface Node {
  readonly id: string
  readonly column: 0 | 1 | 2
  readonly account?: Address
  readonly work?: WorkId
  x: number
  y: number
}

export interface StreamMap {
  readonly nodes: ReadonlyMap<string, Node>
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string; readonly count: number }[]
}

const payer = (account: Address) => `payer/${account.toLowerCase()}`
const holder = (account: Address) => `holder/${account.toLowerCase()}`
export const workNode = (work: WorkId) => `work/${work}`

/** Money that moves; movements of shares are none. */
export function movementOf({ event, block, transaction }: Seen): Movement | undefined {
  const common = { work: event.work, block, transaction, id: `${event.work}/${event.stamp.sequence}` }
  const here = workNode(event.work)
  switch (event.kind) {
    case 'Paid':
      return { ...common, kind: 'payment', from: payer(event.payer), to: here, income: event.amount * INCOME }
    case 'Credited':
      return { ...common, kind: 'credit', from: workNode(event.source), to: here, income: event.income }
    case 'Claimed':
      return { ...common, kind: 'claim', from: here, to: holder(event.holder), income: event.amount * INCOME }
    case 'Moved':
      return undefined
  }
}

const COLUMNS = { payer: 0, work: 1, holder: 2 } as const

function nodeOf(id: string): Node {
  const [kind = 'work', rest = ''] = id.split('/')
  const column = COLUMNS[kind as keyof typeof COLUMNS]
  const who = column === 1 ? { work: BigInt(rest) as WorkId } : { account: rest as Address }
  return { id, column, ...who, x: 0, y: 0 }
}

/** Who takes part, in three columns, and which streams join them. Works that are paid by others stand further right. */
export function mapOf(movements: readonly Movement[]): StreamMap {
  const nodes = new Map<string, Node>()
  const edges = new Map<string, { id: string; from: string; to: string; count: number }>()
  const credited = new Set(movements.filter(({ kind }) => kind === 'credit').map(({ to }) => to))
  for (const { from, to } of movements) {
    for (const id of [from, to]) if (!nodes.has(id)) nodes.set(id, nodeOf(id))
    const id = `${from}>${to}`
    const edge = edges.get(id) ?? { id, from, to, count: 0 }
    edges.set(id, { ...edge, count: edge.count + 1 })
  }
  place(nodes, credited)
  return { nodes, edges: [...edges.values()] }
}

const X = { payer: 60, work: 400, ancestor: 600, holder: 940 }

function place(nodes: ReadonlyMap<string, Node>, credited: ReadonlySet<string>): void {
  const columns = new Map<number, Node[]>()
  for (const node of nodes.values()) {
    node.x = node.column === 0 ? X.payer : node.column === 2 ? X.holder : credited.has(node.id) ? X.ancestor : X.work
    columns.set(node.x, [...(columns.get(node.x) ?? []), node])
  }
  for (const column of columns.values()) column.forEach((node, at) => (node.y = ((at + 0.5) / column.length) * HEIGHT))
}

export const WIDTH = 1000
export const HEIGHT = 460

/** A stream between two places, as an SVG path. */
export function streamPath(from: Node, to: Node): string {
  const bend = from.x === to.x ? 70 : 0
  const middle = (from.x + to.x) / 2 + bend
  return `M${from.x} ${from.y} C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}
