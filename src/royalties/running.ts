/**
 * Rates that end at known times, added up: what they bring until a moment, and what they have still to bring. In 1e-8 of
 * a currency unit and Unix seconds. Exact: everything is a sum of rate × seconds.
 */
export class Running {
  #rate = 0n
  /** Up to here everything has been handed out. */
  #time = 0
  /** When rates end, the soonest first, and by how much the sum falls then. */
  readonly #ends: number[] = []
  readonly #falls = new Map<number, bigint>()

  /** Nothing flows, and nothing will. */
  get still(): boolean {
    return this.#ends.length === 0
  }

  /** Of the moment `advance` came to. */
  get rate(): bigint {
    return this.#rate
  }

  /**
   * A rate flows until `newEnd` instead of `oldEnd`. What is not later than `now` stands for "not at all": of a rate that
   * begins `oldEnd` is `now`, of one that ends `newEnd` is. Assumes: what came in until `now` was handed out.
   */
  turn(rate: bigint, oldEnd: number, newEnd: number, now: number): void {
    if (now > this.#time) this.#time = now
    if (oldEnd > now) this.#fall(oldEnd, -rate)
    else this.#rate += rate
    if (newEnd > now) this.#fall(newEnd, rate)
    else this.#rate -= rate
  }

  /** What came in since the last moment. Time never goes back: an earlier moment brings nothing. */
  advance(to: number): bigint {
    if (to <= this.#time) return 0n
    let income = 0n
    while (this.#ends.length > 0 && this.#ends[0]! <= to) {
      const end = this.#ends.shift()!
      income += this.#rate * BigInt(end - this.#time)
      this.#time = end
      this.#rate -= this.#falls.get(end)!
      this.#falls.delete(end)
    }
    income += this.#rate * BigInt(to - this.#time)
    this.#time = to
    return income
  }

  /** What will still come in after the moment `advance` came to. */
  ahead(): bigint {
    let sum = 0n
    for (const [end, fall] of this.#falls) sum += fall * BigInt(end - this.#time)
    return sum
  }

  /** How the sum falls from here on: the soonest first. */
  falls(): { readonly time: number; readonly by: bigint }[] {
    return this.#ends.map((time) => ({ time, by: this.#falls.get(time)! }))
  }

  #fall(end: number, by: bigint): void {
    const before = this.#falls.get(end)
    const sum = (before ?? 0n) + by
    const place = placeOf(this.#ends, end)
    if (sum !== 0n) {
      if (before === undefined) this.#ends.splice(place, 0, end)
      this.#falls.set(end, sum)
    } else if (before !== undefined) {
      this.#ends.splice(place, 1)
      this.#falls.delete(end)
    }
  }
}

/** How many of the ends are earlier. */
function placeOf(ends: readonly number[], end: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! < end) low = middle + 1
    else high = middle
  }
  return low
}
