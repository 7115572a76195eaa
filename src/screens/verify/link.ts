import type { Address, WorkId } from '../../royalties/words.ts'

/** The address that opens this verification for anybody, on the network it is about. `base`: of the page, as it stands. */
export function linkOf(base: string, chainId: number, work: WorkId, holder?: Address): string {
  const url = new URL(base)
  url.search = ''
  url.hash = `#/verify/${work}${holder ? `/${holder}` : ''}?chain=${chainId}`
  return url.href
}

/** What somebody typed or pasted: a number, `#12`, or a link of this page or of the work's. */
export function askedWork(text: string): { readonly id: string; readonly chain?: string } | undefined {
  const trimmed = text.trim()
  const plain = /^#?([1-9]\d{0,14})$/.exec(trimmed)
  if (plain) return { id: plain[1]! }
  const link = /#\/(?:verify|work|statement)\/([1-9]\d{0,14})(?:[/?].*)?$/.exec(trimmed)
  if (!link) return undefined
  const chain = /[?&]chain=([1-9]\d{0,14})\b/.exec(trimmed)
  return { id: link[1]!, ...(chain ? { chain: chain[1]! } : {}) }
}
