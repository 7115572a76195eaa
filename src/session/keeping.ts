import type { Address } from '../royalties/words.ts'
import type { Store } from '../purse/store.ts'
import { EMPTY, type Books, type Loading } from './books.ts'

/** The books of one listener on one network, as they are kept. Methods reject with `Unkept`. */
export interface Keeping {
  readonly owner: Address
  read(): Promise<Books>
  /** One step across all tabs: what two of them change at once is both there afterwards. */
  change(make: (books: Books) => Books): Promise<Books>
}

const prefix = (chainId: number) => `books:${chainId}:`

export function keepingOf(store: Store, chainId: number, owner: Address): Keeping {
  const key = prefix(chainId) + owner.toLowerCase()
  return {
    owner,
    read: async () => upToDate((await store.read<Books>(key)) ?? EMPTY),
    change: async (make) => (await store.change<Books>(key, (books) => make(upToDate(books ?? EMPTY)))) ?? EMPTY,
  }
}

/** An earlier version wrote down neither a name of a load nor what it brings beside its cap. */
type Kept = Omit<Loading, 'id' | 'amount'> & Partial<Loading>
const named = (loading: Kept): Loading => ({ id: `${loading.currency}:${loading.at}`, amount: loading.cap, ...loading })
const upToDate = (books: Books): Books => ({ ...books, loading: books.loading.map(named) })

/** Everybody who has books in this browser on a network. */
export async function ownersIn(store: Store, chainId: number): Promise<Address[]> {
  const found = await store.all<Books>(prefix(chainId))
  return found.map(([key]) => key.slice(prefix(chainId).length) as Address)
}
