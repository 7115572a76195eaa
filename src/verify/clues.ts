import type { Clue, RawLog } from './evidence.ts'
import type { Finding } from './findings.ts'
import { eventsOf } from './ledger.ts'
import type { History } from './trail.ts'
import { decodeLog } from '../royalties/decode.ts'
import { fieldOf } from './witnesses/names.ts'
import { contentsOf, placeOf, type Placed } from './visit.ts'

/** Puts names to what the walk could only tell from outside: receipts say which event was dropped, altered or invented. */
export function cluesFindings(
  clues: readonly Clue[],
  histories: readonly History[],
  findings: readonly Finding[],
): Finding[] {
  const named = findings.map((finding) => narrowed(finding, clues, histories))
  const forged = clues.flatMap(({ work, block, wrong }): Finding[] =>
    wrong === undefined ? [] : [{ kind: 'proofWrong', work, detail: `Block ${block}: ${wrong}` }],
  )
  return [...forged, ...clues.flatMap((clue) => altered(clue, histories)), ...named]
}

/** A gap gets the transaction of its event; a wrong head gets the block in which it went wrong first. */
function narrowed(finding: Finding, clues: readonly Clue[], histories: readonly History[]): Finding {
  if (finding.kind === 'gap') {
    const { place } = finding
    const clue = clues.find(({ work, block }) => work === place.work && block === place.block)
    const real =
      clue?.receipts && decodedAll(clue.receipts).find((each) => each.event.stamp.sequence === place.sequence)
    return real ? { ...finding, place: { ...place, transaction: real.log.transaction } } : finding
  }
  if (finding.kind !== 'headMismatch') return finding
  const wrong = clues.find(({ work, firstWrong }) => firstWrong && work === finding.work)
  const inBlock = eventsIn(histories, wrong)
  const first = inBlock[0]
  const last = inBlock.at(-1)
  return first && last ? { ...finding, suspects: { first: placeOf(first), last: placeOf(last) } } : finding
}

const eventsIn = (histories: readonly History[], clue: Clue | undefined): Placed[] =>
  clue
    ? histories
        .filter(({ facts }) => facts.work === clue.work)
        .flatMap((history) => {
          const block = Number(clue.block)
          const events = eventsOf(history)
          return events.slice(history.columns.blocks.indexOf(block), 1 + history.columns.blocks.lastIndexOf(block))
        })
    : []

const decodedAll = (logs: readonly RawLog[]): Placed[] =>
  logs.flatMap((log) => {
    const decoded = decodeLog(log)
    return decoded.ok ? [{ event: decoded.event, block: log.block, log, rivals: [] }] : []
  })

/** Events of a block that its receipts show with other contents, or not at all. */
function altered(clue: Clue, histories: readonly History[]): Finding[] {
  if (!clue.receipts) return []
  const real = decodedAll(clue.receipts)
  // A liar may have a hundred thousand in one block, and as many receipts.
  const known = new Set(real.map(({ log }) => contentsOf(log)))
  const byIndex = new Map(real.map((each) => [each.log.index, each]))
  return eventsIn(histories, clue).flatMap((sent): Finding[] => {
    const place = placeOf(sent)
    if (known.has(contentsOf(sent.log))) return []
    const actual = byIndex.get(sent.log.index)
    if (!actual) return [{ kind: 'invented', place, reason: 'notInReceipts' }]
    return [{ kind: 'altered', place, field: fieldOf(sent.event, actual.event) }]
  })
}
