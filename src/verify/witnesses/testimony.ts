import type { WorkId } from '../../royalties/words.ts'
import type { Testimony, WorkFacts } from '../evidence.ts'
import { hear, type Heard } from './hear.ts'
import type { Pinned, Said } from './pin.ts'
import type { Witness } from './words.ts'

/** What RPCs that have the pinned block say of the work in it; `undefined`: that there is no such work. */
export type Accounts = readonly Heard<WorkFacts | undefined>[]

/** Asked once, whoever tells the rest. Rejects only when aborted. */
export function accountsOf({ pin, said }: Pinned, work: WorkId, signal?: AbortSignal): Promise<Accounts> {
  const same = [...said].flatMap(([witness, each]) => (each.said === 'same' ? [witness] : []))
  // Nobody is held against himself.
  return same.length < 2 ? Promise.resolve([]) : hear(same, ({ reader }) => reader.facts(work, pin), signal)
}

export interface Testimonies {
  readonly testimonies: readonly Testimony[]
  /** RPCs that have the pinned block, and tell another state of the work in it than `facts`. */
  readonly against: ReadonlyMap<Witness, WorkFacts | undefined>
}

/** What all others say of the block, and of the work in it. An RPC that shows the block but keeps its state to itself is silent. */
export function testimoniesOf({ said }: Pinned, accounts: Accounts, teller: Witness, facts: WorkFacts): Testimonies {
  // A company that agrees with itself is no second witness; one that contradicts itself is heard.
  const others = [...said].filter(
    ([witness, each]) => witness !== teller && (witness.operator !== teller.operator || each.said === 'other'),
  )
  const heard = new Map(accounts.map((each) => [each.witness, each]))
  const against = new Map<Witness, WorkFacts | undefined>()
  const testimonies = others.map(([witness, told]): Testimony => {
    const { rpc, operator } = witness
    const state = heard.get(witness)
    if (!state) return { rpc, operator, said: told.said, ...(told.detail === undefined ? {} : { detail: told.detail }) }
    if (!state.ok) return { rpc, operator, said: 'silent', detail: state.detail }
    const difference = differenceOf(facts, state.value)
    if (!difference) return { rpc, operator, said: 'same' }
    against.set(witness, state.value)
    return { rpc, operator, ...otherState(facts.work, difference) }
  })
  return { testimonies, against }
}

const otherState = (work: WorkId, field: string): Said => ({
  said: 'other',
  detail:
    field === 'work' ? `It knows no work ${work}` : `It tells another “${field}” of work ${work} in the same block`,
})

/** The first field that differs. */
export function differenceOf(a: WorkFacts, b: WorkFacts | undefined): string | undefined {
  if (!b) return 'work'
  return (Object.keys(a) as (keyof WorkFacts)[]).find((key) => textOf(a[key]) !== textOf(b[key]))
}

const textOf = (value: WorkFacts[keyof WorkFacts]): string =>
  typeof value === 'object'
    ? value.map(({ work, royalty }) => `${work}:${royalty}`).join()
    : String(value).toLowerCase()
