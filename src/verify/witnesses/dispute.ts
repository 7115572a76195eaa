/** Two RPCs contradict each other: where they part, and whose receipts prove that the other lies. */
import { advance } from '../../royalties/chain.ts'
import type { Hex, WorkId } from '../../royalties/words.ts'
import type { Pin } from '../evidence.ts'
import type { Checked } from '../trie/checked.ts'
import { checkHeader } from '../trie/header.ts'
import { detailOf } from '../walk.ts'
import { firstDifference } from './bisect.ts'
import { blockReceipts, type BlockReceipts } from './block-receipts.ts'
import { sameBlock } from './branches.ts'
import { pinOf } from './shown.ts'
import type { Dispute, Witness } from './words.ts'

type Pair = readonly [Witness, Witness]

/**
 * Both have the pinned block, and tell different heads of the work's ledger in it. `first`: where its first event is said to be.
 * The block after which the heads part is found by halving; the logs its receipts prove lead to one of the two heads.
 */
export async function ledgerDispute(
  pair: Pair,
  work: WorkId,
  pin: Pin,
  first: bigint,
  signal?: AbortSignal,
): Promise<Dispute> {
  const dispute = { rpcs: [pair[0].rpc, pair[1].rpc], about: 'ledger' } as const
  try {
    const heads = (block: bigint) => Promise.all(pair.map(({ reader }) => reader.headAt(work, block)))
    const same = async (block: bigint) => {
      signal?.throwIfAborted()
      return alike((await heads(block)).map(({ head }) => head))
    }
    if (await same(pin.number)) return { ...dispute, detail: 'They agree on the events, and differ on their sum' }
    // The first event may be a lie as well: then what they agree on lies deeper.
    let agreed = first - 1n
    while (agreed > 0n && !(await same(agreed))) agreed >>= 1n
    const block = await firstDifference(agreed, pin.number, same)
    const before = (await heads(block - 1n))[0]!.head
    const after = (await heads(block)).map(({ head }) => head)
    const shown = await Promise.all(pair.map(({ reader }) => receipts(reader, work, block)))
    const forger = forgerOf(pair, shown)
    if (forger) return { ...dispute, block, ...forger }
    const real = shown.find((each) => each.ok)
    if (!real) return { ...dispute, block, detail: 'Neither shows receipts that settle it' }
    // Receipts prove something of the block in which both have it, and not of one that was made for them.
    const hashes = await Promise.all(pair.map(async ({ reader }) => pinOf(await reader.block(block)).hash))
    if (!alike([real.value.header.hash, ...hashes]))
      return { ...dispute, block, detail: `They show different blocks ${block}, and the same one later` }
    const head = real.value.logs.reduce<Hex>((so, log) => advance(so, log), before)
    const liars = pair.filter((_, i) => after[i] !== head)
    if (liars.length !== 1) return { ...dispute, block, detail: 'The receipts of the block fit neither' }
    const detail = `The receipts of block ${block} prove what the other tells`
    return { ...dispute, block, liar: liars[0]!.rpc, detail }
  } catch (error) {
    signal?.throwIfAborted()
    return { ...dispute, detail: `It could not be settled: ${detailOf(error)}` }
  }
}

/** They show different blocks at one height. A fork has no liar that can be proven, unless one side contradicts itself. */
export async function blockDispute(pair: Pair, work: WorkId, height: bigint, signal?: AbortSignal): Promise<Dispute> {
  const dispute = { rpcs: [pair[0].rpc, pair[1].rpc], about: 'block' } as const
  try {
    const same = (block: bigint) => sameBlock(...pair, block, signal)
    if (!(await same(0n)))
      return { ...dispute, block: 0n, detail: 'They are of different chains from their first block on' }
    const block = await firstDifference(0n, height, same)
    const parents = await Promise.all(pair.map(({ reader }) => orphan(reader.block(block), reader.block(block - 1n))))
    const broken = pair.filter((_, i) => parents[i])
    if (broken.length === 1)
      return { ...dispute, block, liar: broken[0]!.rpc, detail: `Its block ${block} does not follow the one before it` }
    const forger = forgerOf(pair, await Promise.all(pair.map(({ reader }) => receipts(reader, work, block))))
    return { ...dispute, block, ...(forger ?? { detail: `They show different blocks from ${block} on` }) }
  } catch (error) {
    signal?.throwIfAborted()
    return { ...dispute, detail: `It could not be settled: ${detailOf(error)}` }
  }
}

async function orphan(shown: Promise<unknown>, before: Promise<unknown>): Promise<boolean> {
  const [header, parent] = (await Promise.all([shown, before])).map(checkHeader)
  return header!.ok && parent!.ok && header!.value.parentHash !== parent!.value.hash
}

type Shown = Checked<BlockReceipts>

const receipts = (reader: Witness['reader'], work: WorkId, block: bigint): Promise<Shown> =>
  blockReceipts(reader, work, block).catch((error: unknown) => ({
    ok: false,
    reason: 'unknown',
    detail: detailOf(error),
  }))

/** Who shows receipts that are not those of its own block; nobody when both do, as that may be a kind of chain we cannot read. */
function forgerOf(pair: Pair, shown: readonly Shown[]): Pick<Dispute, 'liar' | 'detail'> | undefined {
  const forged = pair.flatMap(({ rpc }, i) => {
    const each = shown[i]!
    return !each.ok && each.reason === 'wrong' ? [{ liar: rpc, detail: each.detail }] : []
  })
  return forged.length === 1 ? forged[0] : undefined
}

const alike = (values: readonly string[]): boolean => values.every((value) => value === values[0])
