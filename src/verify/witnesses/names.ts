/** What exactly an RPC did to a history, once the true one is known. */
import { decodeLog } from '../../royalties/decode.ts'
import { logAt, sequenceAt, type Columns } from '../../royalties/columns/columns.ts'
import { hexOf } from '../../royalties/hex.ts'
import type { LedgerEvent } from '../../royalties/ledger.ts'
import type { Finding, Place } from '../findings.ts'

/** `truth` is gapless, so event n stands at n − 1. */
export function namesOf(told: Columns, truth: Columns): Finding[] {
  const findings: Finding[] = []
  let next = 1
  const missing = (to: number) => {
    if (next <= to) findings.push({ kind: 'gap', place: placeAt(truth, to - 1), first: next })
  }
  for (let i = 0; i < told.length; i++) {
    const sequence = sequenceAt(told, i)
    if (sequence > truth.length || sequence < next) {
      findings.push({ kind: 'invented', place: placeAt(told, i), reason: sequence < next ? 'rival' : 'beyond' })
      continue
    }
    missing(sequence - 1)
    next = sequence + 1
    const field = changedField(told, i, truth, sequence - 1)
    if (field) findings.push({ kind: 'altered', place: placeAt(truth, sequence - 1), field })
  }
  missing(truth.length)
  return findings
}

const placeAt = ({ work, blocks, transactions, ...columns }: Columns, i: number): Place => ({
  work,
  sequence: sequenceAt({ work, blocks, transactions, ...columns }, i),
  block: BigInt(blocks[i]!),
  transaction: hexOf(transactions, 32 * i, 32 * i + 32),
})

/** Which word of the event differs first; where it was is as much its contents as what it says. */
function changedField(told: Columns, i: number, truth: Columns, j: number): string | undefined {
  const [sent, real] = [logAt(told, i), logAt(truth, j)]
  if (sent.data === real.data && sent.topics.join() === real.topics.join())
    return told.blocks[i] === truth.blocks[j] ? undefined : 'block'
  const [a, b] = [decodeLog(sent), decodeLog(real)]
  return a.ok && b.ok ? fieldOf(a.event, b.event) : 'contents'
}

export function fieldOf(sent: LedgerEvent, real: LedgerEvent): string {
  if (sent.kind !== real.kind) return 'kind'
  const a: Readonly<Record<string, unknown>> = { ...sent, ...sent.stamp }
  const b: Readonly<Record<string, unknown>> = { ...real, ...real.stamp }
  return Object.keys(a).find((key) => key !== 'stamp' && a[key] !== b[key]) ?? 'contents'
}
