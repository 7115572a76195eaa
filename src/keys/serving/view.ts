/** What a keeper shows of its work. */
import type { WorkId } from '../../royalties/words.ts'
import type { Ready } from './examine.ts'
import type { Delivery } from './journal.ts'
import type { Refusal } from './refusal.ts'
import type { Request } from './request.ts'

export type Status =
  | { readonly kind: 'checking' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Everything holds; somebody has to press the button. */
  | { readonly kind: 'asks'; readonly ready: Ready }
  /** Left to others until then, Unix ms. */
  | { readonly kind: 'soon'; readonly at: number }
  | { readonly kind: 'delivering' }

/** Why nothing can be found out at the moment: the network is silent, or this browser cannot read its own notes. */
export interface Trouble {
  readonly of: 'network' | 'journal'
  readonly sentence: string
}

export interface KeeperView {
  /** Works whose key this account can hand over; `undefined` before they are known. */
  readonly works: readonly WorkId[] | undefined
  /** The oldest request first. */
  readonly waiting: readonly { readonly request: Request; readonly status: Status }[]
  /** Newest first. */
  readonly deliveries: readonly Delivery[]
  /** Deliveries whose notes cannot be read, and which so are not among them. */
  readonly damaged: number
  readonly problem: Trouble | undefined
}
