import { importBytes } from 'ipfs-unixfs-importer'
import { MemoryBlockstore } from 'blockstore-core'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { expect, test } from 'vitest'
import { addInto } from '../../src/storage/addInto.ts'
import { LEAF_BYTES, cidOf } from '../../src/storage/blocks.ts'
import { buildDag, LINKS } from '../../src/storage/dag.ts'

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

test.each([LINKS, LINKS + 1, LINKS + 2, 2 * LINKS, LINKS * LINKS + 1])(
  'a DAG of %i leaves is balanced as the importer balances it, block for block',
  async (count) => {
    const bytes = numbered(count)
    const theirs = new MemoryBlockstore()
    const ours = new MemoryBlockstore()
    const wanted = await importer(bytes, 1, theirs)
    const leaves = []
    const known = new Map<number, Awaited<ReturnType<typeof cidOf>>>()
    for (const byte of bytes) {
      if (!known.has(byte)) known.set(byte, await cidOf(Uint8Array.of(byte)))
      leaves.push({ cid: known.get(byte)!, size: 1 })
    }
    expect((await buildDag(leaves, ours)).toString()).toBe(wanted.cid.toString())
    for await (const { cid } of ours.getAll()) expect(await theirs.has(cid)).toBe(true)
  },
  60_000,
)

test('a file without a single leaf is a mistake', async () => {
  await expect(buildDag([], new MemoryBlockstore())).rejects.toThrow(RangeError)
})
