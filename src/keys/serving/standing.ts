import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Hex, WorkId } from '../../royalties/words.ts'
import type { Checked } from '../../verify/trie/checked.ts'
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
}

const contract = deployment.tributary.address
const KEY_BLOCK_AT = 16n

/** Throws `Refused` when the RPCs do not answer, contradict each other, or their proof does not hold. */
export async function prove(ports: ServingPorts, id: Hex, work: WorkId, depth: Depth): Promise<Proven> {
  const need = ports.embedded ? 1 : 2
  if (new Set(ports.witnesses.map(({ operator }) => operator)).size < need)
    throw new Refused(
      postpone('unanswered', 'Only one RPC is known for this network. Add one of another operator in Settings.'),
    )
  const agreed = believed(await agreedHeader(ports.witnesses, depth, need))
  const slots = [
    requestSlot(id),
    workSlot(work, 'creator'),
    workSlot(work, 'keyX'),
    workSlot(work, 'manifest'),
    accountSlot(work, 'readers', ports.server),
    accountSlot(work, 'delegates', ports.server),
  ]
  const { account, words } = believed(await provenState(agreed, contract, slots))
  const [request, packed, keyX, manifest, reader, delegate] = words as [bigint, bigint, bigint, bigint, bigint, bigint]
  return {
    codeHash: account.codeHash,
    request,
    creator: addressIn(packed),
    key: keyOf(keyX, fieldOf(packed, 'keyOdd', 1) === 1n),
    manifest: `0x${manifest.toString(16).padStart(64, '0')}`,
    keyBlock: reader >> KEY_BLOCK_AT,
    delegate: addressIn(delegate),
  }
}

function believed<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  throw new Refused(
    checked.reason === 'wrong'
      ? postpone('disagreement', `What the RPCs say does not hold together (${checked.detail}). Nothing is sent.`)
      : postpone('unanswered', `Could not be checked: ${checked.detail}.`),
  )
}
