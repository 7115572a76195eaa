import { importBytes } from 'ipfs-unixfs-importer'
import { MemoryBlockstore } from 'blockstore-core'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { expect, test } from 'vitest'
import { addInto } from '../../src/storage/addInto.ts'
import { LEAF_BYTES, cidOf } from '../../src/storage/blocks.ts'
import { buildDag, LINKS, type Leaf } from '../../src/storage/dag.ts'

const importer = (bytes: Uint8Array, chunkSize = LEAF_BYTES, store = new MemoryBlockstore()) =>
  importBytes(bytes, store, {
    cidVersion: 1,
    rawLeaves: true,
    chunker: fixedSize({ chunkSize }),
    layout: balanced({ maxChildrenPerNode: LINKS }),
  })

/** Bytes that differ from leaf to leaf. */
const numbered = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 24)

test.each([0, 1, LEAF_BYTES - 1, LEAF_BYTES, LEAF_BYTES + 1, 3 * LEAF_BYTES])(
  'a file of %i bytes gets the CID the importer gives it',
  async (length) => {
    const bytes = numbered(length)
    const { cid } = await addInto(new MemoryBlockstore(), new Blob([bytes]))
    expect(cid).toBe((await importer(bytes)).cid.toString())
  },
)

async function leavesOf(bytes: Uint8Array): Promise<Leaf[]> {
  const known = new Map<number, Leaf>()
  for (const byte of new Set(bytes)) known.set(byte, { cid: await cidOf(Uint8Array.of(byte)), size: 1 })
  return Array.from(bytes, (byte) => known.get(byte)!)
}

test.each([LINKS, LINKS + 1, LINKS + 2, 2 * LINKS])(
  'a DAG of %i leaves is balanced as the importer balances it, block for block',
  async (count) => {
    const bytes = numbered(count)
    const theirs = new MemoryBlockstore()
    const ours = new MemoryBlockstore()
    const wanted = await importer(bytes, 1, theirs)
    expect((await buildDag(await leavesOf(bytes), ours)).toString()).toBe(wanted.cid.toString())
    for await (const { cid } of ours.getAll()) expect(await theirs.has(cid)).toBe(true)
  },
)

test('a third level begins where two are full', async () => {
  const leaves = await leavesOf(numbered(LINKS * LINKS + 1))
  // Made once with ipfs-unixfs-importer 17.1.1, which takes ten seconds for it.
  const wanted = 'bafybeib4mzeezb4fw34dqxxg5ffkzydirl4m73hmxdd67znvud3myojjgq'
  expect((await buildDag(leaves, new MemoryBlockstore())).toString()).toBe(wanted)
})

test('a file without a single leaf is a mistake', async () => {
  await expect(buildDag([], new MemoryBlockstore())).rejects.toThrow(RangeError)
})
