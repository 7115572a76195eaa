/** Hands over the keys of the examples while nobody's tab does: the demo's creators and fans are not really there. The same
 * code as in a tab, which gets twenty seconds to be quicker. */
import { openClient } from '../chain/client.ts'
import type { LocalConfig } from '../chain/local.ts'
import { watchLedger } from '../chain/watch.ts'
import { manifestCid } from '../content/address.ts'
import { fromHex } from '../content/bytes.ts'
import { asWorkSecret, publicKey, workAddress, type WorkSecret } from '../content/keyline.ts'
import { MANIFEST_LIMIT, type Manifest } from '../content/manifest.ts'
import { parsePublished } from '../content/published.ts'
import { purseHand } from '../keys/serving/hands.ts'
import { DeliveryJournal } from '../keys/serving/journal.ts'
import { Keeper } from '../keys/serving/keeper.ts'
import type { ServingPorts } from '../keys/serving/ports.ts'
import { witnessesOf } from '../keys/serving/witness.ts'
import { processLock } from '../purse/lock.ts'
import { openPurse } from '../purse/purse.ts'
import { memoryStore } from '../purse/store.ts'
import type { Hex } from '../royalties/words.ts'

/** Milliseconds that open tabs are ahead. */
const BACK_OFF = [20_000, 24_000] as const
/** Toy money: the examples are served whatever it costs. */
const BUDGET = 10n ** 18n

export interface LocalKeeper {
  stop(): Promise<void>
}

interface KeeperOptions {
  /** Milliseconds that open tabs are ahead, at least and at most. */
  readonly backOff?: readonly [least: number, most: number]
}

/** One keeper for each demo account that made sealed works. */
export function startKeeper(config: LocalConfig, { backOff = BACK_OFF }: KeeperOptions = {}): LocalKeeper {
  const abort = new AbortController()
  const makers = config.accounts.filter(({ secrets }) => secrets.length > 0)
  const keepers = makers.map((maker) => new Keeper(portsOf(config, maker, backOff), journalOf(config)))
  const unwatch = watchLedger(openClient(config.network), {
    onEvents: (events) => keepers.forEach((keeper) => keeper.notice(events)),
    onRollback: () => keepers.forEach((keeper) => void keeper.rolledBack()),
  })
  const running = Promise.all(keepers.map((keeper) => keeper.run(abort.signal)))
  return {
    async stop() {
      unwatch()
      abort.abort()
      await running
    },
  }
}

/** What is exposed when the program ends is found again at the next start: the request is still open. */
const journalOf = ({ network }: LocalConfig) => new DeliveryJournal(memoryStore(), network.id)

function portsOf(
  { network, ipfs }: LocalConfig,
  { key, secrets }: LocalConfig['accounts'][number],
  backOff: ServingPorts['pace']['backOff'],
): ServingPorts {
  const client = openClient(network)
  const held = new Map(secrets.map((hex) => secretOf(hex)))
  const purse = openPurse({
    key: fromHex(key),
    clients: [client],
    network,
    journal: memoryStore(),
    lock: processLock(),
  })
  return {
    network,
    embedded: true,
    known: true,
    client,
    witnesses: witnessesOf(network.rpcs, [client]),
    server: purse.address,
    hands: () => [purseHand(purse)],
    rules: () => ({ serving: true, allowed: true, budget: BUDGET }),
    pace: { look: 2_000, backOff },
    secretFor: async (wanted) => held.get(workAddress(wanted)),
    held: async () => [...held.keys()],
    manifest: (digest) => fetchManifest(ipfs.gateway, digest),
  }
}

function secretOf(hex: Hex): [ReturnType<typeof workAddress>, WorkSecret] {
  const secret = asWorkSecret(fromHex(hex))
  return [workAddress(publicKey(secret)), secret]
}

async function fetchManifest(gateway: string, digest: Hex): Promise<Manifest> {
  const response = await fetch(`${gateway}/ipfs/${manifestCid(digest)}?format=raw`)
  if (!response.ok) throw new Error(`The local node answered ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const parsed = bytes.length <= MANIFEST_LIMIT ? parsePublished(bytes, digest) : undefined
  if (!parsed?.ok) throw new Error('The local node has other bytes for this manifest')
  return parsed.manifest
}
