import { decimalText, floorDivide } from '../format.ts'
import type { Booked } from './csv.ts'
import type { Period } from './period.ts'
import { rowsOf, usageText, type Found, type Row } from './rows.ts'
import type { Statement } from './statement.ts'
import type { Deployment, Hex } from '../words.ts'

/** Where the statements come from and how far they can be trusted. */
export interface Origins {
  readonly deployment: Deployment
  /** The block everything was read at, and its time in Unix seconds. */
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly time: number }
  readonly verdict: 'verified' | 'differs' | 'unchecked'
}

/** One part of a file: a statement, and the look at the chain it comes from. */
export interface Documented extends Booked {
  readonly origins: Origins
}

/** `decimal` in the currency; the same exactly: `units` of its smallest unit and `fraction` (0 to 9999999999999999) of
 * 1e-16 of one more. Texts, because JSON's numbers are not exact. */
interface AmountText {
  readonly decimal: string
  readonly units: string
  readonly fraction: string
}

const FINE = 10n ** 16n

function amountText(value: bigint, decimals: number): AmountText {
  const units = floorDivide(value, FINE)
  return { decimal: decimalText(value, decimals + 16), units: String(units), fraction: String(value - units * FINE) }
}

const timeText = (time: number | undefined) => (time === undefined ? null : new Date(time * 1000).toISOString())

/** The end is not part of the period; `null`: no beginning, or no end. */
const periodOf = ({ from, until }: Period) => ({
  from: timeText(from || undefined),
  until: timeText(Number.isFinite(until) ? until : undefined),
})

/**
 * Statements as JSON, version 1. `format` is `tributary-statements`; `statements` a list, each with:
 * - `chainId`, `contract`, `work`, `title` (by the creator, untrusted), `holder` (`null`: the work, all holders together);
 * - `currency`: `address`, `symbol`, `decimals`; every amount is `{ decimal, units, fraction }`, exactly;
 * - `period` (UTC, `until` exclusive), `block` (`number`, `hash`, `time`) and `verdict` of the look it comes from;
 * - `shares`: `opening` and `closing`, of 100;
 * - `opening` + `income` − `claimed` = `closing`;
 * - `earnings`: `income` by `usage` and by the work that was paid (`source`), with the count of `payments`;
 * - `bySecond`: what flows brought, by `payer` (`null`: by way of the work `source`);
 * - `paidIn` (of a work): `whole` = Σ `up` (to each ancestor) + `spilled` + `kept`;
 * - `rows`: from `Opening` to `Closing`, each `amount` added to the `balance` before.
 * Left out of the ledger chain's proof, and so only hints: `transaction`, `title`, `symbol`.
 */
export function jsonOf(parts: readonly Documented[]): string {
  return JSON.stringify({ format: 'tributary-statements', version: 1, statements: parts.map(statementJson) }, null, 2)
}

function statementJson({ statement, currency, title, origins }: Documented) {
  const { work, holder, period, opening, income, claimed, closing, openingUnits, units } = statement
  const amount = (value: bigint) => amountText(value, currency.decimals)
  const { number, hash, time } = origins.block
  return {
    chainId: origins.deployment.chainId,
    contract: origins.deployment.contract,
    ...{ work: String(work), title, holder: holder ?? null, currency },
    period: periodOf(period),
    block: { number: String(number), hash, time: timeText(time) },
    verdict: origins.verdict,
    shares: { opening: decimalText(openingUnits, 6), closing: decimalText(units, 6) },
    ...{ opening: amount(opening), income: amount(income), claimed: amount(claimed), closing: amount(closing) },
    ...partsOf(statement, amount),
    rows: rowsOf(statement).map((row) => rowJson(row, amount)),
  }
}

type Amount = (value: bigint) => AmountText

function partsOf({ earnings, tributaries, paidIn }: Statement<Found>, amount: Amount) {
  return {
    earnings: earnings.map(({ usage, source, payments, income }) => ({
      ...{ usage: usageText(usage) || null, source: String(source), payments },
      income: amount(income),
    })),
    bySecond: tributaries.map(({ payer, source, income }) => ({
      ...{ payer: payer ?? null, source: String(source) },
      income: amount(income),
    })),
    paidIn: paidIn
      ? {
          ...{ whole: amount(paidIn.whole), spilled: amount(paidIn.spilled), kept: amount(paidIn.kept) },
          up: paidIn.up.map(({ work, income }) => ({ work: String(work), income: amount(income) })),
        }
      : null,
  }
}

const rowJson = (
  { kind, time, entry, usage, source, from, to, moved, units, amount: sum, due }: Row,
  amount: Amount,
) => ({
  ...{ kind, time: timeText(time), usage: usageText(usage) || null },
  ...{ source: source === undefined ? null : String(source), from: from ?? null, to: to ?? null },
  shares: { moved: decimalText(moved, 6), held: decimalText(units, 6) },
  ...{ amount: amount(sum), balance: amount(due) },
  sequence: entry?.event.stamp.sequence ?? null,
  block: entry ? String(entry.block) : null,
  transaction: entry?.log.transaction ?? null,
})
