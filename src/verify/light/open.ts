/** The way in, for `await import`: the curve's arithmetic is heavy, and most networks have no light client. */
import type { Hex } from '../../royalties/words.ts'
import type { BlockSource } from './ancestor.ts'
import { openApi } from './api.ts'
import { lightClient, type LightClient } from './client.ts'
import { openMemory } from './memory.ts'
import { consensusOf } from './networks.ts'

export interface LightWishes {
  /** Beacon APIs instead of the network's own. */
  readonly apis?: readonly string[] | undefined
  /** A beacon block root that the user trusts. */
  readonly checkpoint?: Hex | undefined
  readonly signal?: AbortSignal | undefined
}

/** `undefined`: this chain has no sync committees to follow. `sources`: the RPCs' readers; whatever they show is hashed. */
export function openLight(
  chainId: number,
  sources: readonly BlockSource[],
  { apis, checkpoint, signal }: LightWishes = {},
): LightClient | undefined {
  const network = consensusOf(chainId)
  return (
    network &&
    lightClient(network, {
      sources,
      memory: openMemory(),
      checkpoint,
      signal,
      apis: (apis ?? network.apis).map((url) => openApi(url)),
    })
  )
}
