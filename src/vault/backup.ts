/** The backup file, version 1: JSON with its parameters in the open and everything else under a passphrase
 * (scrypt N = 2^17, r = 8, p = 1, then AES-256-GCM). */
import * as v from 'valibot'
import { fromHex, toHex, type Bytes } from '../content/bytes.ts'
import { canonical } from '../content/canonical.ts'
import { readJson } from '../content/json.ts'
import { asWorkSecret, type WorkSecret } from '../content/keyline.ts'
import type { Address, Hex } from '../royalties/words.ts'
import { VaultProblem } from './problem.ts'
import { checkPassphrase, SCRYPT, stretch, type Progress } from './stretch.ts'
import type { KeptAbout } from './works.ts'
import { unwrap, wrap } from './wrap.ts'

export interface Contents {
  /** The own root first, unless it could not be read (`own`). */
  readonly roots: readonly Bytes[]
  readonly own: boolean
  readonly works: readonly WorkSecret[]
  /** Which work stands at which home, as the vault's records say. */
  readonly homes: readonly (readonly [place: string, work: Address])[]
  /** Where each secret came from, by the address of its content key. Files from before it was noted say nothing. */
  readonly about: readonly (readonly [work: Address, about: KeptAbout])[]
}

const LONGEST_FILE = 4 * 1024 * 1024
const PLACE = 'backup/1'

const hex = v.custom<Hex>((input) => typeof input === 'string' && /^0x(?:[0-9a-f]{2})*$/.test(input))
const hex32 = v.custom<Hex>((input) => typeof input === 'string' && /^0x[0-9a-f]{64}$/.test(input))
const address = v.custom<Address>((input) => typeof input === 'string' && /^0x[0-9a-f]{40}$/.test(input))

const File = v.object({
  tributary: v.literal('vault-backup'),
  version: v.literal(1),
  kdf: v.object({
    name: v.literal('scrypt'),
    N: v.literal(SCRYPT.N),
    r: v.literal(SCRYPT.r),
    p: v.literal(SCRYPT.p),
    salt: hex32,
  }),
  iv: v.pipe(hex, v.length(26)),
  sealed: hex,
})
/** Each entry is looked at by itself, so that a bad one does not take the others along. */
const Inside = v.object({
  roots: v.array(v.unknown()),
  own: v.optional(v.boolean(), true),
  works: v.array(v.unknown()),
  homes: v.array(v.unknown()),
  about: v.optional(v.array(v.unknown()), []),
})
const Home = v.tuple([v.pipe(v.string(), v.startsWith('home:')), address])
const About = v.tuple([
  address,
  v.object({ origin: v.picklist(['made', 'bought']), recoverable: v.boolean(), since: v.number() }),
])

/** Throws `VaultProblem` when the passphrase is shorter than 12 characters. */
export async function lockBackup(contents: Contents, passphrase: string, progress?: Progress): Promise<string> {
  checkPassphrase(passphrase)
  const { roots, own, works, homes, about } = contents
  const secrets = { roots: roots.map(toHex), works: works.map(toHex) }
  const inside = canonical({ ...secrets, ...(own ? {} : { own }), homes, about })
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const { iv, sealed } = await wrap(await stretch(passphrase, salt, progress), inside, PLACE)
  const kdf = { name: 'scrypt', ...SCRYPT, salt: toHex(salt) }
  const file = { tributary: 'vault-backup', version: 1, kdf, iv: toHex(iv), sealed: toHex(sealed) }
  return `${JSON.stringify(file, null, 2)}\n`
}

export interface Unlocked {
  readonly contents: Contents
  /** How many entries were left out because they are no roots, secrets, or notes about them. */
  readonly unreadable: number
}

/** Throws `VaultProblem`: not a backup, of a newer version, or the wrong passphrase. */
export async function unlockBackup(text: string, passphrase: string, progress?: Progress): Promise<Unlocked> {
  const { kdf, iv, sealed } = readFile(text)
  const key = await stretch(passphrase, fromHex(kdf.salt), progress)
  const plain = await unwrap(key, { iv: fromHex(iv), sealed: fromHex(sealed) }, PLACE).catch((cause: unknown) => {
    throw new VaultProblem('wrongPassphrase', cause)
  })
  const json = readJson(new TextDecoder().decode(plain))
  const inside = v.safeParse(Inside, json.ok ? json.value : undefined)
  if (!inside.success) throw new VaultProblem('notBackup')
  return readEntries(inside.output)
}

function readEntries(inside: v.InferOutput<typeof Inside>): Unlocked {
  let unreadable = 0
  const each = <T>(entries: readonly unknown[], read: (entry: unknown) => T): T[] =>
    entries.flatMap((entry) => {
      try {
        return [read(entry)]
      } catch {
        unreadable += 1
        return []
      }
    })
  const bytes = (entry: unknown) => fromHex(v.parse(hex32, entry))
  const roots = each(inside.roots, bytes)
  const contents = {
    roots,
    // Where the first cannot be read, the next one is not the own one.
    own: inside.own && v.is(hex32, inside.roots[0]),
    works: each(inside.works, (entry) => asWorkSecret(bytes(entry))),
    homes: each(inside.homes, (entry) => v.parse(Home, entry)),
    about: each(inside.about, (entry) => v.parse(About, entry)),
  }
  return { contents, unreadable }
}

function readFile(text: string): v.InferOutput<typeof File> {
  const json = text.length <= LONGEST_FILE ? readJson(text) : undefined
  const value = json?.ok ? json.value : undefined
  const file = v.safeParse(File, value)
  if (file.success) return file.output
  const ours = v.safeParse(
    v.object({ tributary: v.literal('vault-backup'), version: v.pipe(v.number(), v.minValue(2)) }),
    value,
  )
  throw new VaultProblem(ours.success ? 'newerBackup' : 'notBackup')
}
