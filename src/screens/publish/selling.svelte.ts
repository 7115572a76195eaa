import { networkFee } from '../../chain/fees.ts'
import { contentPrice, DELIVERY_BYTES, DELIVERY_GAS, keyBringers, suggestFee } from '../../publish/draft/selling.ts'
import { NATIVE } from '../../royalties/words.ts'
import type { Editor } from './editor.svelte.ts'

/** What the creator has to know about handing over keys. */
export class Selling {
  /** What a delivery costs its deliverer at present, in the network's own currency. */
  cost = $state<bigint>()
  readonly #editor: Editor

  constructor(editor: Editor) {
    this.#editor = editor
  }

  readonly suggested = $derived.by(() => {
    const { decimals } = this.#editor.currency
    return suggestFee(this.cost, { native: this.#editor.form.currency === NATIVE, decimals })
  })

  readonly bringers = $derived.by(() => keyBringers(this.#editor.form))

  /** The offer at whose price the content can be had; none while a price that may be it is still missing. */
  readonly cheapest = $derived.by(() => {
    const { form, reading } = this.#editor
    const open = keyBringers(form).some((usage) => reading.problems[`offers.${usage}`] !== undefined)
    return open ? undefined : contentPrice(reading.offers)
  })

  /** A network that does not answer leaves the suggestion at nothing; the review says what is wrong with it. */
  async ask(): Promise<void> {
    const { client, network } = this.#editor.app
    const data = `0x${'ff'.repeat(DELIVERY_BYTES)}` as const
    this.cost = await networkFee(client, network, DELIVERY_GAS, { data }).then(
      ({ total }) => total,
      () => undefined,
    )
  }
}
