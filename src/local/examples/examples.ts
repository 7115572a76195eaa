import type { ChainClient } from '../../chain/client.ts'
import type { Network } from '../../chain/networks.ts'
import type { Shelf } from '../../storage/shelf.ts'
import type { Say } from '../say.ts'

export interface Stage {
  readonly folder: string
  readonly network: Network
  readonly client: ChainClient
  readonly shelf: Shelf
  readonly hints: { readonly peers: readonly string[]; readonly gateways: readonly string[] }
}

export async function publishExamples(_: Stage, __: Say): Promise<Record<string, string[]>> {
  return {}
}
