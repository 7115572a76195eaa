/** Execution blocks by what their successors say of them: every header names its parent by hash. */
import type { Hex } from '../../royalties/words.ts'
import { checkHeader, type Header } from '../trie/header.ts'

/** Raw and unchecked: a block by number or hash; nothing where it is not known. As `LedgerReader.block`. */
export interface BlockSource {
  block(which: bigint | Hex): Promise<unknown>
}

/** About an hour of blocks; each costs a request. */
const MOST_STEPS = 300
const AT_ONCE = 16

/** The header with this hash from the first source that has it; `undefined`: none has. Rejects with a sentence only when the headers that came cannot be judged. */
export async function headerWith(sources: readonly BlockSource[], hash: Hex): Promise<Header | undefined> {
  let unjudged: string | undefined
  for (const source of sources) {
    const header = checkHeader(await source.block(hash).catch(() => null))
    if (header.ok && header.value.hash === hash) return header.value
    if (!header.ok && header.reason === 'unknown') unjudged = header.detail
  }
  if (unjudged !== undefined && unjudged !== MISSING) throw new Error(unjudged)
  return undefined
}

const MISSING = 'The RPC has no such block'

/** The ancestor with this number. Rejects with a sentence when it is too far back, or when nobody shows the blocks between. */
export async function ancestorAt(
  sources: readonly BlockSource[],
  from: Header,
  number: bigint,
  signal?: AbortSignal,
): Promise<Header> {
  if (from.number - number > BigInt(MOST_STEPS))
    throw new Error(`Block ${number} is more than ${MOST_STEPS} blocks before the newest proven one`)
  let header = from
  while (header.number > number) {
    const steps = Math.min(AT_ONCE, Number(header.number - number))
    const numbers = Array.from({ length: steps }, (_, i) => header.number - 1n - BigInt(i))
    // By number many can be asked at once; by hash only one after the other, because each names the next.
    const shown = await Promise.all(numbers.map(async (each) => sources[0]?.block(each).catch(() => null)))
    signal?.throwIfAborted()
    for (const [i, answer] of shown.entries()) header = await parentOf(sources, header, numbers[i]!, answer)
  }
  return header
}

async function parentOf(
  sources: readonly BlockSource[],
  child: Header,
  number: bigint,
  shown: unknown,
): Promise<Header> {
  const header = checkHeader(shown)
  const parent =
    header.ok && header.value.hash === child.parentHash ? header.value : await headerWith(sources, child.parentHash)
  if (parent?.number !== number) throw new Error(`No RPC shows block ${number} of the proven chain`)
  return parent
}
