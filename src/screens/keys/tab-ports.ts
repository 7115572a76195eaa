import { NETWORKS } from '../../chain/networks.ts'
import { manifestCid } from '../../content/address.ts'
import { MANIFEST_LIMIT, type Manifest } from '../../content/manifest.ts'
import { parsePublished } from '../../content/published.ts'
import { purseHand, walletHand } from '../../keys/serving/hands.ts'
import type { Hand, ServingPorts } from '../../keys/serving/ports.ts'
import { witnessesOf } from '../../keys/serving/witness.ts'
import { independentClients } from '../../purse/endpoints.ts'
import type { Purse } from '../../purse/purse.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import type { Vault } from '../../vault/vault.ts'
import type { App } from '../context.ts'
import type { Settings } from './settings.ts'

interface Parts {
  readonly app: App
  readonly vault: Vault
  readonly purse: Purse
  readonly server: Address
  readonly settings: () => Settings | undefined
}

/** The world of a keeper in a tab. */
export function tabPorts({ app, vault, purse, server, settings }: Parts): ServingPorts {
  const { network, client } = app
  const clients = independentClients(network)
  const hands = (): Hand[] => {
    const own = app.wallet.address
    const isServer = own?.toLowerCase() === server.toLowerCase()
    const asking = own && isServer ? [walletHand({ address: own, wallet: app.wallet, network, client, clients })] : []
    return [purseHand(purse), ...asking]
  }
  return {
    network,
    embedded: app.local?.network === network,
    // Edited or added ones are other objects than those the app came with.
    known: NETWORKS.includes(network),
    client,
    witnesses: witnessesOf(network.rpcs, clients),
    server,
    hands,
    rules: () => ({
      serving: settings()?.on ?? false,
      allowed: settings()?.allowed ?? false,
      budget: settings()?.budget ?? 0n,
    }),
    // On the embedded chain a block takes no time, so a moment is enough for others to be quicker.
    pace: network.local ? { look: 1_000, backOff: [500, 4_000] } : { look: 6_000, backOff: [3_000, 45_000] },
    secretFor: (key) => vault.secretFor(key),
    held: () => vault.held(),
    manifest: (digest) => fetched(app, digest),
  }
}

async function fetched(app: App, digest: Hex): Promise<Manifest> {
  const library = await app.library()
  const parsed = parsePublished(await library.read(manifestCid(digest), { limit: MANIFEST_LIMIT }), digest)
  if (!parsed.ok) throw new Error(parsed.problem.sentence)
  return parsed.manifest
}
