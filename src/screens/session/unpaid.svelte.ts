import { Usage, workId, type WorkId } from '../../royalties/words.ts'

/** Plays heard and not paid: n plays of a work are one item, whatever the number of works one transaction. */
export interface UnpaidPlays {
  readonly work: WorkId
  readonly usage: Usage
  readonly units: bigint
}

const place = (chainId: number) => `tributary.plays.${chainId}`
/** More works than this are paid in a second transaction. */
const UNPAID_LIMIT = 50

class Unpaid {
  items = $state.raw<readonly UnpaidPlays[]>([])
  #place = place(0)
  /** Forbidden or full: they last for this visit. */
  #lasting = true

  /** Work numbers mean something on one network only; each keeps its own. */
  openFor(chainId: number): void {
    this.#place = place(chainId)
    this.items = read(this.#place)
    // Another tab has added or paid some.
    window.addEventListener('storage', ({ key }) => {
      if (key === this.#place) this.items = read(this.#place)
    })
  }

  get plays(): bigint {
    return this.items.reduce((sum, { units }) => sum + units, 0n)
  }

  has(work: WorkId): bigint {
    return this.items.find((item) => item.work === work)?.units ?? 0n
  }

  /** One more play of the work. Returns false when too many other works wait. */
  add(work: WorkId): boolean {
    this.#look()
    if (this.has(work) > 0n) this.#set(this.items.map((item) => (item.work === work ? more(item) : item)))
    else if (this.items.length >= UNPAID_LIMIT) return false
    else this.#set([...this.items, { work, usage: Usage.Play, units: 1n }])
    return true
  }

  drop(work: WorkId): void {
    this.#look()
    this.#set(this.items.filter((item) => item.work !== work))
  }

  /** What was paid is gone; what was heard meanwhile stays. */
  paid(items: readonly UnpaidPlays[]): void {
    this.#look()
    const left = this.items.map((item) => {
      const units = items.find(({ work }) => work === item.work)?.units ?? 0n
      return { ...item, units: item.units - units }
    })
    this.#set(left.filter(({ units }) => units > 0n))
  }

  /** What stands in the store counts: another tab may have written a moment ago. */
  #look(): void {
    if (this.#lasting) this.items = read(this.#place)
  }

  #set(items: readonly UnpaidPlays[]): void {
    this.items = items
    try {
      localStorage.setItem(this.#place, JSON.stringify(items.map(({ work, units }) => [String(work), String(units)])))
    } catch {
      this.#lasting = false
    }
  }
}

const more = (item: UnpaidPlays): UnpaidPlays => ({ ...item, units: item.units + 1n })

function read(from: string): UnpaidPlays[] {
  try {
    const found = JSON.parse(localStorage.getItem(from) ?? '[]') as [string, string][]
    return found.map(([work, units]) => ({ work: workId(BigInt(work)), usage: Usage.Play, units: BigInt(units) }))
  } catch {
    return []
  }
}

export const unpaid = new Unpaid()
