import type { KeyRequest, KeyTerms } from '../royalties/terms.ts'
import type { Address, Derivatives, Hex, Usage, WorkId } from '../royalties/words.ts'

/** One payment, or one item of a batch. Amounts in the smallest unit of the works' currency. */
export interface Payment {
  readonly work: WorkId
  readonly usage: Usage
  readonly units: bigint
  /** The price per unit that the payer saw; another price on chain reverts. */
  readonly price: bigint
  /** At least `price * units`; what is above belongs to this item. */
  readonly amount: bigint
  readonly ref: Hex
  /** The zero address: the payer. */
  readonly beneficiary: Address
}

export interface Offer {
  readonly usage: Usage
  readonly bringsKey: boolean
  readonly price: bigint
}

/** Everything a work is born with; see `Publication` in ITributary.sol. */
export interface Publication {
  readonly manifest: Hex
  readonly currency: Address
  readonly holders: readonly { readonly account: Address; readonly units: number }[]
  readonly offers: readonly Offer[]
  readonly parents: readonly WorkId[]
  readonly ancestorRoyalty: number
  readonly derivatives: Derivatives
  readonly resaleRoyalty: number
  readonly minimumTip: bigint
  readonly minimumFlowRate: bigint
  /** What handing over the content key costs beside the price. */
  readonly deliveryFee: bigint
  /** Asked before shares move, for ever; the zero address: nobody is. */
  readonly policy: Address
  readonly key: {
    readonly x: bigint
    readonly y: bigint
    readonly commitment: Address
    readonly response: bigint
  }
}

export interface Permit {
  readonly value: bigint
  readonly deadline: bigint
  readonly v: number
  readonly r: Hex
  readonly s: Hex
}

/** What to buy of a listing. `units` in millionths of a share. */
export interface Purchase {
  readonly work: WorkId
  readonly seller: Address
  readonly units: number
  readonly maximumPrice: bigint
  readonly deadline: bigint
}

/**
 * Everything the app ever asks a wallet to sign, as data. The same type is what a caller means (calls.ts turns it into
 * calldata) and what an independent decoder finds in calldata (describe.ts); the two must be equal before signing.
 */
export type Action =
  | { readonly kind: 'pay'; readonly payment: Payment }
  | { readonly kind: 'payBatch'; readonly payments: readonly Payment[] }
  | {
      readonly kind: 'report'
      readonly work: WorkId
      readonly usage: Usage
      readonly units: bigint
      readonly ref: Hex
      readonly beneficiary: Address
    }
  | { readonly kind: 'publish'; readonly publication: Publication }
  | { readonly kind: 'appendManifest'; readonly work: WorkId; readonly manifest: Hex }
  | { readonly kind: 'setOffers'; readonly work: WorkId; readonly offers: readonly Offer[] }
  | { readonly kind: 'lockOffers'; readonly work: WorkId }
  | { readonly kind: 'floorOffers'; readonly work: WorkId }
  | { readonly kind: 'tightenDerivatives'; readonly work: WorkId; readonly policy: Derivatives }
  | {
      readonly kind: 'approveDerivative'
      readonly parent: WorkId
      readonly creator: Address
      readonly manifest: Hex
      /** `false` takes an unused approval back. */
      readonly approved: boolean
    }
  | { readonly kind: 'offerCreator'; readonly work: WorkId; readonly to: Address }
  | { readonly kind: 'acceptCreator'; readonly work: WorkId }
  | {
      readonly kind: 'openFlow'
      readonly work: WorkId
      /** In 1e-8 of a currency unit a second. */
      readonly rate: bigint
      /** Unix seconds, a full hour. */
      readonly end: number
      /** What it may cost at most. */
      readonly maximum: bigint
    }
  | { readonly kind: 'claim'; readonly works: readonly WorkId[]; readonly to: Address }
  | { readonly kind: 'claimFor'; readonly holder: Address; readonly works: readonly WorkId[] }
  /** Settles flows that ended, the oldest first; `steps`: at most so many hours in which some did. */
  | { readonly kind: 'accrue'; readonly work: WorkId; readonly steps: number }
  | { readonly kind: 'openSale'; readonly work: WorkId }
  | {
      readonly kind: 'list'
      readonly work: WorkId
      readonly units: number
      /** Of one whole share. */
      readonly unitPrice: bigint
      readonly expiry: number
    }
  | { readonly kind: 'buy'; readonly purchase: Purchase }
  | {
      readonly kind: 'transfer'
      readonly from: Address
      readonly to: Address
      readonly work: WorkId
      readonly units: bigint
    }
  | { readonly kind: 'requestKey'; readonly request: KeyRequest }
  | {
      readonly kind: 'deliverKey'
      readonly terms: KeyTerms
      /** m + k, 32 bytes. */
      readonly scalar: Hex
      /** The caller's proof that he knows m: an address, and a scalar of 32 bytes. */
      readonly commitment: Address
      readonly response: Hex
      /** The key holder who is served for, and gets the fee. */
      readonly server: Address
    }
  | { readonly kind: 'refundKey'; readonly terms: KeyTerms }
  /** The zero address: nobody delivers for the caller any more. */
  | { readonly kind: 'setDelegate'; readonly work: WorkId; readonly delegate: Address }
  /** Everything that waits for the caller in one currency. */
  | { readonly kind: 'withdraw'; readonly currency: Address; readonly to: Address }
  | { readonly kind: 'approve'; readonly spender: Address; readonly amount: bigint }
  /** Money from one account of a person to another: into a purse, or back out of it. */
  | { readonly kind: 'give'; readonly to: Address; readonly amount: bigint }
  | { readonly kind: 'giveToken'; readonly to: Address; readonly amount: bigint }
  /** Another action of this contract, with an allowance for it granted by signature. */
  | { readonly kind: 'permitAndCall'; readonly currency: Address; readonly permit: Permit; readonly inner: Paying }
  | { readonly kind: 'deploy'; readonly salt: Hex; readonly initCode: Hex }
  /** Money for the account that puts the deployment proxy on a chain without it; see deploy-proxy.ts. */
  | { readonly kind: 'fund'; readonly amount: bigint }

/** What takes an ERC-20 from its caller, and so may follow a signed allowance. */
export type Paying = Extract<Action, { kind: 'pay' | 'payBatch' | 'buy' | 'openFlow' | 'requestKey' }>

const PAYING: readonly string[] = ['pay', 'payBatch', 'buy', 'openFlow', 'requestKey'] satisfies Paying['kind'][]
export const isPaying = (action: Action): action is Paying => PAYING.includes(action.kind)

/** What goes to a wallet, and what its maker meant by it. */
export interface Call {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  readonly action: Action
}
