import type { Address } from '../../royalties/words.ts'
import { RpcReader } from '../rpc.ts'
import { JsonRpc, type JsonRpcOptions } from './json-rpc.ts'

/** A reader of one RPC alone, which works in a worker: see `JsonRpc` for what becomes of its failures. */
export const openReader = (url: string, chainId: number, contract?: Address, options?: JsonRpcOptions): RpcReader =>
  new RpcReader(new JsonRpc(url, chainId, options), contract)
