import type { WorkId } from '../../royalties/words.ts'
import type { LedgerReader } from '../reader.ts'
import { provenOf } from '../state/proven.ts'
import { checkHeader } from '../trie/header.ts'
import { checkReceipts } from '../trie/receipts.ts'
import type { Witness } from './words.ts'

/**
 * Reads from one RPC; proofs that it refuses are taken from whoever else has one that holds, because they prove
 * themselves. What others lend never speaks against the one that is read from: what does not hold is not taken.
 */
export function withLentProofs({ reader }: Witness, others: readonly Witness[], subject: WorkId): LedgerReader {
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
      const holds = (state: Awaited<ReturnType<LedgerReader['state']>>) =>
        provenOf({ deployment, pin, subject, trails: [], holdings: [], state }).ok
      return own(reader.state(pin, slots), others, (other) => other.reader.state(pin, slots), holds)
    },
    receipts: async (block) => {
      const header = checkHeader(await reader.block(block))
      const holds = (receipts: unknown) => header.ok && checkReceipts(header.value.receiptsRoot, receipts).ok
      return own(reader.receipts(block), others, (other) => other.reader.receipts(block), holds)
    },
  }
}

async function own<T>(
  asked: Promise<T>,
  others: readonly Witness[],
  lend: (other: Witness) => Promise<T>,
  holds: (lent: T) => boolean,
): Promise<T> {
  try {
    return await asked
  } catch (error) {
    for (const other of others) {
      const lent = await lend(other).catch(() => undefined)
      if (lent !== undefined && holds(lent)) return lent
    }
    throw error
  }
}
