/** The same shelf the browser has, over the node's own store: the examples are published through it. */
import { LEAF_BYTES, cidOf } from '../../storage/blocks.ts'
import { addInto } from '../../storage/addInto.ts'
import { memoryJobs } from '../../storage/jobs.ts'
import { StorageProblem } from '../../storage/problem.ts'
import { sealInto } from '../../storage/sealInto.ts'
import type { Shelf } from '../../storage/shelf.ts'
import type { IpfsNode } from './node.ts'
import type { Pins } from './pins.ts'

export function nodeShelf(helia: IpfsNode, pins: Pins): Shelf {
  const store = helia.blockstore
  const jobs = memoryJobs()
  return {
    add: (blob, working) => addInto(store, blob, working),
    async addRaw(bytes) {
      if (bytes.byteLength > LEAF_BYTES) throw new RangeError('A raw block is at most 1 MiB')
      const cid = await cidOf(bytes)
      await store.put(cid, bytes)
      return cid.toString()
    },
    seal: (source, order) => sealInto({ store, jobs }, source, order),
    async pin(cid, name) {
      const { requestid } = await pins.request({ cid, name })
      const { status, info } = await pins.settled(requestid)
      if (status !== 'pinned')
        throw new StorageProblem('notFound', `${cid} could not be pinned: ${info?.error ?? status}`)
      return { where: 'pin', label: 'Local IPFS node', seen: Date.now() }
    },
  }
}
