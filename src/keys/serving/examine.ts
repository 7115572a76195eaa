/** All checks of one request, in order: what is cheap first, what proves later, what it pays last. */
import { getBlock } from 'viem/actions'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { requestOf } from '../../chain/keys.ts'
import { readAncestors } from '../../chain/tributary.ts'
import type { ContentKey, WorkSecret } from '../../content/keyline.ts'
import type { KeyTerms } from '../../royalties/terms.ts'
import { NATIVE, type Address } from '../../royalties/words.ts'
import { scalarOf } from './answer.ts'
import { authorOf } from './authorship.ts'
import * as check from './checks.ts'
import { bargainOf, costOf, ownPart, type Cost } from './cost.ts'
import { depthOf } from './finality.ts'
import type { Hand, ServingPorts } from './ports.ts'
import { insist, postpone, refuse, Refused, type Bargain, type Refusal, type RefusalKind } from './refusal.ts'
import type { Request } from './request.ts'
import { UNWRITTEN } from './notes.ts'
import { prove, type Proven } from './standing.ts'
import { Unkept } from '../../purse/store.ts'
import { VaultProblem } from '../../vault/problem.ts'

/** A request that may be served, with all that serving takes. */
export interface Ready {
  readonly request: Request
  readonly key: ContentKey
  readonly secret: WorkSecret
  readonly hand: Hand
  readonly cost: Cost
  readonly bargain: Bargain
  /** The server's own part of the price, in currency units. */
  readonly part: bigint
  readonly currency: Address
}

export interface Leave {
  /** What the budget still allows to lose. */
  readonly left: bigint
  /** What the person has read, and wants all the same. */
  readonly overruled?: ReadonlySet<RefusalKind>
}

/** Never rejects: what the network does not tell is a refusal too. */
export async function examine(request: Request, ports: ServingPorts, leave: Leave): Promise<Ready | Refusal> {
  try {
    return await examined(request, ports, leave)
  } catch (error) {
    return refusalOf(error)
  }
}

/** What kept something from being found out, as a refusal. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal
  if (error instanceof RangeError) return refuse('unfit', error.message)
  if (error instanceof Unkept) return postpone('journal', UNWRITTEN)
  if (error instanceof VaultProblem) return postpone('noSecret', error.message)
  const why = error instanceof Error ? error.message.split('\n')[0]! : String(error)
  return postpone('unanswered', `The network did not answer: ${why.slice(0, 160)}`)
}

export const isReady = (found: Ready | Refusal): found is Ready => 'hand' in found

async function examined(request: Request, ports: ServingPorts, { left, overruled }: Leave): Promise<Ready> {
  const { terms } = request
  insist(check.networkIsAllowed(!ports.known && !ports.embedded, ports.rules().allowed), overruled)
  await insistOpenAndInTime(request, ports)
  const proven = await provenDeep(ports, terms)
  insist(check.inTime(request, 0, proven.time))
  insist(check.codeIsOurs(proven.codeHash, deployment.tributary.codeHash))
  insist(check.requestStands(proven.request, terms))
  insist(check.serverHoldsKey(proven, ports.server))
  const { key, secret } = await unlocked(request, ports, proven)
  const hand = handOf(ports, proven)
  insist(check.workIsTheCreators(proven.creator, await signer(ports, proven, key)), overruled)
  const { currency, units } = proven
  const ancestors = await readAncestors(ports.client, terms.work)
  insist(check.ancestorsAgree(ancestors.length, proven.ancestors))
  const share = { units, ancestors: ancestors.reduce((sum, { royalty }) => sum + royalty, 0) }
  const cost = await costOf(ports.client, ports.network, proven.ancestors)
  const bargain = bargainOf(terms, currency, share, cost)
  insist(check.isWorth(bargain, left), overruled)
  insist(check.balanceCovers(await hand.balance(), cost.most))
  return { request, key, secret, hand, cost, bargain, part: ownPart(terms.price, share), currency }
}

/** How deep is deep enough hangs on the currency, which is proven like the rest: at little depth first, and again where
 * that is not enough. */
async function provenDeep(ports: ServingPorts, terms: KeyTerms): Promise<Proven> {
  const depth = depthOf(ports, terms, NATIVE)
  const proven = await prove(ports, terms.id, terms.work, depth)
  const deeper = depthOf(ports, terms, proven.currency)
  const enough = deeper.tag === depth.tag && deeper.below === depth.below
  return enough ? proven : prove(ports, terms.id, terms.work, deeper)
}

/** What may have changed while a request waited its turn: asked once more right before the answer leaves. */
export async function insistOpenAndInTime(request: Request, { client, now = Date.now }: ServingPorts): Promise<void> {
  const [state, { timestamp }] = await Promise.all([requestOf(client, request.terms.id), getBlock(client)])
  const stored = state.kind === 'open' ? BigInt(state.terms) : state.kind === 'closed' ? 1n : 0n
  insist(check.stillOpen(stored, request.terms))
  insist(check.inTime(request, Math.floor(now() / 1000), Number(timestamp)))
}

/** The secret, and that its answer to this request is the one the buyer can use. */
async function unlocked(request: Request, ports: ServingPorts, { key }: Proven) {
  const { terms, ex } = request
  if (!key) throw new Refused(refuse('otherKey', 'The work has no content key.'))
  insist(check.keyIsTheWorks(key, terms))
  insist(check.pointLifts(ex))
  const secret = await ports.secretFor(key)
  if (!secret) throw new Refused(refuse('noSecret', 'This browser does not have the key of the work.'))
  const place = { chainId: ports.network.id, contract: deployment.tributary.address }
  insist(check.answerFits(scalarOf(place, key, secret, request)))
  return { key, secret }
}

/** The first hand that may deliver for the server. */
function handOf(ports: ServingPorts, proven: Proven): Hand {
  const hands = ports.hands()
  const hand = hands.find(({ address }) => !check.senderMayDeliver(proven, ports.server, address))
  if (hand) return hand
  if (hands.length > 0) throw new Refused(check.senderMayDeliver(proven, ports.server, hands[0]!.address)!)
  throw new Refused(postpone('notNamed', 'Connect the account that is served for, or name a delegate for this work.'))
}

async function signer(ports: ServingPorts, { manifest, creator }: Proven, key: ContentKey) {
  const found = await ports.manifest(manifest).catch(() => {
    throw new Refused(postpone('noManifest', 'What the work says about itself could not be fetched yet.'))
  })
  return authorOf(ports.client, found, key, creator)
}

/** Of native money, what the journal calls earned. */
export const isNative = (currency: Address): boolean => currency === NATIVE
