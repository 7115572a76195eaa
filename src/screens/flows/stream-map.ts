import type { HeldUnits } from '../../royalties/path.ts'
import type { Address, WorkId } from '../../royalties/words.ts'
import { holderNode, ITS_HOLDERS, legsOf, payerNode, workNode, type Movement } from './movement.ts'

/** The bed of a river: where money paid to a work goes. `holders` is `undefined` where they are not known. */
export interface Route {
  readonly work: WorkId
  readonly ancestors: readonly WorkId[]
  readonly holders: readonly HeldUnits[] | undefined
}

/** From left to right. */
export const LAYERS = ['payer', 'work', 'ancestor', 'holder'] as const
export type Layer = (typeof LAYERS)[number]

export interface Node {
  readonly id: string
  readonly layer: Layer
  readonly account?: Address
  readonly work?: WorkId
  /** How many are folded into this one. */
  readonly more?: number
}

export interface Edge {
  readonly id: string
  readonly from: string
  readonly to: string
  /** The work whose colour it has. */
  readonly work: WorkId
  /** 0 … 1: what flowed here, against the widest stream in the same currency. */
  readonly share: number
}

export interface StreamMap {
  readonly nodes: ReadonlyMap<string, Node>
  readonly edges: readonly Edge[]
  /** The node that shows another one, which may be folded into "more". */
  readonly shown: (id: string) => string
  /** 0 … 1, like an edge's share. */
  readonly shareOf: (income: bigint, currency: Address) => number
}

/** How many stand in one column; the rest is folded into one node. */
export const MOST: Readonly<Record<Layer, number>> = { payer: 5, work: 6, ancestor: 6, holder: 7 }

/** Who takes part, and which streams join them. Payers newest first, holders biggest first. */
export function mapOf(routes: readonly Route[], movements: readonly Movement[]): StreamMap {
  const all = nodesOf(routes, movements)
  const folds = foldsOf([...all.values()])
  const shown = (id: string) => folds.into.get(id) ?? id
  const widest = new Map<Address, bigint>()
  const streams = streamsOf(routes, movements, shown)
  for (const { income, currency } of streams.values())
    if (currency && income > (widest.get(currency) ?? 0n)) widest.set(currency, income)
  const shareOf = (income: bigint, currency: Address) => ratio(income, widest.get(currency) ?? 0n)
  const edges = [...streams].map(([id, { currency, income, ...edge }]) => ({
    ...{ id, ...edge },
    share: currency ? shareOf(income, currency) : 0,
  }))
  return { nodes: folds.nodes, edges, shown, shareOf }
}

/** For drawing alone: a number with six digits is enough. */
const ratio = (part: bigint, whole: bigint) =>
  whole === 0n ? 0 : Math.min(1, Number((part * 1_000_000n) / whole) / 1_000_000)

function nodesOf(routes: readonly Route[], movements: readonly Movement[]): Map<string, Node> {
  const nodes = new Map<string, Node>()
  const above = new Set(routes.flatMap(({ ancestors }) => ancestors))
  for (const { work, parts } of movements) for (const part of parts) if (part.work !== work) above.add(part.work)
  const addWork = (work: WorkId) =>
    nodes.set(workNode(work), { id: workNode(work), layer: above.has(work) ? 'ancestor' : 'work', work })
  const addHolder = (work: WorkId, account: Address) => {
    const id = holderNode(work, account)
    nodes.set(id, { id, layer: 'holder', ...(account === ITS_HOLDERS ? { work } : { account }) })
  }
  for (const { payer, work } of movements) {
    nodes.set(payerNode(payer), { id: payerNode(payer), layer: 'payer', account: payer })
    addWork(work)
  }
  for (const { work, ancestors } of routes) [work, ...ancestors].forEach(addWork)
  for (const { work, account } of biggestFirst(routes)) addHolder(work, account)
  for (const { parts } of movements) for (const { work, account } of parts) addHolder(work, account)
  return nodes
}

function biggestFirst(routes: readonly Route[]): { work: WorkId; account: Address; units: bigint }[] {
  const sums = new Map<string, { work: WorkId; account: Address; units: bigint }>()
  for (const { work, holders } of routes)
    for (const { account, units } of holders ?? [{ account: ITS_HOLDERS, units: 0n }]) {
      const id = holderNode(work, account)
      sums.set(id, { work, account, units: units + (sums.get(id)?.units ?? 0n) })
    }
  return [...sums.values()].sort((a, b) => (a.units === b.units ? 0 : a.units < b.units ? 1 : -1))
}

function foldsOf(all: readonly Node[]) {
  const nodes = new Map<string, Node>()
  const into = new Map<string, string>()
  for (const layer of LAYERS) {
    const column = all.filter((node) => node.layer === layer)
    // One alone needs no more room than the node it would be folded into.
    const kept = column.length <= MOST[layer] + 1 ? column : column.slice(0, MOST[layer])
    const rest = column.slice(kept.length)
    for (const node of kept) nodes.set(node.id, node)
    const id = `${layer}/more`
    for (const node of rest) into.set(node.id, id)
    if (rest.length > 0) nodes.set(id, { id, layer, more: rest.length })
  }
  return { nodes, into }
}

interface Stream {
  readonly from: string
  readonly to: string
  readonly work: WorkId
  readonly currency: Address | undefined
  readonly income: bigint
}

function streamsOf(routes: readonly Route[], movements: readonly Movement[], shown: StreamMap['shown']) {
  const streams = new Map<string, Stream>()
  const add = (way: { from: string; to: string; work: WorkId }, income: bigint, currency?: Address) => {
    const [from, to] = [shown(way.from), shown(way.to)]
    const id = `${from}>${to}`
    const before = streams.get(id)
    const known = currency ?? before?.currency
    streams.set(id, { from, to, work: way.work, currency: known, income: income + (before?.income ?? 0n) })
  }
  for (const { work, ancestors, holders } of routes) {
    for (const ancestor of ancestors) add({ from: workNode(work), to: workNode(ancestor), work }, 0n)
    for (const { account } of holders ?? [{ account: ITS_HOLDERS }])
      add({ from: workNode(work), to: holderNode(work, account), work }, 0n)
  }
  for (const movement of movements)
    for (const { income, ...leg } of legsOf(movement)) add(leg, income, movement.currency)
  return streams
}
