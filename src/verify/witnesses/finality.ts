import type { Pin } from '../evidence.ts'
import type { BlockTag } from '../reader.ts'
import { hear } from './hear.ts'
import { pinOf } from './shown.ts'
import type { Finality, Witness } from './words.ts'

/**
 * The most careful of what the RPCs say. What is final lies behind the newest block: whoever calls a block final that is beyond
 * the pinned one has said nothing that can be relied on. Rejects only when aborted.
 */
export async function finalityOf(
  witnesses: readonly Witness[],
  { number }: Pin,
  signal?: AbortSignal,
): Promise<Finality> {
  const upTo = async (tag: BlockTag) => {
    const block = await lowest(witnesses, tag, signal)
    return block !== undefined && block <= number ? block : undefined
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
