/** Looking up where a request stands, and taking the secret out of its delivery. */
import type { ChainClient } from '../../chain/client.ts'
import { requestOf } from '../../chain/keys.ts'
import { bigEndian, toHex } from '../../content/bytes.ts'
import type { ContentKey, WorkSecret } from '../../content/keyline.ts'
import { isDamaged, VaultProblem } from '../../vault/problem.ts'
import type { Vault } from '../../vault/vault.ts'
import { hashTerms } from '../terms.ts'
import { contextOf, standingOf, termsOfAsked, type Asked, type Outcome, type OnChain, type Standing } from './asked.ts'
import { chainNow, storyOf } from './trail.ts'

export interface Looked {
  readonly asked: Asked
  readonly standing: Standing
}

/** Rejects when the chain does not answer; what is known stays as it is then. */
export async function lookUp(client: ChainClient, asked: Asked): Promise<Looked> {
  const [state, now] = await Promise.all([requestOf(client, asked.id), chainNow(client)])
  const known = await upToDate(client, asked, state)
  return { asked: known, standing: standingOf(known, state, now) }
}

async function upToDate(client: ChainClient, asked: Asked, state: OnChain): Promise<Asked> {
  const { outcome, ...open } = asked
  if (state.kind === 'unused') return gone(open)
  if (state.kind === 'closed') return isCertain(outcome) ? asked : fromLedger(client, open)
  // What a reorganisation took back and the wallet sent again has another deadline.
  const terms = termsOfAsked(asked)
  return terms && hashTerms(terms) === state.terms ? open : fromLedger(client, open)
}

/** A secret that fits its key proves how it ended. Everything else was only told, by an RPC that may have lied. */
const isCertain = (outcome: Outcome | undefined): boolean => outcome?.kind === 'delivered' && outcome.taken !== 'never'

/** The block stays, as the sign that it was there once. */
const gone = ({ deadline: _deadline, ...left }: Asked): Asked => left

async function fromLedger(client: ChainClient, asked: Asked): Promise<Asked> {
  // Clocks may disagree by a day; a request is not younger than its record, unless it was found on the chain.
  const since = Math.floor(asked.at / 1000) - 86_400
  const { asked: opened, closing } = await storyOf(client, asked.request.work, asked.id, since)
  const known = opened ? { ...asked, deadline: BigInt(opened.event.deadline), block: opened.block } : asked
  if (!closing) return known
  const { event } = closing
  if (event.kind === 'KeyRefunded') return { ...known, outcome: { kind: 'refunded', amount: event.amount } }
  const scalar = toHex(bigEndian(event.scalar, 32))
  return { ...known, outcome: { kind: 'delivered', scalar, server: event.server, taken: 'not yet' } }
}

/** Attempts tried for a request whose own number is not known (key-delivery §5.1). */
export const SCANNED = 64

/** Of the vault, what receiving needs. */
export type Receiver = Pick<Vault, 'receive' | 'secretFor' | 'damage'>

/** Takes the secret out of a delivery into the vault, once. Rejects with `VaultProblem` when it cannot be kept. */
export async function take(vault: Receiver, asked: Asked): Promise<Asked> {
  const { outcome } = asked
  if (outcome?.kind !== 'delivered' || outcome.taken !== 'not yet') return asked
  // A backup may have brought the secret without the root that asked for it.
  if (await secretHere(vault, asked.key)) return { ...asked, outcome: { ...outcome, taken: 'yes' } }
  const context = contextOf(asked)
  const attempts =
    asked.attempt === undefined ? Array.from({ length: SCANNED }, (_, attempt) => attempt) : [asked.attempt]
  for (const attempt of attempts) {
    if (await vault.receive(context, attempt, outcome.scalar))
      return { ...asked, attempt, outcome: { ...outcome, taken: 'yes' } }
  }
  await insistOnRoots(vault)
  return { ...asked, outcome: { ...outcome, taken: 'never' } }
}

/** The secret, where it can be read: what is damaged is received anew, which mends it. */
export const secretHere = (vault: Receiver, key: ContentKey): Promise<WorkSecret | undefined> =>
  vault.secretFor(key).catch((error: unknown) => {
    if (isDamaged(error)) return undefined
    throw error
  })

/** Before a scalar is called false: the root that asked for it may be the one that cannot be read. Throws `VaultProblem`. */
export async function insistOnRoots(vault: Receiver): Promise<void> {
  if ((await vault.damage()).roots > 0) throw new VaultProblem('damagedRoot')
}
