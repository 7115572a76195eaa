/** Money on its way from the wallet into the purse: what the books know of it. */
import type { Problem } from '../chain/problems.ts'
import type { Address } from '../royalties/words.ts'
import type { Tracked } from '../wallet/journal.ts'
import { load, same, type Books, type Loading } from './books.ts'

type Named = Pick<Loading, 'id'>

export const begun = (books: Books, purse: Address, loading: Loading): Books => ({
  ...books,
  purse,
  loading: [...books.loading, loading],
})

/** It is there. Changes nothing the second time. */
export function arrived(books: Books, { id }: Named): Books {
  const found = books.loading.find((each) => each.id === id)
  if (!found) return books
  const { currency, cap } = found
  const after = load(cancelled(books, found), currency, cap)
  return { ...after, loading: after.loading.map((each) => above(each, found)) }
}

/** One arrival is one load: what this one brought is no sign of another whose mark was taken before it came. */
const above = (other: Loading, { currency, before, amount }: Loading): Loading =>
  same(other.currency, currency) && other.before < before + amount ? { ...other, before: other.before + amount } : other

/** It never left the wallet, or will never arrive. */
export const cancelled = (books: Books, { id }: Named): Books => ({
  ...books,
  loading: books.loading.filter((each) => each.id !== id),
})

/** Problems after which nothing of a transaction can be on its way, whatever the wallet had been asked. */
const NEVER: readonly Problem['kind'][] = [
  ...(['rejected', 'reverted', 'priceChanged', 'insufficientFunds', 'noWallet', 'wrongNetwork', 'switched'] as const),
  ...(['mismatch', 'notDeployed', 'foreign', 'elsewhere', 'replaced', 'dropped', 'pending'] as const),
]

type Sight = Pick<Tracked, 'state' | 'problem' | 'nonce'>

/**
 * What the wallet's journal says of a transaction. One without a number was never shown to the wallet; of one whose tab
 * was closed nobody knows.
 */
export function fateOf(tracked: Sight | undefined): 'arrived' | 'never' | 'open' {
  if (tracked?.state === 'done') return 'arrived'
  if (tracked?.state !== 'failed' || tracked.problem?.kind === 'closed') return 'open'
  return tracked.nonce === undefined || NEVER.includes(tracked.problem!.kind) ? 'never' : 'open'
}

/** What nobody has seen for so long is not waited for; should it come all the same, it lies beside the money for plays. */
const GIVEN_UP_MS = 86_400_000

export interface Witnesses {
  readonly find: (id: string) => Sight | undefined
  /** What the purse holds, read after the books; `undefined`: nobody knows. */
  readonly held: ReadonlyMap<Address, bigint> | undefined
  /** Unix ms. */
  readonly now: number
}

/**
 * What has become of everything on its way, as a change of the books: by the wallet's transaction where this browser
 * knows it, else by what the purse holds. A tab may have been closed while the wallet still asked, and then only the
 * money itself tells. Nothing that was begun after the witnesses were heard is judged by them.
 */
export function lookedAfter(books: Books, witnesses: Witnesses): ((now: Books) => Books) | undefined {
  const changes: ((now: Books) => Books)[] = []
  let after = books
  for (const { id } of books.loading) {
    const loading = after.loading.find((each) => each.id === id)!
    const fate = judged(loading, witnesses)
    if (fate === 'open') continue
    const change = (now: Books) => (fate === 'arrived' ? arrived : cancelled)(now, loading)
    changes.push(change)
    after = change(after)
  }
  return changes.length > 0 ? (now) => changes.reduce((before, change) => change(before), now) : undefined
}

function judged({ id, currency, before, amount, at }: Loading, { find, held, now }: Witnesses) {
  const tracked = find(id)
  const fate = fateOf(tracked)
  if (fate !== 'open') return fate
  if (held && (held.get(currency) ?? 0n) >= before + amount) return 'arrived'
  const waits = tracked?.state === 'waiting for chain'
  return !waits && Math.abs(now - at) > GIVEN_UP_MS ? 'never' : 'open'
}
