/** Whether a request may be served (key-delivery §5.4, §5.6): one function for each question, each with its sentence. An
 * answer that leaves although it should not gives the work's secret away for nothing, so all of them stand before it. */
import { liftX } from './lift.ts'
import type { ContentKey } from '../../content/keyline.ts'
import { workAddress } from '../../content/keyline.ts'
import type { KeyTerms } from '../../royalties/terms.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { hashTerms } from '../terms.ts'
import { postpone, refuse, type Bargain, type Refusal } from './refusal.ts'
import type { Request } from './request.ts'

type Check = Refusal | undefined

const HOUR = 3_600

/** Seconds before the deadline after which nothing is begun: sequencers stop at times. Less than half of any window, of which
 * the shortest is a day; when a request was made is only told by its event, so the margin does not hang on it. */
const MARGIN = 4 * HOUR

/** A network that somebody added may be a trap: a chain on which "paid" means nothing, asking for keys of a real one. */
export const networkIsAllowed = (added: boolean, allowed: boolean): Check =>
  added && !allowed
    ? refuse('network', 'This network was added by hand. Keys are served on it only when you say so, on this page.')
    : undefined

export const stillOpen = (stored: bigint, terms: KeyTerms): Check =>
  stored === BigInt(hashTerms(terms))
    ? undefined
    : stored === 0n
      ? postpone('closed', 'The network does not know this request any more: it was reorganised away, or never was.')
      : refuse('closed', stored === 1n ? 'Already answered or paid back.' : 'The request has other terms by now.')

/** `now`, `blockTime`: Unix seconds. Both clocks count: one of them may be wrong. */
export function inTime({ terms }: Pick<Request, 'terms'>, now: number, blockTime: number): Check {
  return Math.max(now, blockTime) <= Number(terms.deadline) - MARGIN
    ? undefined
    : refuse('late', 'Too close to its deadline: an answer might land after it. The buyer gets the money back.')
}

export const keyIsTheWorks = (key: ContentKey, { keyAddress }: KeyTerms): Check =>
  workAddress(key) === keyAddress.toLowerCase()
    ? undefined
    : refuse('otherKey', 'The request asks for the key of another work.')

/** Off the curve nobody could have made the request honestly. */
export const pointLifts = (ex: Hex): Check =>
  liftX(BigInt(ex)) ? undefined : refuse('offCurve', 'The request carries no valid point: no honest buyer made it.')

/** `answer`: of `answerRequest`, which returns nothing where addr(k·G) is not the request's. */
export const answerFits = (answer: Hex | undefined): Check =>
  answer === undefined
    ? refuse('unfit', 'The request does not fit its own buyer: answering it would give the key away for nothing.')
    : undefined

/** `stored`: `requests[id]` as proven against the final header. */
export function requestStands(stored: bigint, terms: KeyTerms): Check {
  if (stored === BigInt(hashTerms(terms))) return undefined
  if (stored === 0n) return postpone('notFinal', 'Waits until the network can no longer take the payment back.')
  return stored === 1n
    ? refuse('closed', 'Already answered or paid back.')
    : refuse('unproven', 'The network holds other terms for this request than its event told.')
}

export const codeIsOurs = (proven: Hex, built: Hex): Check =>
  proven === built.toLowerCase()
    ? undefined
    : refuse('foreignCode', 'The code at the contract’s address is not what this app was built with.')

/** Proven state of the work, as far as delivering needs it. */
export interface Standing {
  readonly key: ContentKey | undefined
  readonly creator: Address
  /** Block in which `server` got the key; 0: it did not. */
  readonly keyBlock: bigint
  /** Who may deliver for `server`; the zero address: nobody else. */
  readonly delegate: Address
}

export const serverHoldsKey = ({ creator, keyBlock }: Standing, server: Address): Check =>
  keyBlock > 0n || same(creator, server)
    ? undefined
    : postpone('notHolder', 'Your own key of this work is not final on the network yet.')

export const senderMayDeliver = ({ delegate }: Standing, server: Address, sender: Address): Check =>
  same(sender, server) || same(sender, delegate)
    ? undefined
    : postpone('notNamed', 'The account that delivers for you is not named for this work on the network yet.')

/** `signer`: who signed the manifest; `undefined`: nobody whose signature holds. */
export const workIsTheCreators = (creator: Address, signer: Address | undefined): Check =>
  signer !== undefined && same(signer, creator)
    ? undefined
    : refuse('copy', 'A copy: its creator on the network is not who signed the work. Its key is not served by itself.')

/** `told` by one RPC, `proven`: with too few of them the gas would not do, and the delivery be public and in vain. */
export const ancestorsAgree = (told: number, proven: number): Check =>
  told === proven
    ? undefined
    : postpone('disagreement', 'An RPC names other ancestors of the work than the network has. Nothing is sent.')

/** All in the smallest unit of the native currency. */
export const balanceCovers = (balance: bigint, most: bigint): Check =>
  balance >= most
    ? undefined
    : postpone('balance', 'The account that delivers has too little for the network fee. Add some money to it.')

/** `left`: what the budget still allows to lose. */
export const isWorth = (bargain: Bargain, left: bigint): Check =>
  bargain.income >= bargain.cost || bargain.cost - bargain.income <= left
    ? undefined
    : {
        ...postpone(
          'unpaid',
          'The network fee is higher than what it brings you, and your budget does not cover the rest.',
        ),
        bargain,
      }

const same = (a: Address, b: Address) => a.toLowerCase() === b.toLowerCase()
