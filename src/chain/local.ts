import * as v from 'valibot'
import type { Hex } from '../royalties/words.ts'
import { networkOf, type Network } from './networks.ts'

/** What `npm start` writes beside the app: the embedded chain, the local IPFS node and the demo accounts. */
export interface LocalConfig {
  readonly network: Network
  readonly ipfs: {
    readonly gateway: string
    /** A multiaddr. */
    readonly relay: string
    readonly pinning: { readonly endpoint: string; readonly token: string }
  }
  readonly accounts: readonly {
    readonly name: string
    readonly key: Hex
    /** Those of the account's example works, so that their creator can play them at once. */
    readonly secrets: readonly Hex[]
    /** Those of example works whose keys it bought. */
    readonly bought: readonly Hex[]
  }[]
}

const bytes32 = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-f]{64}$/i),
  v.transform((hex) => hex as Hex),
)
const schema = v.object({
  network: v.unknown(),
  ipfs: v.object({
    gateway: v.string(),
    relay: v.string(),
    pinning: v.object({ endpoint: v.string(), token: v.string() }),
  }),
  accounts: v.array(
    v.object({
      name: v.string(),
      key: bytes32,
      secrets: v.optional(v.array(bytes32), []),
      bought: v.optional(v.array(bytes32), []),
    }),
  ),
})

/** `undefined`: the app was not started locally (no `local.json` beside it, or not one of ours). */
export async function loadLocal(base: string, get: typeof fetch = fetch): Promise<LocalConfig | undefined> {
  const response = await get(new URL('local.json', base), { cache: 'no-store' }).catch(() => undefined)
  if (!response?.ok) return undefined
  // Static hosts answer a missing file with the page itself; that is no JSON and means the same as 404.
  const parsed = v.safeParse(schema, await response.json().catch(() => undefined))
  if (!parsed.success) return undefined
  const network = networkOf(parsed.output.network)
  return network.ok ? { ...parsed.output, network: { ...network.network, local: true } } : undefined
}
