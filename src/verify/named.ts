/** Whom a history names, those who matter most first: a limit then leaves out dust, and nobody can push others out with it for nothing. */
import { decodeLog } from '../royalties/decode.ts'
import type { LedgerEvent } from '../royalties/ledger.ts'
import type { Address, WorkId } from '../royalties/words.ts'
import type { Trail } from './evidence.ts'
import { ofKinds } from './ledger.ts'

/** Works whose payments arrive here, by what they sent. */
export function sourcesOf(trail: Trail): WorkId[] {
  const sent = new Map<WorkId, bigint>()
  for (const event of eventsIn(trail, ['Credited', 'FlowCredited'])) {
    const income = event.kind === 'Credited' ? event.income : event.rate
    sent.set(event.source, (sent.get(event.source) ?? 0n) + income)
  }
  return falling(sent)
}

/** Everybody who ever got a share, by what they hold now. */
export function takersOf(trail: Trail): Address[] {
  const units = new Map<Address, bigint>()
  for (const event of eventsIn(trail, ['Moved'])) {
    const before = units.get(event.from)
    if (before !== undefined) units.set(event.from, before - event.units)
    units.set(event.to, (units.get(event.to) ?? 0n) + event.units)
  }
  return falling(units)
}

/** The largest first; equal ones in the order in which they came. */
const falling = <K>(amounts: ReadonlyMap<K, bigint>): K[] =>
  [...amounts].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([key]) => key)

function* eventsIn<K extends LedgerEvent['kind']>(
  { columns, visits }: Trail,
  kinds: readonly K[],
): Generator<Extract<LedgerEvent, { kind: K }>, void> {
  if (columns) return yield* ofKinds(columns, kinds)
  for (const { logs } of visits)
    for (const log of logs) {
      const decoded = decodeLog(log)
      if (decoded.ok && (kinds as readonly string[]).includes(decoded.event.kind))
        yield decoded.event as Extract<LedgerEvent, { kind: K }>
    }
}
