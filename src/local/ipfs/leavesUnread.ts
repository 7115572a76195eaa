/** How pins are walked. Helia's own walker reads every leaf from the disk to find that it links to nothing: for a file of
 * a gigabyte that takes longer than sending it. Here a leaf is only looked for, and fetched when it is missing. */
import { createUnsafe } from 'multiformats/block'
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { blockBytes } from '../../storage/blocks.ts'
import type { IpfsNode } from './node.ts'

type Walker = NonNullable<NonNullable<Parameters<IpfsNode['pins']['add']>[1]>['walker']>
/** Pins ask a node for no more than its CID. */
const node = (cid: CID, path: readonly CID[]) => ({ block: { cid }, depth: path.length - 1, path }) as never

export const leavesUnread: Walker = ({ blockstore, getCodec }) => ({
  async *walk(root, options) {
    const ahead: { cid: CID; path: CID[] }[] = [{ cid: root, path: [root] }]
    const seen = new Set<string>()
    for (let next = ahead.pop(); next; next = ahead.pop()) {
      const { cid, path } = next
      if (seen.has(cid.toString())) continue
      seen.add(cid.toString())
      if (cid.code === raw.code) {
        if (!(await blockstore.has(cid, options))) await blockBytes(blockstore, cid, options?.signal)
        yield node(cid, path)
        continue
      }
      const bytes = await blockBytes(blockstore, cid, options?.signal)
      const block = createUnsafe({ cid, bytes, codec: await getCodec(cid.code) })
      yield node(cid, path)
      if (path.length > (options?.depth ?? Infinity)) continue
      ahead.push(...[...block.links()].map(([, link]) => ({ cid: link, path: [...path, link] })).reverse())
    }
  },
})
