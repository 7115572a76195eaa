/** What a person asked to keep in this browser, to be had without a network. */

/** One file's DAG. */
export interface KeptRoot {
  readonly cid: string
  /** Of what is stored, so encrypted bytes where it is sealed. */
  readonly bytes: number
}

export interface KeepOrder {
  /** What the caller knows it by: a work on a chain. Ordering the same again adds to it. */
  readonly id: string
  readonly title: string
  readonly roots: readonly KeptRoot[]
}

export interface Kept extends KeepOrder {
  /** Unix milliseconds. */
  readonly since: number
  /** Whether every block has come. */
  readonly complete: boolean
  /** Roots that were here before they were asked for, published from here perhaps: releasing never removes these. */
  readonly own: readonly string[]
}

export const bytesOf = (roots: readonly KeptRoot[]): number => roots.reduce((sum, { bytes }) => sum + bytes, 0)

/** The roots of both, each once; what was ordered first stays first. */
export function together(before: readonly KeptRoot[], more: readonly KeptRoot[]): KeptRoot[] {
  const known = new Set(before.map(({ cid }) => cid))
  return [...before, ...more.filter(({ cid }) => !known.has(cid))]
}
