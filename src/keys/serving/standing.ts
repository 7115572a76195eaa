import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Address, Hex, WorkId } from '../../royalties/words.ts'
import type { Checked } from '../../verify/trie/checked.ts'
import { hotBits, holdingBits } from '../../../contracts-abi/layout.ts'
import { accountSlot, addressIn, fieldOf, requestSlot, workSlot } from '../../verify/trie/slots.ts'
import type { Standing } from './checks.ts'
import type { Depth } from './finality.ts'
import { keyOf } from './lift.ts'
import type { ServingPorts } from './ports.ts'
import { postpone, Refused } from './refusal.ts'
import { agreedHeader, provenState } from './witness.ts'

/** What is proven about a request and its work at one final block. */
export interface Proven extends Standing {
  readonly codeHash: Hex
  /** `requests[id]`. */
  readonly request: bigint
  /** SHA-256 of the first manifest. */
  readonly manifest: Hex
  readonly currency: Address
  /** How many ancestors are paid with each payment: what a delivery takes of gas hangs on it. */
  readonly ancestors: number
  /** What the server holds, in millionths of a share. */
  readonly units: bigint
  /** Of the block, Unix seconds. */
  readonly time: number
}

const contract = deployment.tributary.address
const KEY_BLOCK_AT = 16n
/** A byte in the hot slot; 28 bits of a holding. */
const ANCESTORS_AT = BigInt(hotBits.ancestors)
const UNITS = (1n << BigInt(holdingBits.listed)) - 1n

/** Throws `Refused` when the RPCs do not answer, contradict each other, or their proof does not hold. */
export async function prove(ports: ServingPorts, id: Hex, work: WorkId, depth: Depth): Promise<Proven> {
  const { time, account, words } = await provenWords(ports, depth, [
    requestSlot(id),
    workSlot(work, 'creator'),
    workSlot(work, 'keyX'),
    workSlot(work, 'manifest'),
    accountSlot(work, 'readers', ports.server),
    accountSlot(work, 'delegates', ports.server),
    workSlot(work, 'currency'),
    workSlot(work, 'hot'),
    accountSlot(work, 'holdings', ports.server),
  ])
  const [request, packed, keyX, manifest, reader, delegate, currency, hot, holding] = words as Nine
  return {
    time,
    codeHash: account.codeHash,
    request,
    creator: addressIn(packed),
    key: keyOf(keyX, fieldOf(packed, 'keyOdd', 1) === 1n),
    manifest: `0x${manifest.toString(16).padStart(64, '0')}`,
    keyBlock: reader >> KEY_BLOCK_AT,
    delegate: addressIn(delegate),
    currency: addressIn(currency),
    ancestors: Number(hot >> ANCESTORS_AT),
    units: holding & UNITS,
  }
}

type Nine = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]

/** `requests[id]` at this depth, proven alone. Throws as `prove` does. */
export async function provenRequest(ports: ServingPorts, id: Hex, depth: Depth): Promise<bigint> {
  return (await provenWords(ports, depth, [requestSlot(id)])).words[0]!
}

async function provenWords(ports: ServingPorts, depth: Depth, slots: readonly Hex[]) {
  const need = ports.embedded ? 1 : 2
  if (new Set(ports.witnesses.map(({ operator }) => operator)).size < need)
    throw new Refused(
      postpone('unanswered', 'Only one RPC is known for this network. Add one of another operator in Settings.'),
    )
  const agreed = believed(await agreedHeader(ports.witnesses, depth, need))
  return { time: agreed.header.time, ...believed(await provenState(agreed, contract, slots)) }
}

function believed<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  throw new Refused(
    checked.reason === 'wrong'
      ? postpone('disagreement', `What the RPCs say does not hold together (${checked.detail}). Nothing is sent.`)
      : postpone('unanswered', `Could not be checked: ${checked.detail}.`),
  )
}
