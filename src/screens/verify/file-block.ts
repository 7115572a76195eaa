import type { Report, Trust } from '../../verify/report.ts'

export interface BlockVerdict {
  readonly tone: 'ok' | 'warning' | 'danger'
  readonly title: string
  readonly sentence: string
}

/** What a light client settled about a file's block; `undefined`: nothing. A file may be false in a block that is real. */
export const provenBlock = ({
  headerBy,
  findings,
}: Pick<Report, 'headerBy' | 'findings'>): 'same' | 'other' | undefined =>
  headerBy === undefined ? undefined : findings.some(({ kind }) => kind === 'otherChain') ? 'other' : 'same'

const operators = (count: number) => (count === 1 ? 'One RPC operator' : `${count} RPC operators`)

/** What the network's RPCs said of a file's block. `proven`: a light client settled it, whatever they say. */
export function blockVerdict(
  { same, other, behind, silent }: Trust['rpcs'],
  network: string,
  proven?: 'same' | 'other',
): BlockVerdict {
  if (proven === 'same')
    return {
      tone: 'ok',
      title: `Yes, on ${network}: proven`,
      sentence: 'A light client in this browser followed the network’s own validators to this very block.',
    }
  if (proven === 'other')
    return {
      tone: 'danger',
      title: `No: ${network} has another block there`,
      sentence:
        'The network’s own validators signed another one, as a light client in this browser found. The file is of an invented history, or of one that a reorganisation took back. Do not rely on it.',
    }
  if (same > 0 && other === 0)
    return {
      tone: 'ok',
      title: `Yes, on ${network}`,
      sentence: `${operators(same)} ${same === 1 ? 'has' : 'have'} this very block.`,
    }
  if (other > 0 && same === 0)
    return {
      tone: 'danger',
      title: `No: ${network} has another block there`,
      sentence: `${operators(other)} ${other === 1 ? 'shows' : 'show'} a block of this number with another hash, and none this one. The file is of an invented history, or of one that a reorganisation took back. Do not rely on it.`,
    }
  if (other > same)
    return {
      tone: 'danger',
      title: 'Most RPCs have another block there',
      sentence: `${operators(same)} ${same === 1 ? 'has' : 'have'} this very block, ${other} show another one. Do not rely on the file.`,
    }
  if (other > 0)
    return {
      tone: 'warning',
      title: 'The RPCs contradict each other',
      sentence: `${operators(same)} ${same === 1 ? 'has' : 'have'} this very block, ${other} ${other === 1 ? 'shows' : 'show'} another one. Compare the hash yourself.`,
    }
  return {
    tone: 'warning',
    title: 'Nobody could say',
    sentence:
      behind > 0
        ? `${behind === 1 ? 'The RPC that answered has' : 'The RPCs that answered have'} not come as far as this block.${silent > 0 ? ' Others did not answer.' : ''} That says nothing about the file.`
        : 'No RPC answered. That says nothing about the file: what is in it was checked without them.',
  }
}
