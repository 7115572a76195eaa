/** What a block really logged of a work: its receipts, proven against the header that the same RPC shows. */
import { KINDS, word } from '../../royalties/chain.ts'
import type { Deployment, WorkId } from '../../royalties/words.ts'
import type { RawLog } from '../evidence.ts'
import type { LedgerReader } from '../reader.ts'
import { wrong, type Checked } from '../trie/checked.ts'
import { checkHeader, type Header } from '../trie/header.ts'
import { checkReceipts } from '../trie/receipts.ts'

export interface BlockReceipts {
  readonly header: Header
  /** Ledger logs of the work, in their order. */
  readonly logs: readonly RawLog[]
}

/** Rejects when the RPC does not answer. That the header is of the chain, the caller must know from elsewhere. */
export async function blockReceipts(
  reader: Pick<LedgerReader, 'deployment' | 'block' | 'receipts'>,
  work: WorkId,
  block: bigint,
): Promise<Checked<BlockReceipts>> {
  const [shown, receipts] = await Promise.all([reader.block(block), reader.receipts(block)])
  const header = checkHeader(shown)
  if (!header.ok) return header
  if (header.value.number !== block) return wrong(`Asked for block ${block}, it shows block ${header.value.number}`)
  const logs = checkReceipts(header.value.receiptsRoot, receipts)
  if (!logs.ok) return logs
  const at = { block, blockHash: header.value.hash }
  const raw = logs.value.map((log): RawLog => ({ ...log, ...at }))
  return { ok: true, value: { header: header.value, logs: raw.filter((log) => isOwn(reader.deployment, work, log)) } }
}

const isOwn = ({ contract }: Deployment, work: WorkId, { address, topics }: RawLog): boolean =>
  address === contract.toLowerCase() && KINDS.has(topics[0] ?? '0x') && topics[1] === `0x${word(work)}`
