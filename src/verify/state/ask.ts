import { LINEAGE_LIMITS } from '../../royalties/lineage.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import type { Pin, StateProof, WorkFacts } from '../evidence.ts'
import type { LedgerReader } from '../reader.ts'
import { AtBlock, type Where } from './at-block.ts'
import { readWork, type WorkToProve } from './work.ts'
import { Words } from './words.ts'

type Request = (args: { method: string; params: unknown[] }) => Promise<unknown>

/** Asks one RPC for headers and proofs. */
export class StateSource {
  readonly #request: Request
  readonly #contract: Address
  readonly #blocks = new AtBlock()

  constructor(request: Request, contract: Address) {
    this.#request = request
    this.#contract = contract
  }

  /** Raw and unchecked. Rejects with what the RPC said, or when the block was replaced meanwhile. */
  async ask(pin: Pin, slots: readonly Hex[]): Promise<StateProof> {
    const header = this.#request({ method: 'eth_getBlockByHash', params: [pin.hash, false] })
    const proof = this.#blocks.ask(pin, (where) => this.#proof(pin, where, slots))
    const [shown, proven] = await Promise.all([header, proof])
    return { header: shown, proof: proven, slots }
  }

  async #proof({ hash }: Pin, where: Where, slots: readonly Hex[]): Promise<unknown> {
    const answer = await this.#request({ method: 'eth_getProof', params: [this.#contract, slots, where] })
    // Whoever shows no proof claims nothing that could be false.
    const { accountProof, storageProof } = (answer ?? {}) as { accountProof?: unknown; storageProof?: unknown }
    if (!Array.isArray(accountProof) || !Array.isArray(storageProof)) throw new Error('The RPC gave no proof')
    if (typeof where !== 'string') return answer
    const block = await this.#request({ method: 'eth_getBlockByNumber', params: [where, false] })
    // Else an honest proof of the block that took its place would look like a lie.
    if ((block as { hash?: unknown } | null)?.hash !== hash)
      throw new Error('The block was replaced while it was proven')
    return answer
  }
}

/** Slots of one request. Nodes allow 1024; gateways cap the size of an answer, of which a slot takes up to 8 kB. */
const MOST_SLOTS = 128
const AT_ONCE = 4
/** First the slots of every work, then what those say is needed: the hours with ends of flows, and the ends. */
const ROUNDS = 3

/**
 * Everything that proves these works in the pinned block, in as few requests as may be. Unchecked: `provenOf` judges it. Rejects
 * when the RPC gives no proofs, or none of this block. `heard`: called for each part, of which a work of many holders has
 * hundreds.
 */
export async function stateProof(
  reader: Pick<LedgerReader, 'state'>,
  pin: Pin,
  works: readonly { readonly facts: WorkFacts; readonly holders: readonly Address[] }[],
  signal?: AbortSignal,
  heard?: () => void,
): Promise<StateProof> {
  const asked = works.map(({ facts: { work, ancestors }, holders }) => ({
    ...{ work, holders },
    // A liar may tell of any number of them.
    ancestors: Math.min(ancestors.length, LINEAGE_LIMITS.ancestors),
  }))
  const parts: StateProof[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const missing = slotsOf(asked, pin.time, toldWords(parts))
    if (missing.length === 0) break
    parts.push(
      ...(await inParts(missing, async (slots) => {
        signal?.throwIfAborted()
        const part = await reader.state(pin, slots)
        heard?.()
        return part
      })),
    )
  }
  return joined(parts)
}

/** Slots that a proof of these works needs beyond those that are known. */
export function slotsOf(works: readonly WorkToProve[], time: number, known?: ReadonlyMap<Hex, bigint>): readonly Hex[] {
  const words = new Words(known)
  for (const work of works) readWork(words, work, time)
  return words.missing
}

async function inParts(
  slots: readonly Hex[],
  ask: (slots: readonly Hex[]) => Promise<StateProof>,
): Promise<StateProof[]> {
  const parts = Array.from({ length: Math.ceil(slots.length / MOST_SLOTS) }, (_, i) =>
    slots.slice(i * MOST_SLOTS, (i + 1) * MOST_SLOTS),
  )
  const proofs: StateProof[] = []
  let next = 0
  const lane = async () => {
    while (next < parts.length) {
      const at = next++
      proofs[at] = await ask(parts[at]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, parts.length) }, lane))
  return proofs
}

interface Answer {
  readonly accountProof?: unknown
  readonly storageProof?: readonly ({ readonly value?: unknown } | null)[]
}

/** What the RPC says stands in the slots. Only leads to the next slots; what counts is proven later. */
function toldWords(parts: readonly StateProof[]): Map<Hex, bigint> {
  const words = new Map<Hex, bigint>()
  for (const { slots, proof } of parts)
    for (const [i, slot] of slots.entries())
      words.set(slot, numberOf((proof as Answer | null)?.storageProof?.[i]?.value))
  return words
}

const numberOf = (value: unknown): bigint =>
  typeof value === 'string' && /^0x[0-9a-f]{1,64}$/i.test(value) ? BigInt(value) : 0n

/** Several answers about one account as one. Where they contradict each other, the slots do not fit the account shown. */
function joined(parts: readonly StateProof[]): StateProof {
  const [first] = parts
  if (!first) throw new Error('Nothing was asked to be proven')
  if (parts.length === 1) return first
  const answers = parts.map(({ proof }) => (proof ?? {}) as Answer)
  const storageProof = answers.flatMap((answer) => answer.storageProof ?? [])
  return {
    header: first.header,
    proof: { accountProof: answers[0]!.accountProof, storageProof },
    slots: parts.flatMap(({ slots }) => slots),
  }
}
