import type { Blockstore } from 'interface-blockstore'
import type { BlockBroker } from 'helia'
import { blockBytes, type Blocks } from '../blocks.ts'

/** Blocks from here where they are, else fetched and checked, and stored nowhere. */
export const passingStore = (store: Blocks, broker: BlockBroker): Pick<Blockstore, 'get' | 'put' | 'has'> => ({
  async *get(cid, options = {}) {
    yield (await store.has(cid)) ? await blockBytes(store, cid) : await broker.retrieve!(cid, options)
  },
  has: (cid, options) => store.has(cid, options),
  put: async (cid) => cid,
})
