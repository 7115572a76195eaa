/** Which block to verify at: one that most operators have, and have alike. */
import type { Hex } from '../../royalties/words.ts'
import type { Pin, ProvenHeader, Testimony } from '../evidence.ts'
import { checkHeader } from '../trie/header.ts'
import { firstDifference } from './bisect.ts'
import { Forged, hear, type Heard } from './hear.ts'
import { countOperators } from './operator.ts'
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
}

/** Blocks below which RPCs that differ are on branches of one chain, and at whose foot they meet. */
const BRANCH = 64n

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
  return foot === undefined ? pinned : pinAt(foot, tips, undefined, signal)
}

async function pinAt(
  height: bigint,
  tips: readonly Heard<Pin>[],
  hash: Hex | undefined,
  signal: AbortSignal | undefined,
): Promise<Pinned | string> {
  const tall = tips.flatMap((tip) => (tip.ok && tip.value.number >= height ? [tip.witness] : []))
  const tipOf = new Map(tips.map((tip) => [tip.witness, tip.ok ? tip.value : undefined]))
  const shown = await hear(
    tall,
    async (witness) => {
      const tip = tipOf.get(witness)
      return tip?.number === height ? tip : witness.reader.block(height).then(pinOf)
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
    return [tip.witness, here.value.hash === pin.hash ? { said: 'same' } : otherBlock(here.value)]
  })
  return { pin, said: await withStrays(new Map(said), tipOf, signal) }
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

/** What most operators show; the first of them where as many show something else. */
function mostAlike(shown: readonly Heard<Pin>[], hash: Hex | undefined): Pin | undefined {
  const alike = new Map<Hex, { pin: Pin; by: Witness[] }>()
  for (const each of shown) {
    if (!each.ok) continue
    const group = alike.get(each.value.hash) ?? { pin: each.value, by: [] }
    group.by.push(each.witness)
    alike.set(each.value.hash, group)
  }
  const proven = hash && alike.get(hash)
  if (proven) return proven.pin
  return [...alike.values()].toSorted((a, b) => countOperators(b.by) - countOperators(a.by))[0]?.pin
}

/** The block from which branches at the tip grow; `undefined`: there are none, or what differs is more than a branch. */
async function footOf({ pin, said }: Pinned, signal: AbortSignal | undefined): Promise<bigint | undefined> {
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

/** A header of a fork this code does not know is taken by its word: that its hash fits is for later. Throws sentences. */
export function pinOf(answer: unknown): Pin {
  const header = checkHeader(answer)
  if (header.ok) return { number: header.value.number, hash: header.value.hash, time: header.value.time }
  const { number, hash, timestamp } = (answer ?? {}) as Readonly<Record<string, unknown>>
  if (header.reason === 'wrong') throw new Forged(header.detail)
  if (!isHex(number, 16) || !isHex(hash, 64) || !isHex(timestamp, 16)) throw new Error(header.detail)
  return { number: BigInt(number), hash: hash.toLowerCase() as Hex, time: Number(BigInt(timestamp)) }
}

const isHex = (value: unknown, most: number): value is Hex =>
  typeof value === 'string' && value.length > 2 && value.length <= 2 + most && /^0x[0-9a-f]+$/i.test(value)
