/** What the chain's state says, as far as it can be known without running a node: a header on which independent RPCs
 * agree, and storage proven against it. */
import type { ChainClient } from '../../chain/client.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { unknown, wrong, type Checked } from '../../verify/trie/checked.ts'
import { checkHeader, type Header } from '../../verify/trie/header.ts'
import { checkState, type ProvenState } from '../../verify/trie/state.ts'
import { hear } from '../../verify/witnesses/hear.ts'
import { countOperators, operatorOf } from '../../verify/witnesses/operator.ts'
import type { Depth } from './finality.ts'

/** One RPC, and whose it is. */
export interface Witness {
  readonly operator: string
  readonly client: ChainClient
}

/** `clients`: one for each of the network's RPCs, in their order (`independentClients`). */
export const witnessesOf = (rpcs: readonly string[], clients: readonly ChainClient[]): Witness[] =>
  rpcs.map((url, i) => ({ operator: operatorOf(url), client: clients[i]! }))

export interface Agreed {
  readonly header: Header
  /** Who showed it. */
  readonly by: readonly Witness[]
}

const hexOf = (n: bigint): Hex => `0x${n.toString(16)}`

/**
 * The newest header, at this depth, that `most` operators have reached and show alike. `unknown`: too few answer; `wrong`:
 * they contradict each other, or their headers do not hash to what they say.
 */
export async function agreedHeader(
  witnesses: readonly Witness[],
  depth: Depth,
  need: number,
): Promise<Checked<Agreed>> {
  const tips = await all(witnesses, async ({ client }) => tipOf(await askBlock(client, depth.tag)) - depth.below)
  const height = reachedBy(tips, need)
  if (height === undefined || height < 0n)
    return unknown(`${countOperators(tips.map(({ witness }) => witness))} of ${need} independent RPCs answer`)
  const there = tips.filter(({ value }) => value >= height).map(({ witness }) => witness)
  const shown = await all(there, async ({ client }) => checkHeader(await askBlock(client, hexOf(height))))
  const alike = new Map<Hex, Witness[]>()
  for (const { witness, value } of shown)
    if (value.ok && value.value.number === height)
      alike.set(value.value.hash, [...(alike.get(value.value.hash) ?? []), witness])
  for (const { value } of shown) {
    const by = value.ok ? (alike.get(value.value.hash) ?? []) : []
    if (value.ok && countOperators(by) >= need) return { ok: true, value: { header: value.value, by } }
  }
  return shown.map(({ value }) => value).find((value) => !value.ok) ?? disagreement(height, alike.size)
}

const disagreement = (height: bigint, versions: number): Checked<never> =>
  versions > 1 ? wrong(`The RPCs disagree about block ${height}`) : unknown(`Too few RPCs have block ${height}`)

/** Slots of an account, proven against an agreed header; the first of its witnesses whose proof holds is enough. */
export async function provenState(
  { header, by }: Agreed,
  account: Address,
  slots: readonly Hex[],
): Promise<Checked<ProvenState>> {
  let last: Checked<ProvenState> = unknown('No RPC gave a proof')
  const params = [account, slots, hexOf(header.number)]
  for (const witness of by) {
    const [answer] = await hear([witness], ({ client }) => ask(client, 'eth_getProof', params))
    const checked = answer!.ok ? checkState(header.stateRoot, account, slots, answer!.value) : unknown(answer!.detail)
    if (checked.ok) return checked
    // A lie is worth more to know than a silence.
    if (last.ok || last.reason === 'unknown') last = checked
  }
  return last
}

interface Told<T> {
  readonly witness: Witness
  readonly value: T
}

/** What those say that answer. The slow are waited for: the quickest alone prove nothing. */
const all = async <T>(witnesses: readonly Witness[], look: (witness: Witness) => Promise<T>): Promise<Told<T>[]> =>
  (await hear(witnesses, look, undefined, witnesses.length)).filter((each) => each.ok)

/** The highest block that `need` operators have reached. */
function reachedBy(tips: readonly Told<bigint>[], need: number): bigint | undefined {
  const falling = tips.toSorted((a, b) => (a.value < b.value ? 1 : -1))
  const enough = falling.findIndex(
    (_, i) => countOperators(falling.slice(0, i + 1).map(({ witness }) => witness)) >= need,
  )
  return falling[enough]?.value
}

function tipOf(block: unknown): bigint {
  const { number } = (block ?? {}) as { number?: unknown }
  if (typeof number !== 'string' || !/^0x[0-9a-f]{1,16}$/i.test(number)) throw new Error('The RPC names no block')
  return BigInt(number)
}

const askBlock = (client: ChainClient, block: string) => ask(client, 'eth_getBlockByNumber', [block, false])

const ask = (client: ChainClient, method: string, params: readonly unknown[]): Promise<unknown> =>
  (client.request as unknown as (request: object) => Promise<unknown>)({ method, params })
