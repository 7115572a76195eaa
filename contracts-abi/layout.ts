/** Written by contracts/tools/abi.ts from the contracts; do not edit. */
/** Slots of the members of State, which starts at slot 0. A mapping's entry is at keccak256(abi.encode(key, slot)). */
export const stateSlots = {
  count: { slot: 0n, offset: 0 },
  works: { slot: 1n, offset: 0 },
  operators: { slot: 2n, offset: 0 },
  claimableByOthers: { slot: 3n, offset: 0 },
  workOfKey: { slot: 4n, offset: 0 },
  approvals: { slot: 5n, offset: 0 },
  requests: { slot: 6n, offset: 0 },
  withdrawable: { slot: 7n, offset: 0 },
} as const
/** Slots within one work, relative to works[number]. `offset` is in bytes from the low end of the slot. */
export const workSlots = {
  hot: { slot: 0n, offset: 0 },
  head: { slot: 1n, offset: 0 },
  running: { slot: 2n, offset: 0 },
  creator: { slot: 3n, offset: 0 },
  ancestorRoyalty: { slot: 3n, offset: 20 },
  resaleRoyalty: { slot: 3n, offset: 22 },
  derivatives: { slot: 3n, offset: 24 },
  keyOdd: { slot: 3n, offset: 25 },
  offersLocked: { slot: 3n, offset: 26 },
  offersFloored: { slot: 3n, offset: 27 },
  mintBlock: { slot: 3n, offset: 28 },
  manifest: { slot: 4n, offset: 0 },
  currency: { slot: 5n, offset: 0 },
  offers: { slot: 6n, offset: 0 },
  keyX: { slot: 8n, offset: 0 },
  minimumTip: { slot: 9n, offset: 0 },
  minimumFlowRate: { slot: 9n, offset: 12 },
  floors: { slot: 10n, offset: 0 },
  pendingCreator: { slot: 12n, offset: 0 },
  deliveryFee: { slot: 12n, offset: 20 },
  policy: { slot: 13n, offset: 0 },
  parents: { slot: 14n, offset: 0 },
  newerManifests: { slot: 15n, offset: 0 },
  ancestors: { slot: 16n, offset: 0 },
  holdings: { slot: 17n, offset: 0 },
  listings: { slot: 18n, offset: 0 },
  readers: { slot: 19n, offset: 0 },
  drops: { slot: 20n, offset: 0 },
  dropHours: { slot: 21n, offset: 0 },
  flows: { slot: 22n, offset: 0 },
  bids: { slot: 23n, offset: 0 },
  auctions: { slot: 24n, offset: 0 },
  delegates: { slot: 25n, offset: 0 },
  audit: { slot: 26n, offset: 0 },
} as const
/** Bit positions in the packed slots; see src/types/HotSlot.sol and HoldingSlot.sol. */
export const hotBits = { income: 0, sequence: 128, lastBlock: 160, anchorBlock: 200, flags: 240, ancestors: 248 } as const
export const holdingBits = { units: 0, listed: 28, debt: 56 } as const
