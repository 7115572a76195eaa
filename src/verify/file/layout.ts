/**
 * A proof file: everything a verdict rests on, in one piece that nobody has to be asked about.
 *
 *     mark 8 · version 1 · length of the body 4 · body · SHA-256 of all that 32
 *
 * The body is one item of canonical RLP, so of every content there is exactly one file:
 *
 *     [ chain id, contract, block hash,
 *       [ header field … ],          as they are hashed
 *       [ storage slot … ],          rising
 *       [ trie node … ],             each once, in the order in which the account's path and the slots' paths need them
 *       [ work … ],                  the subject first, then its relatives, rising
 *       [ holding … ] ]              of the subject, by rising account
 *
 *     work    = [ number, currency, head, income, prepaid, flow rate, royalty, [ ancestor, royalty … ], [ event … ] ]
 *     holding = [ account, units, debt, claimable ]
 *     event   = [ kind, blocks since the event before, stamp, word … ]
 *
 * What can be recomputed is not in it (sequences, previous blocks, anchors), and neither is what nothing vouches for
 * (transactions, places within a block). Sums are in it as they were told, so that a checker can say that they are wrong.
 */

/** Not text, and a transfer that mends line ends breaks it visibly; after PNG's. */
export const MARK = Uint8Array.of(0x89, 0x54, 0x52, 0x49, 0x42, 0x0d, 0x0a, 0x1a)
export const VERSION = 1
/** Mark, version and length. */
export const HEAD = MARK.length + 1 + 4
/** SHA-256. */
export const TAIL = 32

/** A file of more bytes is not looked at: no work's proof comes near it. */
export const MOST_BYTES = 16 * 1_048_576
export const MOST_EVENTS = 250_000
export const MOST_WORKS = 65
export const MOST_SLOTS = 20_000
/** Unix seconds, as far as a stamp can tell them. */
export const MOST_TIME = 2 ** 40
