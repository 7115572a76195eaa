/** What an RPC's refusal means. Every operator says it in words of its own; none of them is a standard. */

/** Why a range of logs was not given. */
export type Refusal =
  /** Too many blocks. `most`: what it would take. */
  | { readonly kind: 'blocks'; readonly most?: number }
  /** Too many logs, or too much work: `most` logs at once, or this many blocks this time. */
  | { readonly kind: 'logs'; readonly most?: number; readonly blocks?: number }
  /** Too many requests. `after`: milliseconds to wait, where it said so. */
  | { readonly kind: 'rate'; readonly after?: number }

/** Codes that say it without words: HTTP 429, and those of QuickNode, Alchemy, Base and Infura. */
const RATE_CODES = new Set([429, -32007, -32016, -32029])
const RATE =
  /rate.?limit|too many (requests|connections)|request limit|requests? per (second|minute|day)|compute units|capacity|quota|throttl|request count exceeded|try again (later|in)/
const LOGS =
  /more than [\d,]+ (results|logs)|max(imum)? (results|logs)|too many (results|logs)|(response|result|logs?)( set| size)?( is)? (too (large|big)|size exceeded|exceed)|size limit|size exceeded|too much data|payload too large|query time(d )?out|timeout exceeded|context deadline|read limit|logs matched|limit exceeded$/
const BLOCKS =
  /block.?range|range of blocks|too many blocks|range (is )?(too|exceeds?|limit)|ranges? over|limited to .*range|range is too|exceed(s|ed)? max(imum)? (block )?range|allowed range|at most [\d,]+k? blocks|max(imum)? (is set to|range)|log range/

/** The machine that answered lags behind: a narrower range would not help. */
const BEYOND = /beyond .{0,20}head/

/** `undefined`: the error says something else. */
export function refusalOf(error: unknown): Refusal | undefined {
  const { code, status, text, after } = told(error)
  const words = text.toLowerCase()
  if (status === 429 || RATE_CODES.has(code ?? 0)) return rate(after)
  if (BEYOND.test(words)) return undefined
  const suggested = suggestion(words)
  if (status === 413 || LOGS.test(words)) {
    const most = numberIn(words, /(?:more than|max(?:imum)? (?:results|logs)|cap of|exceeds?) ([\d,]+)(k?)/)
    // “up to a 2K block range” stands beside the size of the response: the range would have been taken.
    return { kind: 'logs', ...(most ? { most } : {}), ...(suggested ? { blocks: suggested } : {}) }
  }
  if (BLOCKS.test(words)) {
    const most = mostBlocks(words) ?? suggested
    return { kind: 'blocks', ...(most ? { most } : {}) }
  }
  if (RATE.test(words)) return rate(after)
  // Infura's and others' code for every limit there is.
  return code === -32005 ? { kind: 'logs' } : undefined
}

const rate = (after: number | undefined): Refusal => ({ kind: 'rate', ...(after === undefined ? {} : { after }) })

function mostBlocks(words: string): number | undefined {
  const patterns = [
    /up to an? ([\d,]+)(k?)[ -]block/,
    /limited to (?:an? )?(?:0 ?- ?)?([\d,]+)(k?)/,
    /(?:ranges over|at most|maximum is set to|exceeds? max(?:imum)? (?:block )?range:?|max(?:imum)?(?: allowed)?(?: block)? range:?(?: is)?|allowed range:?|block range(?: limit)?:?) ([\d,]+)(k?)/,
  ]
  for (const pattern of patterns) {
    const found = numberIn(words, pattern)
    if (found) return found
  }
  return undefined
}

/** How many blocks the range has that an RPC says would work: in hexadecimal in brackets, or in decimal. */
function suggestion(words: string): number | undefined {
  const [, from, to] =
    /\[ ?(0x[0-9a-f]+) ?, ?(0x[0-9a-f]+) ?\]/.exec(words) ?? /with the range (\d+) ?- ?(\d+)/.exec(words) ?? []
  if (from === undefined || to === undefined) return undefined
  const blocks = Number(BigInt(to) - BigInt(from)) + 1
  return Number.isSafeInteger(blocks) && blocks > 0 ? blocks : undefined
}

function numberIn(words: string, pattern: RegExp): number | undefined {
  const [, digits, thousands] = pattern.exec(words) ?? []
  const value = Number(digits?.replaceAll(',', '')) * (thousands ? 1000 : 1)
  return Number.isSafeInteger(value) && value > 0 ? value : undefined
}

interface Told {
  readonly code?: number
  readonly status?: number
  readonly after?: number
  readonly text: string
}

/** Everything an error and its causes say: viem wraps what the RPC said, several times. */
function told(error: unknown, depth = 0): Told {
  if (typeof error !== 'object' || error === null || depth > 5) return { text: '' }
  const { code, status, retryAfter, message, details, cause } = error as Record<string, unknown>
  const inner = told(cause, depth + 1)
  const text = [message, details, inner.text].filter((each) => typeof each === 'string').join('\n')
  return {
    ...inner,
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof retryAfter === 'number' ? { after: retryAfter } : {}),
    text: text.slice(0, 4_000),
  }
}
