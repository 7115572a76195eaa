/**
 * Accounts whose balances are compared at most, and works beside this one that are read: those that matter most. Beyond, it is
 * said that the rest was not. Where the events are proven that is a remark: else whoever scatters dust could keep any work
 * from being verified.
 */
export const MOST_HOLDERS = 10_000
export const MOST_RELATIVES = 64
export const unreadRelatives = (read: number, all: number): string =>
  `${read} of ${all} related works were read, those that sent most first. That the others sent their whole part rests on the contract’s code alone`
export const uncomparedHolders = (compared: number, all: number): string =>
  `The ${compared} largest of ${all} holders were compared with the contract one by one. What the others are owed follows from the events`
