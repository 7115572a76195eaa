/** Which block to verify at: one that most operators have, and have alike. */
import type { Hex } from '../../royalties/words.ts'
import type { Pin, ProvenHeader, Testimony } from '../evidence.ts'
import { mostAlike, nameOf } from './alike.ts'
import { footOf } from './branches.ts'
import { Forged, hear, type Heard } from './hear.ts'
import { pinOf, type Shown } from './shown.ts'
import { heightOf, timely } from './tips.ts'
import type { Witness } from './words.ts'

export interface Said extends Pick<Testimony, 'said' | 'detail'> {
  /** What it shows contradicts itself. */
  readonly forged?: boolean
  /** Of the other block that it shows. */
  readonly hash?: Hex
  /** That block's number, where it has not come to the pinned one. */
  readonly at?: bigint
}

export interface Pinned {
  readonly pin: Pin
  /** Of every RPC, in their order. */
  readonly said: ReadonlyMap<Witness, Said>
  /** The newer block that was left aside for the foot of branches. */
  readonly tip?: Pinned
}

/**
 * The newest block that more than half of the operators have, or a few seconds older where that makes more of them agree.
 * Branches at the tip are left aside for the block they grow from. `wanted`: the block of a light client, taken as soon as
 * anybody has it. A sentence when no RPC shows a block.
 */
export async function pinTogether(
  witnesses: readonly Witness[],
  wanted?: ProvenHeader,
  signal?: AbortSignal,
): Promise<Pinned | string> {
  const tips = timely(await hear(witnesses, ({ reader }) => reader.block('latest').then(pinOf), signal))
  const there = tips.flatMap((tip) => (tip.ok ? [{ ...tip.value, operator: tip.witness.operator }] : []))
  if (there.length === 0) return tips.map((tip) => (tip.ok ? '' : tip.detail)).find(Boolean) ?? 'There is no RPC to ask'
  const known = wanted !== undefined && there.some(({ number }) => number >= wanted.number)
  if (known) return pinAt(wanted.number, tips, wanted.hash, signal)
  const pinned = await pinAt(heightOf(there), tips, undefined, signal)
  const foot = typeof pinned === 'string' ? undefined : await footOf(pinned, signal)
  if (foot === undefined || typeof pinned === 'string') return pinned
  const low = await pinAt(foot, tips, undefined, signal)
  return typeof low === 'string' ? pinned : { ...low, tip: pinned }
}

async function pinAt(
  height: bigint,
  tips: readonly Heard<Shown>[],
  hash: Hex | undefined,
  signal: AbortSignal | undefined,
): Promise<Pinned | string> {
  const tall = tips.flatMap((tip) => (tip.ok && tip.value.number >= height ? [tip.witness] : []))
  const tipOf = new Map(tips.map((tip) => [tip.witness, tip.ok ? tip.value : undefined]))
  const shown = await hear(
    tall,
    async (witness) => {
      const tip = tipOf.get(witness)
      return tip?.number === height ? tip : witness.reader.block(height).then((answer) => numbered(height, answer))
    },
    signal,
  )
  const pin = mostAlike(shown, hash)
  if (!pin) return shown.map((each) => (each.ok ? '' : each.detail)).find(Boolean) ?? 'No RPC shows the block'
  const at = new Map(shown.map((each) => [each.witness, each]))
  const said = tips.map((tip): [Witness, Said] => {
    if (!tip.ok) return [tip.witness, trouble(tip)]
    const here = at.get(tip.witness)
    if (!here) return [tip.witness, { said: 'behind', detail: `Its newest block is ${tip.value.number}` }]
    if (!here.ok) return [tip.witness, trouble(here)]
    return [tip.witness, saidOf(here.value, pin)]
  })
  return { pin, said: await withStrays(new Map(said), tipOf, signal) }
}

function numbered(height: bigint, answer: unknown): Shown {
  const shown = pinOf(answer)
  if (shown.number !== height) throw new Forged(`Asked for block ${height}, it shows block ${shown.number}`)
  return shown
}

function saidOf(shown: Shown, pin: Shown): Said {
  if (nameOf(shown) === nameOf(pin)) return { said: 'same' }
  if (shown.hash !== pin.hash) return otherBlock(shown)
  const { hash } = shown
  // The hash stands for number and time as well: whoever tells them otherwise is refuted where it was recomputed.
  return { said: 'other', detail: 'It tells another number or time of the same block', hash, forged: pin.hashed }
}

/** Who has not come so far may be of another chain all the same: then the others have another block where its own ends. */
async function withStrays(
  said: ReadonlyMap<Witness, Said>,
  tipOf: ReadonlyMap<Witness, Pin | undefined>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Witness, Said>> {
  const one = [...said].find(([, each]) => each.said === 'same')?.[0]
  const checked = [...said].map(async ([witness, each]): Promise<[Witness, Said]> => {
    const tip = each.said === 'behind' ? tipOf.get(witness) : undefined
    if (!one || !tip) return [witness, each]
    const [there] = await hear([one], ({ reader }) => reader.block(tip.number).then(pinOf), signal)
    const strays = there?.ok && there.value.hash !== tip.hash
    return [witness, strays ? { ...otherBlock(tip), at: tip.number } : each]
  })
  return new Map(await Promise.all(checked))
}

const otherBlock = ({ number, hash }: Pin): Said => ({
  said: 'other',
  detail: `It shows another block ${number}`,
  hash,
})

const trouble = ({ detail, forged }: { readonly detail: string; readonly forged: boolean }): Said =>
  forged ? { said: 'other', detail, forged } : { said: 'silent', detail }
