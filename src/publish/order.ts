/** Everything a creator decides about a work, before any of it is sealed, signed or sent. Types only know shapes;
 * `check.ts` says what is still wrong with an order in sentences. */
import type { Kind } from '../content/kind.ts'
import type { Address, Derivatives, Usage, WorkId } from '../royalties/words.ts'

/** A person or group named in the credits; `account` only when they want it public. */
export interface Credit {
  readonly name: string
  readonly role: string
  readonly account?: Address
}

/** One initial holder. `units` are millionths of a share; all holders sum to 100 000 000. */
export interface Holder {
  readonly account: Address
  readonly units: bigint
}

/** One offered usage; a usage that is not listed is not offered. `price` in the smallest unit of the work's currency. */
export interface Offer {
  readonly usage: Usage
  readonly price: bigint
  /** Whether buying it hands over the content key: then only who has the key gets the licence by an ordinary payment. */
  readonly bringsKey: boolean
}

/** What a licensee may do, in the manifest's words. */
export interface Licence {
  /** An SPDX identifier such as `CC-BY-4.0`, when a well-known licence says it all. */
  readonly spdx?: string
  /** The licence's own wording; published beside the manifest and bound by its hash. */
  readonly text?: string
  readonly commercialUse: boolean
  readonly derivatives: boolean
  readonly attribution: boolean
  readonly aiTraining: boolean
  /** ISO 3166 codes separated by spaces, or `worldwide`. */
  readonly territory: string
  /** ISO 8601 date after which the licence ends; absent: for ever. */
  readonly expiry?: string
}

/** A file of the work. `job` names its sealing for as long as the draft lives, across reloads. */
export interface OrderFile {
  readonly job: string
  readonly name: string
  readonly type: string
  /** Absent when it was sealed in an earlier session and the browser cannot read it any more. */
  readonly source?: Blob
}

/** A public picture of the work, already re-encoded. */
export interface Cover {
  readonly blob: Blob
  readonly width: number
  readonly height: number
}

/** A public taste of the work. `note` says in words what it is: "the first 30 seconds". */
export interface Preview {
  readonly blob: Blob
  readonly note: string
  /** Seconds of the whole at which a clip begins, where that is known: whoever buys goes on from there. */
  readonly from?: number
}

export interface Order {
  readonly title: string
  readonly description: string
  readonly kind: Kind
  readonly creator: { readonly name: string; readonly account: Address }
  readonly credits: readonly Credit[]
  /** schema.org fields of the kind: `isrcCode`, `isbn`, `inLanguage`, `duration` … */
  readonly fields: Readonly<Record<string, string | number>>
  readonly licence: Licence
  readonly holders: readonly Holder[]
  readonly parents: readonly WorkId[]
  readonly offers: readonly Offer[]
  /** Basis points asked of every descendant's income: 0, or 100 to 5 000. */
  readonly ancestorRoyalty: number
  readonly derivatives: Derivatives
  /** Basis points of a sale of shares that go to the work: 0 to 1 000. */
  readonly resaleRoyalty: number
  /** What handing over the key costs beside the price: goes to whoever does it. 0 where no offer brings the key. */
  readonly deliveryFee: bigint
  readonly currency: Address
  readonly minimumTip: bigint
  readonly minimumFlowRate: bigint
  /** Sealed: files are encrypted under the work's content key. Open: anyone reads them. */
  readonly sealed: boolean
  /** What only licensees read: sealed into the manifest under the work's key. Sealed works only. */
  readonly note?: string
  readonly files: readonly OrderFile[]
  readonly cover?: Cover
  readonly preview?: Preview
}
