/** Shapes of single manifest fields. A manifest is written by a stranger: each text has a longest length, each address of
 * the web a scheme that cannot run anything. The same rules for other programs: public/schema/manifest-v1.json. */
import * as v from 'valibot'
import type { Address, Hex } from '../royalties/words.ts'

/** Lengths of texts are in characters (code points), as JSON Schema counts them. */
const isAtMost = (longest: number) => (written: string) =>
  written.length <= longest || Array.from(written).length <= longest

export const text = (longest: number) =>
  v.pipe(v.string(), v.check(isAtMost(longest), `a text of at most ${longest} characters`))

/** One line with something in it, without characters that control, break or turn the line. */
// eslint-disable-next-line no-control-regex -- control characters are what it keeps out.
const ONE_LINE = /^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/
export const name = (longest: number) =>
  v.pipe(text(longest), v.regex(ONE_LINE, 'one line of text, not empty, without control characters'))

/** The last part of a path, never a way to another folder. */
export const fileName = v.pipe(name(255), v.regex(/^(?!\.{1,2}$)[^/\\]+$/, 'a file name without folders'))

export const list = <T extends v.GenericSchema>(item: T, longest: number) =>
  v.pipe(v.array(item), v.maxLength(longest, `at most ${longest} entries`))

const hex = (bytes: number, what: string) =>
  v.custom<Hex>((input) => typeof input === 'string' && new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`).test(input), what)

export const bytes32 = hex(32, '0x and 64 lowercase hex digits')
export const account = v.custom<Address>(
  (input) => typeof input === 'string' && /^0x[0-9a-f]{40}$/.test(input),
  'an account: 0x and 40 lowercase hex digits',
)
export const hexBytes = (longest: number) =>
  v.custom<Hex>(
    (input) => typeof input === 'string' && input.length <= 2 + longest * 2 && /^0x(?:[0-9a-f]{2})*$/.test(input),
    `0x and lowercase hex digits, at most ${longest} bytes`,
  )

/** CIDv1 in base32, SHA-256, of a raw block or a UnixFS DAG: the two that this app writes. */
export const CID = /^baf(?:ybei|krei)[a-h][a-z2-7]{50}[aeimquy4]$/
export const cid = v.pipe(v.string(), v.regex(CID, 'a CID: version 1, base32, SHA-256, raw or dag-pb'))
export const ipfsUrl = v.pipe(
  v.string(),
  v.maxLength(200),
  v.regex(/^ipfs:\/\/baf(?:ybei|krei)[a-h][a-z2-7]{50}[aeimquy4](?:\/[^\s\\]*)?$/, 'an address ipfs://CID'),
)
export const webUrl = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(/^https?:\/\/[^\s\\]+$/, 'an address http:// or https://'),
)
export const multiaddr = v.pipe(v.string(), v.maxLength(500), v.regex(/^(?:\/[^\s/\\]+)+$/, 'a multiaddr'))

/** A number of bytes, pixels …: whole, not negative, exact in JSON. */
export const count = v.pipe(v.number(), v.safeInteger('a whole number'), v.minValue(0, 'not negative'))
export const positive = v.pipe(v.number(), v.safeInteger('a whole number'), v.minValue(1, 'at least 1'))

export const mime = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/, 'a media type such as audio/mpeg'),
)
export const moment = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/,
    'a time in UTC, ISO 8601',
  ),
)
export const day = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z)?$/,
    'a date, ISO 8601',
  ),
)
/** Another work: eip155:CHAIN/erc1155:CONTRACT/NUMBER. */
export const CAIP19_WORK = /^eip155:([1-9]\d{0,15})\/erc1155:(0x[0-9a-f]{40})\/([1-9]\d{0,14})$/
export const parent = v.pipe(
  v.string(),
  v.regex(CAIP19_WORK, 'a work in CAIP-19: eip155:CHAIN/erc1155:CONTRACT/NUMBER'),
)
export const spdx = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^[A-Za-z0-9.+() -]+$/, 'an SPDX identifier such as CC-BY-4.0'),
)
