/** A request for a key, as its buyer's browser remembers it, and where it stands. Pure. */
import type { RequestContext } from '../../content/delivery.ts'
import type { ContentKey } from '../../content/keyline.ts'
import type { KeyRequest, KeyTerms } from '../../royalties/terms.ts'
import type { Address, Deployment, Hex } from '../../royalties/words.ts'

/** Everything needed to follow a request across reloads. All of it but `attempt` can be read from the chain again. */
export interface Asked extends Deployment {
  readonly id: Hex
  readonly key: ContentKey
  readonly request: KeyRequest
  /** Which of the root's requests it is; `undefined`: found on the chain and of no root known here. */
  readonly attempt?: number
  /** Unix milliseconds. */
  readonly at: number
  /** Unix seconds. Set when the chain has the request, and kept when it vanishes. */
  readonly deadline?: bigint
  /** Block in which the request was seen. */
  readonly block?: bigint
  readonly outcome?: Outcome
}

export type Outcome =
  /** `taken`: the secret is in the vault (`yes`), was not tried yet, or is not what was sold (`never`). */
  | { kind: 'delivered'; scalar: Hex; server: Address; taken: 'not yet' | 'yes' | 'never' }
  | { kind: 'refunded'; amount: bigint }

/** What `requestOf` says. */
export type OnChain = { kind: 'unused' } | { kind: 'closed' } | { kind: 'open'; terms: Hex }

/**
 * `unsent`: not on the chain, and never was as far as is known. `vanished`: it was, and a reorganisation took it back: not
 * paid. `closed`: delivered or refunded, which of the two is still looked for. `foreign`: the scalar is not of this key.
 */
export type Standing =
  'unsent' | 'vanished' | 'waiting' | 'expired' | 'closed' | 'delivered' | 'received' | 'foreign' | 'refunded'

/** `now`: the chain's time, in Unix seconds. */
export function standingOf(asked: Asked, state: OnChain, now: bigint): Standing {
  if (state.kind === 'unused') return asked.block === undefined ? 'unsent' : 'vanished'
  if (state.kind === 'open') return asked.deadline !== undefined && now > asked.deadline ? 'expired' : 'waiting'
  if (!asked.outcome) return 'closed'
  if (asked.outcome.kind === 'refunded') return 'refunded'
  return ({ 'not yet': 'delivered', yes: 'received', never: 'foreign' } as const)[asked.outcome.taken]
}

/** Seconds after which no reorganisation reaches a request: what is known of it is not looked up any more. */
const SETTLED = 40 * 86_400

/** Over, and for so long that the chain need not be asked again. `now` in Unix milliseconds. */
export const isSettled = ({ outcome, at }: Asked, now: number): boolean =>
  (outcome?.kind === 'refunded' || (outcome?.kind === 'delivered' && outcome.taken === 'yes')) &&
  now / 1000 - at / 1000 > SETTLED

/** Nothing more will happen to it. */
export const isOver = (standing: Standing): boolean => ['received', 'refunded', 'foreign'].includes(standing)

export const contextOf = ({ chainId, contract, key, request }: Asked): RequestContext => ({
  ...{ chainId, contract, key },
  buyer: request.buyer,
})

/** `undefined` while the chain has not said the deadline. */
export function termsOfAsked({ id, request, deadline }: Asked): KeyTerms | undefined {
  if (deadline === undefined) return undefined
  const { ex: _ex, window: _window, ...same } = request
  return { id, ...same, deadline }
}
