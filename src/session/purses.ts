import type { Network } from '../chain/networks.ts'
import type { Problem } from '../chain/problems.ts'
import { independentClients } from '../purse/endpoints.ts'
import { openPurse, type Purse } from '../purse/purse.ts'
import type { Address } from '../royalties/words.ts'
import type { Vault } from '../vault/vault.ts'
import { same, type Books } from './books.ts'
import { keepingOf, ownersIn } from './keeping.ts'
import type { Store } from '../purse/store.ts'
import { holdings, sendBack } from './sweeping.ts'

/** Every session purse of one account that this vault can open: its own root's first, then those of roots imported. */
export async function pursesOf(vault: Vault, network: Network, owner: Address): Promise<Purse[]> {
  const keys = await vault.purseKeys('session', network.id, owner)
  const clients = independentClients(network)
  return keys.map((key) => openPurse({ key, clients, network }))
}

/** The purse that the books name, or the one a new session gets. */
export async function purseOf(
  vault: Vault,
  network: Network,
  owner: Address,
  known: Address | undefined,
): Promise<Purse> {
  const purses = await pursesOf(vault, network, owner)
  const found = purses.find(({ address }) => address.toLowerCase() === known?.toLowerCase()) ?? purses[0]
  if (!found) throw new Error('The vault has no key for a purse')
  return found
}

/** A purse with money in it that no session uses. */
export interface Forgotten {
  readonly owner: Address
  readonly purse: Purse
  readonly held: ReadonlyMap<Address, bigint>
}

/** The purses that these books still need: for plays not settled, or for money on its way. */
const neededBy = ({ purse, heard, settlements, loading }: Books): Address[] => [
  ...(purse && heard.length + loading.length > 0 ? [purse] : []),
  ...settlements.map((settlement) => settlement.purse),
]

/**
 * Looks into the purses of every account that has listened in this browser, and of those given. `used`: the purses of
 * sessions that are open; those of others that are needed are left alone, and so is everybody for whom `busy` says that
 * a tab is at work. Rejects when no RPC answers.
 */
export async function forgottenPurses(
  vault: Vault,
  network: Network,
  store: Store,
  {
    owners,
    used,
    currencies,
    busy,
  }: {
    owners: readonly Address[]
    used: readonly Address[]
    currencies: readonly Address[]
    busy: (owner: Address) => boolean
  },
): Promise<Forgotten[]> {
  const known = new Map(
    [...(await ownersIn(store, network.id)), ...owners].map((owner) => [owner.toLowerCase(), owner]),
  )
  const found: Forgotten[] = []
  for (const owner of known.values()) {
    if (busy(owner)) continue
    const needed = [...used, ...neededBy(await keepingOf(store, network.id, owner).read())]
    for (const purse of await pursesOf(vault, network, owner)) {
      if (needed.some((address) => same(address, purse.address))) continue
      const held = await holdings(purse, currencies)
      if (held.size > 0) found.push({ owner, purse, held })
    }
  }
  return found
}

/** Sends back what lies in a forgotten purse, unless a session was opened with it since it was found. */
export async function giveBackUnneeded(
  store: Store,
  network: Network,
  { owner, purse }: Pick<Forgotten, 'owner' | 'purse'>,
  currencies: readonly Address[],
): Promise<Problem | undefined> {
  const needed = neededBy(await keepingOf(store, network.id, owner).read())
  if (needed.some((address) => same(address, purse.address))) return undefined
  const sent = await sendBack(purse, owner, currencies)
  return sent.ok ? undefined : sent.problem
}
