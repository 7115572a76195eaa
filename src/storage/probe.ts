/** Looking, before money is paid, whether sealed files can be had from anybody but their seller. */

export interface ProbeOrder {
  /** The shards of each file. */
  readonly files: readonly (readonly { readonly cid: string; readonly ctLen: number }[])[]
  /** Leaves fetched of each file, chosen at random; the first is always among them. */
  readonly leaves: number
  /** Peer ids of the seller's own tabs: what only they have is counted apart. */
  readonly sellers: readonly string[]
}

export interface Probed {
  /** Blocks fetched: every inner node, and the leaves chosen. */
  readonly fetched: number
  /** Leaves of all files together. */
  readonly leaves: number
  /** Who had them, other than the seller's own tab. */
  readonly from: readonly string[]
  /** How many of the blocks nobody else had. */
  readonly onlySeller: number
}
