import { firstDifference } from './bisect.ts'
import { hear } from './hear.ts'
import type { Pinned } from './pin.ts'
import { pinOf } from './shown.ts'
import type { Witness } from './words.ts'

/** Blocks below which RPCs that differ are on branches of one chain, and at whose foot they meet. */
const BRANCH = 64n

/** The block from which branches at the tip grow; `undefined`: there are none, or what differs is more than a branch. */
export async function footOf({ pin, said }: Pinned, signal: AbortSignal | undefined): Promise<bigint | undefined> {
  const one = [...said].find(([, each]) => each.said === 'same')?.[0]
  const others = [...said].flatMap(([witness, each]) => (each.said === 'other' && !each.forged ? [witness] : []))
  if (!one || others.length === 0) return undefined
  const feet: bigint[] = []
  const ground = pin.number > BRANCH ? pin.number - BRANCH : 0n
  for (const other of others)
    try {
      const same = (block: bigint) => sameBlock(one, other, block, signal)
      const high = said.get(other)?.at ?? pin.number
      if (ground < high && (await same(ground))) feet.push((await firstDifference(ground, high, same)) - 1n)
    } catch {
      // Whoever stops answering now is no branch to wait for.
      signal?.throwIfAborted()
    }
  return feet.length === 0 ? undefined : feet.reduce((a, b) => (a < b ? a : b))
}

/** Rejects when one of them does not answer. */
export async function sameBlock(a: Witness, b: Witness, block: bigint, signal?: AbortSignal): Promise<boolean> {
  const shown = await hear([a, b], ({ reader }) => reader.block(block).then(pinOf), signal)
  const hashes = shown.map((each) => {
    if (!each.ok) throw new Error(each.detail)
    return each.value.hash
  })
  return hashes[0] === hashes[1]
}
