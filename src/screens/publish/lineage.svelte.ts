import { SvelteMap } from 'svelte/reactivity'
import { readAncestors } from '../../chain/tributary.ts'
import { readBasisPoints } from '../../publish/draft/numbers.ts'
import type { Problems } from '../../publish/draft/read.ts'
import { lineageOf, type Lineage as Frozen, type LineageProblem, type Parent } from '../../royalties/lineage.ts'
import type { Ask } from '../../royalties/split.ts'
import { Derivatives, workId, type Address, type WorkId } from '../../royalties/words.ts'
import type { Entry } from '../catalogue.svelte.ts'
import type { Editor } from './editor.svelte.ts'

const POLICIES = { closed: Derivatives.Closed, byApproval: Derivatives.ByApproval, open: Derivatives.Open } as const
/** Works offered for choosing, newest first. */
const OFFERED = 60

/** The works that this one builds on, and what all of them ask together. */
export class Lineage {
  readonly #editor: Editor
  readonly #ancestors = new SvelteMap<WorkId, readonly Ask[]>()
  offered = $state.raw<readonly Entry[]>([])
  /** Why no works can be offered. */
  problem = $state<string>()

  constructor(editor: Editor) {
    this.#editor = editor
    for (const id of editor.form.parents) void this.#load(workId(BigInt(id)))
  }

  chosen: readonly Entry[] = $derived.by(() => this.#editor.form.parents.map((id) => this.#entry(workId(BigInt(id)))))

  /** Undefined until every parent has been read from the chain. */
  frozen: Frozen | undefined = $derived.by(() => {
    const { form, app } = this.#editor
    const parents = this.chosen.map((entry) => this.#parent(entry, app.wallet.address))
    if (parents.some((parent) => parent === undefined)) return undefined
    return lineageOf(parents as Parent[], {
      currency: form.currency as Address,
      ancestorRoyalty: form.derivatives === 'closed' ? 0 : (readBasisPoints(form.ancestorRoyalty || '0') ?? 0),
      derivatives: POLICIES[form.derivatives],
    })
  })

  problems: Problems = $derived.by(() => {
    if (this.#editor.form.parents.length > 0 && !this.frozen) return { parents: 'Still reading what the parents ask.' }
    const found: Record<string, string> = {}
    for (const problem of this.frozen?.problems ?? []) found[pathOfProblem(problem)] ??= this.#say(problem)
    return found
  })

  /** Fetches what can be chosen; once per visit of the step. */
  async offer(): Promise<void> {
    const { catalogue } = this.#editor.app
    try {
      const count = await catalogue.countAgain()
      const from = Math.max(1, count - OFFERED + 1)
      this.offered = count === 0 ? [] : [...(await catalogue.page(from, OFFERED))].reverse()
      this.problem = undefined
    } catch {
      this.problem = 'The network does not answer, so existing works cannot be listed.'
    }
  }

  add(id: WorkId): void {
    const { form } = this.#editor
    if (form.parents.includes(String(id))) return
    form.parents.push(String(id))
    const entry = this.#entry(id)
    // A work whose parents earn must earn in their currency: the first one decides.
    if (form.parents.length === 1 && entry.work) form.currency = entry.work.currency
    void this.#load(id)
  }

  remove(id: WorkId): void {
    const { form } = this.#editor
    form.parents = form.parents.filter((one) => one !== String(id))
  }

  #entry(id: WorkId): Entry {
    return this.#editor.app.catalogue.entry(id)
  }

  async #load(id: WorkId): Promise<void> {
    const ancestors = await readAncestors(this.#editor.app.client, id).catch(() => undefined)
    if (ancestors) this.#ancestors.set(id, ancestors)
    else this.problem = 'The network does not answer, so the parents cannot be read.'
  }

  #parent({ id, work }: Entry, account: Address | undefined): Parent | undefined {
    const ancestors = this.#ancestors.get(id)
    if (!work || !ancestors) return undefined
    const { currency, ancestorRoyalty, derivatives, creator } = work
    const allowed = account !== undefined && creator.toLowerCase() === account.toLowerCase()
    return { work: id, currency, ancestorRoyalty, derivatives, ancestors, allowed }
  }

  #say(problem: LineageProblem): string {
    const title = 'parent' in problem ? `“${this.#entry(problem.parent).title}”` : ''
    switch (problem.kind) {
      case 'tooManyParents':
        return `At most ${problem.most} parents; there are ${problem.count}.`
      case 'repeatedParent':
        return `${title} stands twice.`
      case 'closedParent':
        return `${title} allows nothing to build on it. Remove it, or ask its creator.`
      case 'approvalMissing':
        return `${title} is open by approval only, and approvals are not part of this version yet. Remove it for now.`
      case 'otherCurrency':
        return `${title} earns in another currency, and royalties are passed on as they come. Choose its currency under Price.`
      case 'tooManyAncestors':
        return `${problem.count} paid ancestors come together; at most ${problem.most} are possible. Remove a parent.`
      case 'asksTooMuch':
        return `The ancestors ask for ${problem.asked / 100} % together; at most ${problem.most / 100} % is possible. Remove a parent.`
      case 'royaltyOutOfRange':
        return `0, or from ${problem.lowest / 100} to ${problem.highest / 100} per cent.`
      case 'mustBeClosed':
        return `With the ancestors this makes ${problem.asked / 100} %, above ${problem.most / 100} %: ask for less, or allow nothing to build on this work.`
    }
  }
}

const pathOfProblem = ({ kind }: LineageProblem): string =>
  kind === 'royaltyOutOfRange' || kind === 'mustBeClosed' ? 'ancestorRoyalty' : 'parents'
