import type { WorkId } from '../../royalties/words.ts'
import type { StateProof } from '../evidence.ts'
import type { LedgerReader } from '../reader.ts'
import { provenOf } from '../state/proven.ts'
import type { Checked } from '../trie/checked.ts'
import { checkHeader } from '../trie/header.ts'
import { checkReceipts } from '../trie/receipts.ts'
import type { Witness } from './words.ts'

/**
 * Reads from one RPC; proofs that it refuses are taken from whoever else has one that holds, because they prove
 * themselves. What others lend never speaks against the one that is read from: what does not hold is not taken.
 */
export function withLentProofs(teller: Witness, others: readonly Witness[], subject: WorkId): LedgerReader {
  const { reader } = teller
  const { deployment, rpc, mintBlocks } = reader
  return {
    deployment,
    ...(rpc === undefined ? {} : { rpc }),
    ...(mintBlocks ? { mintBlocks } : {}),
    pin: () => reader.pin(),
    stands: (pin) => reader.stands(pin),
    facts: (work, pin) => reader.facts(work, pin),
    logs: (work, block) => reader.logs(work, block),
    range: (work, from, to, signal) => reader.range(work, from, to, signal),
    holding: (work, account, pin) => reader.holding(work, account, pin),
    headAt: (work, block) => reader.headAt(work, block),
    block: (which) => reader.block(which),
    state: (pin, slots) => {
      const judge = (state: StateProof) => provenOf({ deployment, pin, subject, trails: [], holdings: [], state })
      return own(({ reader: of }) => of.state(pin, slots), judge)
    },
    receipts: async (block) => {
      const header = checkHeader(await reader.block(block))
      const judge = (receipts: unknown) => (header.ok ? checkReceipts(header.value.receiptsRoot, receipts) : header)
      return own(({ reader: of }) => of.receipts(block), judge)
    },
  }

  /** One's own answer where it says anything, be it wrong; else one that holds. */
  async function own<T>(ask: (of: Witness) => Promise<T>, judge: (answer: T) => Checked<unknown>): Promise<T> {
    const first = await ask(teller).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    const told = 'value' in first ? judge(first.value) : undefined
    if ('value' in first && (told?.ok || told?.reason === 'wrong')) return first.value
    for (const other of others) {
      const lent = await ask(other).catch(() => undefined)
      if (lent !== undefined && judge(lent).ok) return lent
    }
    if ('value' in first) return first.value
    throw first.error
  }
}
