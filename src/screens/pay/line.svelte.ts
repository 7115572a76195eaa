import type { Payment } from '../../chain/action.ts'
import type { Currency } from '../../chain/tokens.ts'
import type { Work } from '../../chain/tributary.ts'
import { parseDecimal } from '../../royalties/format.ts'
import { NATIVE, Usage, usageName, type Address, type Hex, type WorkId } from '../../royalties/words.ts'
import { typedProblem, typedValue } from '../typed.ts'

/** One usage a work can be paid for. `sealed`: it brings the content key, which this account lacks: a licence is bought. */
export interface Choice {
  readonly usage: Usage
  readonly price: bigint
  readonly sealed: boolean
}

/** What stands in front of the payer: the work's offers, and a tip, which is always open. */
export const choicesOf = (work: Work, keyHolder: boolean): Choice[] => [
  ...work.offers.map(({ usage, price, bringsKey }) => ({
    usage,
    price,
    sealed: bringsKey && work.keyX > 0n && !keyHolder,
  })),
  { usage: Usage.Tip, price: 0n, sealed: false },
]

/** The wanted usage if it can be paid, else the first that can. */
const firstChoice = (choices: readonly Choice[], wanted?: Usage): Choice =>
  choices.find(({ usage, sealed }) => usage === wanted && !sealed) ??
  choices.find(({ sealed }) => !sealed) ??
  choices.at(-1)!

/** Fits the contract and keeps products far from overflow. */
const MOST_UNITS = 1_000_000_000n
const NO_REF: Hex = `0x${'00'.repeat(32)}`

/** A number of usages somebody typed; `undefined` when it is none. */
export function parseUnits(text: string): bigint | undefined {
  const digits = text.trim()
  if (!/^\d{1,10}$/.test(digits)) return undefined
  const units = BigInt(digits)
  return units >= 1n && units <= MOST_UNITS ? units : undefined
}

/** One work in the sheet: what is used of it, how often, and what is given on top. */
export class Line {
  readonly id: WorkId
  readonly work: Work
  readonly currency: Currency
  /** The name its manifest gives, untrusted. */
  readonly title: string
  keyHolder = $state(false)
  wanted = $state<Usage>(Usage.Tip)
  unitsText = $state('1')
  extraText = $state('')

  /** `keyHolder` as the chain says at first: it decides what can be chosen. */
  constructor(work: Work, currency: Currency, title: string, keyHolder: boolean, wanted?: Usage, units = 1n) {
    this.id = work.id
    this.work = work
    this.currency = currency
    this.title = title
    this.keyHolder = keyHolder
    this.wanted = firstChoice(choicesOf(work, keyHolder), wanted).usage
    this.unitsText = String(units)
  }

  /** Paying opens nothing for this payer. */
  readonly keyMissing = $derived.by(() => this.work.keyX > 0n && !this.keyHolder)
  readonly choices = $derived.by(() => choicesOf(this.work, this.keyHolder))
  readonly choice = $derived.by(() => this.choices.find(({ usage }) => usage === this.wanted) ?? this.choices.at(-1)!)
  readonly isTip = $derived(this.wanted === Usage.Tip)
  readonly units = $derived.by(() => (this.isTip ? 1n : parseUnits(this.unitsText)))
  readonly #typed = $derived.by(() => parseDecimal(this.extraText.trim() || '0', this.currency.decimals))
  readonly extra = $derived(typedValue(this.#typed))
  /** What this line costs; `undefined` while something is not filled in right. */
  readonly amount = $derived.by(() =>
    this.units === undefined || this.extra === undefined ? undefined : this.choice.price * this.units + this.extra,
  )
  readonly unitsProblem = $derived(this.units === undefined ? 'Enter a whole number from 1.' : undefined)
  readonly extraProblem = $derived.by(() => {
    if (this.extra === undefined) return typedProblem(this.#typed)
    if (!this.isTip) return undefined
    if (this.extraText.trim() === '') return undefined
    if (this.extra === 0n) return 'Enter more than 0.'
    return this.extra < this.work.minimumTip ? 'This work takes no tip that small.' : undefined
  })
  readonly ready = $derived.by(
    () =>
      this.amount !== undefined &&
      !this.choice.sealed &&
      !this.extraProblem &&
      (!this.isTip || this.amount > 0n) &&
      (this.amount > 0n || this.choice.price === 0n),
  )

  payment(beneficiary: Address = NATIVE): Payment {
    const { id: work, wanted: usage, choice } = this
    return {
      work,
      usage,
      units: this.units ?? 1n,
      price: choice.price,
      amount: this.amount ?? 0n,
      ref: NO_REF,
      beneficiary,
    }
  }

  get what(): string {
    return `${usageName(this.wanted)}: ${this.title}`
  }
}
