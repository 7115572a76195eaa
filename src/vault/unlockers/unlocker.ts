/** The ways to the root of a vault. Each one wraps the same root under a key of its own; any one of them opens it. */
import type { Bytes } from '../../content/bytes.ts'
import type { Address } from '../../royalties/words.ts'
import { VaultProblem, type VaultProblemKind } from '../problem.ts'
import type { VaultStore } from '../store.ts'
import { opened, wrap, type Wrapped } from '../wrap.ts'

/** What stands beside the wrapped root, in the open: enough to find the key again, never the key. */
export type About =
  | { readonly kind: 'device' }
  | { readonly kind: 'passphrase'; readonly salt: Bytes }
  | { readonly kind: 'passkey'; readonly id: Bytes; readonly salt: Bytes; readonly transports: readonly string[] }
  | { readonly kind: 'wallet'; readonly account: Address; readonly message: string; readonly salt: Bytes }

export type UnlockerKind = About['kind']

/** One way in. `name` tells it from the others; `since` in Unix ms, absent on vaults from before it was noted. */
export type Unlocker<Kind extends UnlockerKind = UnlockerKind> = Extract<About, { kind: Kind }> & {
  readonly name: string
  readonly since?: number
  readonly wrapped: Wrapped
}

/** A way in that is about to be added: what will be written beside the root, and the key to wrap it with. */
export interface NewUnlocker {
  readonly about: About
  readonly key: CryptoKey
}

export const PREFIX = 'root:own:'
const PLACE = 'root'
const DEVICE = `${PREFIX}device`

type Stored = Wrapped & Partial<About> & { readonly since?: number }

/** All ways into the vault of this store; none: there is no vault yet. */
export async function unlockersIn(store: VaultStore): Promise<Unlocker[]> {
  return (await store.all(PREFIX)).map(([place, value]) => {
    // A damaged record is a way that does not open; the others do.
    const { iv, sealed, ...about } = Object(value) as Stored
    const name = place.slice(PREFIX.length)
    // The first vaults wrote nothing beside the root: they had this device's key only.
    return { kind: 'device', ...about, name, wrapped: { iv, sealed } } as Unlocker
  })
}

/** The root; throws `problem` when the key is not the unlocker's. */
export const rootFrom = (unlocker: Unlocker, key: CryptoKey, problem: VaultProblemKind): Promise<Bytes> =>
  opened(key, unlocker.wrapped, PLACE, problem)

/** What to write for a new way to `root`: the record's key and value. */
export async function recordOf(root: Bytes, { about, key }: NewUnlocker, since: number): Promise<[string, Stored]> {
  return [PREFIX + nameOf(about), { ...(await wrap(key, root, PLACE)), ...about, since }]
}

/** One passphrase and one device key at a time, and as many passkeys and wallets as there are. */
function nameOf(about: About): string {
  if (about.kind === 'passkey')
    return `passkey:${Array.from(about.id, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  return about.kind === 'wallet' ? `wallet:${about.account.toLowerCase()}` : about.kind
}

/** Throws `VaultProblem` when it is the last one. The device's key goes with its record. */
export async function removeUnlocker(store: VaultStore, name: string): Promise<void> {
  const place = PREFIX + name
  await store.amend(PREFIX, (records) => {
    if (!records.has(place)) return {}
    if (records.size === 1) throw new VaultProblem('lastUnlocker')
    return { remove: place === DEVICE ? [place, DEVICE_KEY] : [place] }
  })
}

export const DEVICE_KEY = 'device-key'
