import type { Seen } from '../../chain/events.ts'
import { pathOf, type PathPart } from '../../royalties/path.ts'
import { ALL_UNITS, INCOME, NATIVE, type Address, type Usage, type WorkId } from '../../royalties/words.ts'
import type { Paid } from '../../royalties/ledger.ts'
import { heldAt, type Course } from './courses.ts'

/** One payment on its way: from its payer through the work that was paid to every holder it reaches. */
export interface Movement {
  readonly id: string
  readonly payer: Address
  readonly work: WorkId
  readonly usage: Usage
  /** Unix seconds. */
  readonly time: number
  readonly block: bigint
  readonly logIndex: number
  /** In currency units of the work, all of it. */
  readonly amount: bigint
  readonly currency: Address
  /** Where it ends; on the page of one work, only what passes through that work. */
  readonly parts: readonly PathPart[]
}

/** Stands for the holders of a work whose ledger is too long to read them from: their parts are shown as one. */
export const ITS_HOLDERS = NATIVE

export type SeenPayment = Seen & { readonly event: Paid }
export const isPayment = (seen: Seen): seen is SeenPayment => seen.event.kind === 'Paid'

/** `ancestors`: in the order of `course.ancestors`. `only`: leave out what does not pass through this work. */
export function movementOf(seen: SeenPayment, course: Course, ancestors: readonly Course[], only?: WorkId): Movement {
  const { event, block, logIndex } = seen
  const { payer, work, usage, amount, stamp } = event
  const paid = course.ancestors.map((ask, i) => ({ ...ask, holders: holdersOf(ancestors[i]!, seen) }))
  const parts = pathOf(work, amount, holdersOf(course, seen), paid)
  const shown = only === undefined || only === work ? parts : parts.filter((part) => part.work === only)
  const common = { payer, work, usage, time: stamp.time, block, logIndex, amount, currency: course.currency }
  return { id: `${work}/${stamp.sequence}`, ...common, parts: shown }
}

const holdersOf = (course: Course, seen: Seen) => heldAt(course, seen) ?? [{ account: ITS_HOLDERS, units: ALL_UNITS }]

/** A part of a movement's way, between two places of the picture. `stage`: 0 to the work, then on, then further on. */
export interface Leg {
  readonly from: string
  readonly to: string
  readonly stage: 0 | 1 | 2
  /** The work whose colour it has. */
  readonly work: WorkId
  /** In 1e-8 of a currency unit. Rounds: down, as the parts do. */
  readonly income: bigint
}

export const payerNode = (account: Address) => `payer/${account.toLowerCase()}`
export const workNode = (work: WorkId) => `work/${work}`
/** Holders of a ledger too long to read are those of one work, not one account of all works. */
export const holderNode = (work: WorkId, account: Address) =>
  account === ITS_HOLDERS ? `holder/of-${work}` : `holder/${account.toLowerCase()}`

export function legsOf({ payer, work, amount, parts }: Movement): Leg[] {
  const here = workNode(work)
  const above = new Map<WorkId, bigint>()
  for (const part of parts) if (part.work !== work) above.set(part.work, (above.get(part.work) ?? 0n) + part.income)
  return [
    { from: payerNode(payer), to: here, stage: 0, work, income: amount * INCOME },
    ...[...above].map(([to, income]): Leg => ({ from: here, to: workNode(to), stage: 1, work, income })),
    ...parts.map((part): Leg => {
      const to = holderNode(part.work, part.account)
      return { from: workNode(part.work), to, stage: part.work === work ? 1 : 2, work: part.work, income: part.income }
    }),
  ]
}
