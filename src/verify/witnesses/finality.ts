import type { Pin } from '../evidence.ts'
import type { BlockTag } from '../reader.ts'
import { hear } from './hear.ts'
import { pinOf } from './shown.ts'
import type { Finality, Witness } from './words.ts'

/**
 * The most careful of what the RPCs say. Where blocks are final within a second or two, a newer one than the pinned may be by
 * now, and the pinned one with it: nothing beyond that is said. Rejects only when aborted.
 */
export async function finalityOf(
  witnesses: readonly Witness[],
  { number }: Pin,
  signal?: AbortSignal,
): Promise<Finality> {
  const upTo = async (tag: BlockTag) => {
    const block = await lowest(witnesses, tag, signal)
    return block !== undefined && block > number ? number : block
  }
  const [safe, finalized] = await Promise.all([upTo('safe'), upTo('finalized')])
  return { ...(safe === undefined ? {} : { safe }), ...(finalized === undefined ? {} : { finalized }) }
}

async function lowest(witnesses: readonly Witness[], tag: BlockTag, signal?: AbortSignal): Promise<bigint | undefined> {
  const heard = await hear(witnesses, ({ reader }) => reader.block(tag).then(pinOf), signal)
  return heard
    .flatMap((each) => (each.ok ? [each.value.number] : []))
    .reduce<bigint | undefined>((low, each) => (low === undefined || each < low ? each : low), undefined)
}
