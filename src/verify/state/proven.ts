import type { Address, Deployment, Hex, WorkId } from '../../royalties/words.ts'
import type { Evidence, Pin, StateProof } from '../evidence.ts'
import { proven, unknown, wrong, type Checked } from '../trie/checked.ts'
import { checkHeader, type Header } from '../trie/header.ts'
import { checkState } from '../trie/state.ts'
import { readWork, type ProvenWork, type WorkToProve } from './work.ts'
import { Words } from './words.ts'

/** What the pinned block's header commits to, as far as it was proven. */
export interface Proven {
  readonly header: Header
  /** Of the account at the contract's address. */
  readonly codeHash: Hex
  /** Those of which enough is in the proof. */
  readonly works: ReadonlyMap<WorkId, ProvenWork>
}

type Provable = Pick<Evidence, 'deployment' | 'pin' | 'subject' | 'trails' | 'holdings' | 'state'>

/** Only anvil, under this number, keeps leaves of emptied slots. */
const EMBEDDED_CHAIN = 31_337

/**
 * Checks an evidence's proof of the contract's storage: header against the pinned hash, account and slots against the
 * header. `wrong`: the proof contradicts itself or the pin; `unknown`: there is none, or this code cannot judge it.
 */
export function provenOf({ deployment, pin, subject, trails, holdings, state }: Provable): Checked<Proven> {
  if (!state) return unknown('There is no proof of the contract’s storage')
  const checked = provenWords(deployment, pin, state)
  if (!checked.ok) return checked
  const { words, ...rest } = checked.value
  const works = new Map<WorkId, ProvenWork>()
  for (const { facts } of trails) {
    const holders: readonly Address[] = facts.work === subject ? holdings.map((held) => held.account) : []
    const asked: WorkToProve = { work: facts.work, ancestors: facts.ancestors.length, holders }
    const read = readWork(words, asked, pin.time)
    if (read) works.set(facts.work, read)
  }
  return proven({ ...rest, works })
}

/** The words in a proof's slots, under a header that hashes to the pin. */
export function provenWords(
  { chainId, contract }: Deployment,
  pin: Pin,
  state: StateProof,
): Checked<Omit<Proven, 'works'> & { readonly words: Words }> {
  const header = headerOf(pin, state)
  if (!header.ok) return header
  const rules = { zeroLeaves: chainId === EMBEDDED_CHAIN }
  const checked = checkState(header.value.stateRoot, contract, state.slots, state.proof, rules)
  if (!checked.ok) return checked
  const { account, words } = checked.value
  const had = new Words(new Map(state.slots.map((slot, i) => [slot, words[i]!])))
  return proven({ header: header.value, codeHash: account.codeHash, words: had })
}

function headerOf(pin: Pin, { header }: StateProof): Checked<Header> {
  const checked = checkHeader(header)
  if (!checked.ok) return checked
  const { hash, number, time } = checked.value
  if (hash !== pin.hash.toLowerCase()) return wrong('The header shown is that of another block')
  // The same RPC named hash, number and time of the block; what it verifies at must be what the hash stands for.
  if (number !== pin.number) return wrong(`The block with this hash is block ${number}, not ${pin.number}`)
  if (time !== pin.time) return wrong(`The time of block ${number} is another than was said`)
  return checked
}
