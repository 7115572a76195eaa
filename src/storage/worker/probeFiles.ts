/** Fetches every inner node and some random leaves of sealed files, and tells who had them. */
import { code as DAG_PB, decode } from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import { blockBytes, isBlock, parseCid } from '../blocks.ts'
import { StorageProblem } from '../problem.ts'
import type { Probed, ProbeOrder } from '../probe.ts'
import { linksOf } from '../walk.ts'
import type { Working } from './answers.ts'
import type { Content } from './content.ts'
import { hostOf } from './gateway.ts'
import { limited } from './race.ts'

/** Milliseconds for one block from peers. */
const PATIENCE = 10_000
const AT_ONCE = 4

/** Rejects with StorageProblem when a block is to be had from nobody, or a file is not as long as its manifest says. */
export async function probeFiles(content: Content, order: ProbeOrder, working: Working): Promise<Probed> {
  const prober = new Prober(content, order, working)
  let leaves = 0
  for (const shards of order.files) leaves += await prober.file(shards)
  return { ...prober.counted, leaves }
}

class Prober {
  readonly #content: Content
  readonly #order: ProbeOrder
  readonly #working: Working
  readonly #from = new Set<string>()
  readonly #turn = limited(AT_ONCE)
  #fetched = 0
  #onlySeller = 0
  #expected = 0
  /** The gateway that answered last is asked first. */
  #lucky: string | undefined

  constructor(content: Content, order: ProbeOrder, working: Working) {
    this.#content = content
    this.#order = order
    this.#working = working
  }

  get counted() {
    return { fetched: this.#fetched, from: [...this.#from], onlySeller: this.#onlySeller }
  }

  /** The number of its leaves. */
  async file(shards: ProbeOrder['files'][number]): Promise<number> {
    const leaves: CID[] = []
    for (const { cid, ctLen } of shards) leaves.push(...(await this.#leavesOf(parseCid(cid), ctLen)))
    const chosen = sample(leaves, this.#order.leaves)
    this.#expect(chosen.length)
    await Promise.all(chosen.map((leaf) => this.#turn(() => this.#fetch(leaf))))
    return leaves.length
  }

  async #leavesOf(root: CID, ctLen: number): Promise<CID[]> {
    if (root.code !== DAG_PB) return [root]
    const leaves: CID[] = []
    const nodes = [root]
    for (let cid = nodes.pop(); cid; cid = nodes.pop()) {
      this.#expect(1)
      const bytes = await this.#fetch(cid)
      if (cid === root && lengthOf(bytes) !== ctLen)
        throw new StorageProblem('corrupt', 'A sealed file is not as long as its manifest says.')
      const links = linksOf(cid, bytes)
      nodes.push(...links.filter(({ code }) => code === DAG_PB))
      leaves.push(...links.filter(({ code }) => code !== DAG_PB))
    }
    return leaves
  }

  #expect(blocks: number): void {
    this.#expected += blocks
    this.#tell()
  }

  #tell(): void {
    this.#working.progress({ done: this.#fetched, total: this.#expected })
  }

  async #fetch(cid: CID): Promise<Uint8Array> {
    this.#working.signal.throwIfAborted()
    const bytes = (await this.#here(cid)) ?? (await this.#fromGateways(cid)) ?? (await this.#fromPeers(cid))
    this.#working.signal.throwIfAborted()
    if (!bytes)
      throw new StorageProblem('notFound', 'A part of the sealed files is to be had from nobody at the moment.')
    this.#fetched += 1
    this.#tell()
    return bytes
  }

  async #here(cid: CID): Promise<Uint8Array | undefined> {
    const { store } = this.#content
    if (!(await store.has(cid))) return undefined
    this.#from.add('this browser')
    return blockBytes(store, cid)
  }

  async #fromGateways(cid: CID): Promise<Uint8Array | undefined> {
    const { config, routes } = this.#content
    const gateways = config.gateways.toSorted((a, b) => Number(b === this.#lucky) - Number(a === this.#lucky))
    for (const url of gateways) {
      // A gateway that has no copy, or lies, is one of several: what none of them has is told at the end.
      const bytes = await routes.gateway(url, cid, this.#working.signal).catch(() => undefined)
      if (!bytes) continue
      this.#lucky = url
      return this.#keep(cid, bytes, hostOf(url))
    }
    return undefined
  }

  async #fromPeers(cid: CID): Promise<Uint8Array | undefined> {
    const { peers } = this.#content
    const connected = peers.connected()
    if (connected.length === 0) return undefined
    const signal = AbortSignal.any([this.#working.signal, AbortSignal.timeout(PATIENCE)])
    const bytes = await peers.fetch(cid, signal).catch(() => undefined)
    if (!bytes || !(await isBlock(cid, bytes))) return undefined
    // Which of the connected peers sent it is not told; with the seller's tab among them it may have been that one.
    const strangers = connected.every((id) => !this.#order.sellers.includes(id))
    if (!strangers) this.#onlySeller += 1
    return this.#keep(cid, bytes, strangers ? 'other browsers' : undefined)
  }

  async #keep(cid: CID, bytes: Uint8Array, label: string | undefined): Promise<Uint8Array> {
    if (label) this.#from.add(label)
    try {
      await this.#content.store.put(cid, bytes)
    } catch {
      // Kept only to have it here later: a full disk says nothing about who has the file.
    }
    return bytes
  }
}

function lengthOf(node: Uint8Array): number {
  try {
    return Number(UnixFS.unmarshal(decode(node).Data ?? new Uint8Array()).fileSize())
  } catch (cause) {
    throw new StorageProblem('corrupt', 'A sealed file is not stored as files are.', { cause })
  }
}

/** The first, and others at random, each once. */
function sample(leaves: readonly CID[], most: number): CID[] {
  const [first, ...rest] = leaves
  if (!first) return []
  for (let i = 0; i < Math.min(most - 1, rest.length); i++) {
    const j = i + below(rest.length - i)
    ;[rest[i], rest[j]] = [rest[j]!, rest[i]!]
  }
  return [first, ...rest.slice(0, most - 1)]
}

/** A seller who could foresee the choice would store just these. */
const below = (n: number): number => Math.floor((crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32) * n)
