import { canHoldShares, parseAddress } from '../../chain/address.ts'
import { transferCall } from '../../chain/calls.ts'
import type { Call } from '../../chain/action.ts'
import { sharesText } from '../../design/money.ts'
import { parseDecimal } from '../../royalties/format.ts'
import type { Address } from '../../royalties/words.ts'
import type { App } from '../context.ts'
import { typedProblem, typedValue } from '../typed.ts'
import type { Row } from './portfolio.svelte.ts'

type Receiver = 'unknown' | 'asking' | 'able' | 'unable'

/** What a holder types to give shares away. The receiver is asked whether it can hold them before anything is signed. */
export class Transfer {
  toText = $state('')
  unitsText = $state('')
  receiver = $state<Receiver>('unknown')
  readonly #app: App
  readonly #row: Row

  constructor(app: App, row: Row) {
    this.#app = app
    this.#row = row
  }

  readonly to = $derived.by(() => parseAddress(this.toText))
  readonly #typed = $derived.by(() => parseDecimal(this.unitsText, 6))
  readonly units = $derived(typedValue(this.#typed))
  readonly toProblem = $derived.by(() => {
    if (this.toText.trim() === '') return undefined
    if (!this.to.ok) return this.to.sentence
    if (this.to.address === this.#app.wallet.address) return 'This is your own account.'
    return this.receiver === 'unable'
      ? 'At this address is a contract that cannot hold shares: it does not answer the ERC-1155 hook. Ask its owner for another address.'
      : undefined
  })
  readonly unitsProblem = $derived.by(() => {
    if (this.units === undefined) return typedProblem(this.#typed)
    if (this.units === 0n) return 'Enter more than 0.'
    return this.units > this.#row.units ? `You hold ${sharesText(this.#row.units)}.` : undefined
  })

  readonly call = $derived.by((): Call | undefined => {
    const from = this.#app.wallet.address
    if (!from || !this.to.ok || !this.units || this.toProblem || this.unitsProblem || this.receiver !== 'able')
      return undefined
    return transferCall(from, this.to.address, this.#row.work.id, this.units)
  })

  /** Call whenever the address changes. */
  async ask(to: Address | undefined): Promise<void> {
    this.receiver = to ? 'asking' : 'unknown'
    if (!to) return
    // An RPC that does not answer must not block: the transaction is tried before it is signed anyway.
    const able = await canHoldShares(this.#app.client, to).catch(() => true)
    if (this.to.ok && this.to.address === to) this.receiver = able ? 'able' : 'unable'
  }
}
