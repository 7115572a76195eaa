import { parseAddress } from '../../chain/address.ts'
import type { Call, Payment } from '../../chain/action.ts'
import { payCall, reportCall } from '../../chain/calls.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { currencyOf, type Currency } from '../../chain/tokens.ts'
import { isKeyHolder, readWork } from '../../chain/tributary.ts'
import { pathOfAll, type PathPart } from '../../royalties/path.ts'
import { NATIVE, type Address, type Usage, type WorkId } from '../../royalties/words.ts'
import type { Spending } from '../../wallet/spend.ts'
import type { App } from '../context.ts'
import { Line } from './line.svelte.ts'
import { quoteOf, type Quote } from './quote.ts'
import { readRecipients, type Recipients } from './recipients.ts'

export interface Item {
  readonly work: WorkId
  readonly usage?: Usage | undefined
  readonly units?: bigint | undefined
}

/** The lines of one currency: one transaction. */
export interface Group {
  readonly currency: Currency
  readonly lines: readonly Line[]
  readonly total: bigint
  readonly ready: boolean
}

/** What is about to be paid, by whom, for whom, and where the money goes. */
export class Order {
  lines = $state.raw<readonly Line[]>([])
  beneficiaryText = $state('')
  loading = $state(true)
  problem = $state.raw<Problem>()
  quotes = $state.raw<ReadonlyMap<Address, Quote>>(new Map())
  recipients = $state.raw<ReadonlyMap<WorkId, Recipients>>(new Map())
  readonly #app: App
  #turn = 0

  constructor(app: App) {
    this.#app = app
  }

  readonly beneficiary = $derived.by(() => {
    const text = this.beneficiaryText.trim()
    return text === '' ? { ok: true as const, address: NATIVE } : parseAddress(text)
  })

  readonly groups = $derived.by((): Group[] => {
    const byCurrency = Map.groupBy(this.lines, ({ currency }) => currency.address)
    return [...byCurrency.values()].map((lines) => ({
      currency: lines[0]!.currency,
      lines,
      total: lines.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n),
      ready: lines.every(({ ready }) => ready) && this.beneficiary.ok,
    }))
  })

  /** Reads the works anew: what the payer sees must be what the chain will ask. */
  async load(items: readonly Item[]): Promise<void> {
    this.loading = true
    this.problem = undefined
    try {
      const lines = await Promise.all(aggregated(items).map((item) => this.#line(item)))
      this.lines = lines.filter((line) => line !== undefined)
    } catch (error) {
      this.problem = problemOf(error)
    }
    this.loading = false
    void this.#readRecipients()
    void this.readKeys()
  }

  async #line({ work: id, usage, units }: Item): Promise<Line | undefined> {
    const { client, network, catalogue } = this.#app
    const work = await readWork(client, id)
    if (!work) return undefined
    const account = this.#user
    const [currency, holder] = await Promise.all([
      currencyOf(client, network, work.currency),
      work.keyX > 0n && account ? isKeyHolder(client, id, account) : false,
    ])
    return new Line(work, currency, catalogue.entry(id).title, holder, usage, units)
  }

  remove(id: WorkId): void {
    this.lines = this.lines.filter((line) => line.id !== id)
  }

  /** Whose usage it is. */
  get #user(): Address | undefined {
    const { beneficiary } = this
    return beneficiary.ok && beneficiary.address !== NATIVE ? beneficiary.address : this.#app.wallet.address
  }

  /** Whom the key would be for decides which usages of a sealed work can be paid. */
  async readKeys(): Promise<void> {
    const account = this.#user
    if (!account) return
    const sealed = this.lines.filter(({ work }) => work.keyX > 0n)
    await Promise.all(
      sealed.map(async (line) => {
        line.keyHolder = await isKeyHolder(this.#app.client, line.id, account).catch(() => false)
      }),
    )
  }

  async #readRecipients(): Promise<void> {
    const found = await Promise.all(
      this.lines.map(async ({ id }) => [id, await readRecipients(this.#app.client, id)] as const),
    ).catch(() => undefined)
    if (found) this.recipients = new Map(found)
  }

  spendingOf(group: Group): Spending {
    const payments = group.lines.map((line) => line.payment(this.beneficiary.ok ? this.beneficiary.address : NATIVE))
    const [first] = group.lines
    return {
      title: group.lines.length === 1 && first ? first.what : `Pay ${group.lines.length} works`,
      currency: group.currency,
      amount: group.total,
      call: () => callOf(payments, group),
    }
  }

  /** Asks balance, way and network fee of each group again. An answer that was overtaken is dropped. */
  async quote(): Promise<void> {
    const { address } = this.#app.wallet
    const turn = ++this.#turn
    if (!address) return
    const quotes = await Promise.all(
      this.groups.map(async (group) => {
        const found = await quoteOf(this.#app, this.spendingOf(group), address, group.ready)
        return [group.currency.address, found] as const
      }),
    )
    if (turn === this.#turn) this.quotes = new Map(quotes)
  }

  /** Where each part of a group's money goes; empty until all holders are read. */
  pathOf(group: Group): PathPart[] {
    const routed = group.lines.flatMap(({ id: work, amount }) => {
      const recipients = this.recipients.get(work)
      return recipients && amount ? [{ work, amount, ...recipients }] : []
    })
    return routed.length < group.lines.length ? [] : pathOfAll(routed)
  }
}

/** What costs nothing is written down without moving money. */
function callOf(payments: readonly Payment[], { currency, total }: Group): Call {
  const [first, ...more] = payments
  if (total > 0n || !first || more.length > 0) return payCall(payments, currency.address)
  const { work, usage, units, ref, beneficiary } = first
  return reportCall({ work, usage, units, ref, beneficiary })
}

/** Several items of one work and usage are one line with more units. */
function aggregated(items: readonly Item[]): Item[] {
  const lines = new Map<string, Item>()
  for (const item of items) {
    const key = `${item.work}/${item.usage ?? ''}`
    const units = (lines.get(key)?.units ?? 0n) + (item.units ?? 1n)
    lines.set(key, { ...item, units })
  }
  return [...lines.values()]
}
