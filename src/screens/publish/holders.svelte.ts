import { canHoldShares, parseAddress } from '../../chain/address.ts'
import { ME } from '../../publish/draft/form.ts'
import type { Problems } from '../../publish/draft/read.ts'
import type { Address } from '../../royalties/words.ts'
import type { Editor } from './editor.svelte.ts'

/** Asks the chain whether the accounts of the split can hold shares, each once. */
export class Holders {
  /** By account, lower case. */
  #refusing = $state.raw<ReadonlySet<string>>(new Set())
  readonly #asked = new Map<string, Promise<void>>()
  readonly #editor: Editor

  constructor(editor: Editor) {
    this.#editor = editor
  }

  problems: Problems = $derived.by(() => {
    const me = this.#editor.app.wallet.address ?? ''
    return Object.fromEntries(
      this.#editor.form.holders.flatMap(({ account }, at) =>
        this.#refusing.has((account === ME ? me : account.trim()).toLowerCase())
          ? [[`holders.${at}.account`, REFUSES]]
          : [],
      ),
    )
  })

  /** Checks every account that is complete and new. */
  async check(): Promise<void> {
    const { form, app } = this.#editor
    const accounts = form.holders.map(({ account }) => (account === ME ? (app.wallet.address ?? '') : account.trim()))
    const complete = accounts.flatMap((text) => {
      const parsed = parseAddress(text)
      return parsed.ok ? [parsed.address] : []
    })
    await Promise.all(complete.map((account) => this.#ask(account)))
  }

  #ask(account: Address): Promise<void> {
    const key = account.toLowerCase()
    const { client } = this.#editor.app
    const asking =
      this.#asked.get(key) ??
      canHoldShares(client, account)
        .then((can) => {
          if (!can) this.#refusing = new Set([...this.#refusing, key])
        })
        // An unanswered question is asked again with the next change; the review tries the whole call anyway.
        .catch(() => void this.#asked.delete(key))
    this.#asked.set(key, asking)
    return asking
  }
}

const REFUSES =
  'This account has code that does not accept shares (no ERC-1155 hook): publishing would fail. Use another account of the same person.'
