import type { NetworkFee } from '../../chain/fees.ts'
import { problemOf, type Problem } from '../../chain/problems.ts'
import { quote } from '../../publish/quote.ts'
import type { Journal } from '../../publish/journal.ts'
import type { Order } from '../../publish/order.ts'
import { toPin } from '../../publish/pin.ts'
import type { Outcome, Ports, Progress } from '../../publish/ports.ts'
import { explain, refused } from '../../publish/problems.ts'
import { publishWork } from '../../publish/publish.ts'
import { findSent } from '../../publish/send.ts'
import type { Hex } from '../../royalties/words.ts'
import type { Editor } from './editor.svelte.ts'

/** From the review to the published work. */
export class Publishing {
  running = $state(false)
  progress = $state.raw<Progress>()
  outcome = $state.raw<Outcome>()
  cost = $state.raw<NetworkFee>()
  costProblem = $state.raw<Problem>()
  quoting = $state(false)
  readonly #editor: Editor
  readonly #journal: Ports['journal']
  #stop: AbortController | undefined
  #estimates = 0

  constructor(editor: Editor, journal: Ports['journal']) {
    this.#editor = editor
    this.#journal = journal
    void this.#recover()
  }

  /** Work was done in an earlier visit: publishing goes on instead of beginning. */
  get begun(): boolean {
    return this.#editor.journal.signed !== undefined
  }

  /** A tab closed after the wallet sent may come back to a work that exists by now. */
  async #recover(): Promise<void> {
    const { app, creator } = this.#editor
    const { signed, sent, work } = this.#journal.read()
    if (!signed) return
    const account = creator ?? app.wallet.address
    const found = work ?? (sent && account && (await findSent(app.client, sent, account).catch(() => undefined)))
    if (found === undefined) return
    if (work === undefined) await this.#journal.keep({ ...this.#journal.read(), work: found })
    this.outcome = { ok: true, work: found, manifest: signed }
  }

  /** Tries the call without signing: what it costs, or why it would fail. An answer that was overtaken is dropped. */
  async estimate(order: Order): Promise<void> {
    const { app, deployment } = this.#editor
    const turn = ++this.#estimates
    this.quoting = true
    try {
      const secret = order.sealed ? await this.#editor.secret(this.#journal.read().salt32) : undefined
      const found = await quote(app.client, app.network, order, deployment, secret)
      if (turn !== this.#estimates) return
      this.cost = found.ok ? found.value : undefined
      this.costProblem = found.ok ? undefined : found.problem
    } catch (error) {
      if (turn !== this.#estimates) return
      this.costProblem = problemOf(error)
    }
    this.quoting = false
    // "This key is used already" is how a work that was published after all shows itself.
    if (this.costProblem) await this.#recover()
  }

  /** Goes on from wherever an earlier attempt stopped. */
  async publish(order: Order, withoutPins = false): Promise<void> {
    if (this.running) return
    this.running = true
    this.outcome = undefined
    this.#editor.creator ??= order.creator.account
    // Sealing and copying may take an hour: what the last step needs is fetched now, while this version is still served.
    void Promise.all([import('../../wallet/prepare.ts'), import('../../wallet/landing.ts')]).catch(() => undefined)
    this.#editor.filing.pauseAll()
    this.#stop = new AbortController()
    const tell = (progress: Progress) => (this.progress = progress)
    try {
      this.outcome = await publishWork(order, await this.#ports(order), tell, {
        signal: this.#stop.signal,
        withoutPins,
      })
    } catch (error) {
      // Storage or the vault did not open: nothing was begun.
      this.outcome = { ok: false, step: 'seal', problem: explain(error, 'seal') }
    }
    this.running = false
    for (const item of this.#editor.filing.items)
      if (item.state === 'paused' && this.#isShelved(item.file.job)) item.state = 'sealed'
  }

  pause(): void {
    this.#stop?.abort()
  }

  /** How many copies are confirmed, of how many. */
  pins(order: Order): { done: number; total: number } {
    const journal: Journal = this.#editor.journal
    const all = toPin(order, journal)
    return { done: all.filter(({ cid }) => journal.pinned.includes(cid)).length, total: all.length }
  }

  #isShelved = (job: string): boolean => this.#editor.journal.shelved.some((one) => one.job === job)

  async #ports(order: Order): Promise<Ports> {
    const { app, deployment } = this.#editor
    const { wallet } = app
    return {
      shelf: await app.library(),
      client: app.client,
      deployment,
      journal: this.#journal,
      secret: (salt32) => this.#editor.secret(salt32),
      async sign(manifest) {
        const obstacle = wallet.obstacle(app.network)
        if (obstacle) throw refused(obstacle)
        const answer = await wallet.sign(manifest)
        if (!answer.ok) throw refused(answer.problem)
        return answer.value
      },
      send: (call, sent) => this.#send(order, call, sent),
      hints: hintsOf(
        app.choices.storage?.gateways ?? (app.local ? [app.local.ipfs.gateway] : []),
        app.local?.ipfs.relay,
        app.nearby.addresses,
      ),
    }
  }

  async #send(order: Order, call: Parameters<Ports['send']>[0], sent: (hash: Hex) => Promise<void>): Promise<Hex> {
    const { transactions } = this.#editor.app
    let tracked: string | undefined
    let kept: Hex | undefined
    // The list knows the hash as soon as the wallet has answered; the journal must know it before the tab can close.
    const watching = setInterval(() => {
      const hash = transactions.find(tracked)?.hash
      if (hash && hash !== kept) void sent((kept = hash))
    }, 100)
    try {
      const result = await transactions.send(call, {
        title: `Publish “${order.title}”`,
        onTracked: (id) => (tracked = id),
      })
      if (!result.ok) throw refused(result.problem)
      await sent(result.value.transactionHash)
      return result.value.transactionHash
    } finally {
      clearInterval(watching)
    }
  }
}

/** Where this tab is reached, by way of its relay. Public gateways are no hint, everyone knows them; a local node's
 * address helps only on this machine, and is the one place where the examples' readers find the bytes. */
const hintsOf = (gateways: readonly string[], relay: string | undefined, tab: readonly string[]) => ({
  peers: [...tab.slice(0, 1), ...(relay ? [relay] : [])],
  gateways: relay ? [...gateways] : [],
})
