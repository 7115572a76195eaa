import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { addInto } from '../../src/storage/addInto.ts'
import { blockBytes, cidOf, join, LEAF_BYTES } from '../../src/storage/blocks.ts'
import { buildDag, type Leaf } from '../../src/storage/dag.ts'
import { readSpan } from '../../src/storage/span.ts'
import { numbered } from './harness/bytes.ts'

/** Reads and notes what was asked for. */
function reader(store: MemoryBlockstore) {
  const asked: string[] = []
  const read = async (root: CID, start: number, end: number) => {
    const parts: Uint8Array[] = []
    const get = async (cid: CID) => (asked.push(cid.toString()), blockBytes(store, cid))
    for await (const part of readSpan(root, get, start, end)) parts.push(part)
    return join(parts)
  }
  return { read, asked }
}

async function added(bytes: Uint8Array<ArrayBuffer>) {
  const store = new MemoryBlockstore()
  const { cid } = await addInto(store, new Blob([bytes]))
  return { store, root: CID.parse(cid) }
}

test('a whole leaf is read from that leaf alone', async () => {
  const bytes = numbered(4 * LEAF_BYTES + 17)
  const { store, root } = await added(bytes)
  const { read, asked } = reader(store)
  expect(await read(root, LEAF_BYTES, 2 * LEAF_BYTES)).toEqual(bytes.slice(LEAF_BYTES, 2 * LEAF_BYTES))
  expect(asked).toEqual([root.toString(), (await cidOf(bytes.slice(LEAF_BYTES, 2 * LEAF_BYTES))).toString()])
})

test.each([
  [0, 1],
  [LEAF_BYTES - 1, LEAF_BYTES + 1],
  [100, 3 * LEAF_BYTES],
  [3 * LEAF_BYTES, 9e9],
  [8e9, 9e9],
  [5, 5],
])('bytes %i to %i', async (start, end) => {
  const bytes = numbered(3 * LEAF_BYTES + 1000)
  const { store, root } = await added(bytes)
  expect(await reader(store).read(root, start, end)).toEqual(bytes.slice(start, end))
})

test('a file of one leaf, and a deep one', async () => {
  const small = numbered(300)
  const { store, root } = await added(small)
  expect(await reader(store).read(root, 7, 200)).toEqual(small.slice(7, 200))

  const deep = new MemoryBlockstore()
  const leaves: Leaf[] = []
  for (let i = 0; i < 1030; i++) {
    const bytes = numbered(10, i + 1)
    const cid = await cidOf(bytes)
    await deep.put(cid, bytes)
    leaves.push({ cid, size: 10 })
  }
  const top = await buildDag(leaves, deep)
  const { read, asked } = reader(deep)
  expect(await read(top, 10_245, 10_255)).toEqual(join([numbered(10, 1025).slice(5), numbered(10, 1026).slice(0, 5)]))
  expect(asked).toHaveLength(4)
})

test('what is no file is refused', async () => {
  const { store } = await added(numbered(10))
  const directory = CID.parse('QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn')
  await store.put(directory, new Uint8Array([0x0a, 0x02, 0x08, 0x01]))
  await expect(reader(store).read(directory, 0, 5)).rejects.toMatchObject({ kind: 'corrupt' })
})
