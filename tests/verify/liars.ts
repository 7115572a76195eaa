/** RPCs that lie or fail in one respect and are honest otherwise. */
import type { Columns } from '../../src/royalties/columns/columns.ts'
import type { RawLog } from '../../src/verify/evidence.ts'
import { rawLogs } from '../../src/verify/loading/told.ts'
import type { LedgerReader } from '../../src/verify/reader.ts'
import type { WorkId } from '../../src/royalties/words.ts'
import type { Witness } from '../../src/verify/witnesses/words.ts'

export const witness = (operator: string, reader: LedgerReader): Witness => ({
  ...{ rpc: `https://${operator}/`, operator, reader },
})

/** `honest`, but for what stands in `over`. */
export const but = (honest: LedgerReader, over: Partial<LedgerReader>): LedgerReader => ({
  deployment: honest.deployment,
  pin: () => honest.pin(),
  stands: (pin) => honest.stands(pin),
  facts: (work, pin) => honest.facts(work, pin),
  logs: (work, block) => honest.logs(work, block),
  range: (work, from, to, signal) => honest.range(work, from, to, signal),
  state: (pin, slots) => honest.state(pin, slots),
  holding: (work, account, pin) => honest.holding(work, account, pin),
  headAt: (work, block) => honest.headAt(work, block),
  block: (which) => honest.block(which),
  receipts: (block) => honest.receipts(block),
  ...over,
})

export const refuse = () => Promise.reject(new Error('method not found'))

type Lie = (logs: readonly RawLog[]) => readonly RawLog[]

/** Lies about a work's logs, however they are asked for; its receipts tell the truth. */
export function aboutLogs(honest: LedgerReader, work: WorkId, lie: Lie, over: Partial<LedgerReader> = {}) {
  const told = async (of: WorkId, logs: Promise<Columns | readonly RawLog[]>) => {
    const raw = rawLogs(await logs, honest.deployment.contract)
    return of === work ? lie(raw) : raw
  }
  return but(honest, {
    logs: (of, block) => told(of, honest.logs(of, block)),
    range: (of, from, to, signal) => told(of, honest.range(of, from, to, signal)),
    ...over,
  })
}

interface RpcReceipt {
  readonly logs: readonly { readonly logIndex: string }[]
}

/** Receipts without the log of this number. */
export const withoutLog = (honest: LedgerReader, index: number): LedgerReader['receipts'] => {
  const others = ({ logs, ...receipt }: RpcReceipt) => ({
    ...receipt,
    logs: logs.filter(({ logIndex }) => Number(logIndex) !== index),
  })
  return async (block) => ((await honest.receipts(block)) as RpcReceipt[]).map(others)
}

/** Tells at every block what was at an old one, all of a piece: nothing contradicts it but other RPCs and proofs. */
export async function stale(honest: LedgerReader, old: bigint, over: Partial<LedgerReader> = {}) {
  const { hash, timestamp } = (await honest.block(old)) as { hash: `0x${string}`; timestamp: string }
  const then = { number: old, hash, time: Number(timestamp) }
  const low = (block: bigint) => (block < old ? block : old)
  return but(honest, {
    facts: (work) => honest.facts(work, then),
    holding: (work, account) => honest.holding(work, account, then),
    headAt: (work, block) => honest.headAt(work, low(block)),
    logs: (work, block) => (block > old ? Promise.resolve([]) : honest.logs(work, block)),
    range: (work, from, to, signal) => (from > old ? Promise.resolve([]) : honest.range(work, from, low(to), signal)),
    ...over,
  })
}
