import type { BlockTag } from '../reader.ts'
import { hear } from './hear.ts'
import { pinOf } from './pin.ts'
import type { Finality, Witness } from './words.ts'

/** The most careful of what the RPCs say. Rejects only when aborted. */
export async function finalityOf(witnesses: readonly Witness[], signal?: AbortSignal): Promise<Finality> {
  const [safe, finalized] = await Promise.all([
    lowest(witnesses, 'safe', signal),
    lowest(witnesses, 'finalized', signal),
  ])
  return { ...(safe === undefined ? {} : { safe }), ...(finalized === undefined ? {} : { finalized }) }
}

async function lowest(witnesses: readonly Witness[], tag: BlockTag, signal?: AbortSignal): Promise<bigint | undefined> {
  const heard = await hear(witnesses, ({ reader }) => reader.block(tag).then(pinOf), signal)
  return heard
    .flatMap((each) => (each.ok ? [each.value.number] : []))
    .reduce<bigint | undefined>((low, each) => (low === undefined || each < low ? each : low), undefined)
}
