/** The backup file, version 1: JSON with its parameters in the open and everything else under a passphrase
 * (scrypt N = 2^17, r = 8, p = 1, then AES-256-GCM). */
import { scryptAsync } from '@noble/hashes/scrypt.js'
import * as v from 'valibot'
import { fromHex, toHex, type Bytes } from '../content/bytes.ts'
import { canonical } from '../content/canonical.ts'
import { readJson } from '../content/json.ts'
import { asWorkSecret, type WorkSecret } from '../content/keyline.ts'
import type { Address, Hex } from '../royalties/words.ts'
import { VaultProblem } from './problem.ts'
import { secretKey, unwrap, wrap } from './wrap.ts'

export interface Contents {
  /** The own root first. */
  readonly roots: readonly Bytes[]
  readonly works: readonly WorkSecret[]
  /** Which work stands at which home, as the vault's records say. */
  readonly homes: readonly (readonly [place: string, work: Address])[]
}

const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const
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
const Inside = v.object({
  roots: v.array(hex32),
  works: v.array(hex32),
  homes: v.array(v.tuple([v.pipe(v.string(), v.startsWith('home:')), address])),
})

type Progress = (part: number) => void

/** Throws `VaultProblem` when the passphrase is shorter than 12 characters. */
export async function lockBackup(contents: Contents, passphrase: string, progress?: Progress): Promise<string> {
  if (Array.from(passphrase).length < 12) throw new VaultProblem('weakPassphrase')
  const { roots, works, homes } = contents
  const inside = canonical({ roots: roots.map(toHex), works: works.map(toHex), homes })
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const { iv, sealed } = await wrap(await stretch(passphrase, salt, progress), inside, PLACE)
  const kdf = { name: 'scrypt', ...SCRYPT, salt: toHex(salt) }
  const file = { tributary: 'vault-backup', version: 1, kdf, iv: toHex(iv), sealed: toHex(sealed) }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Throws `VaultProblem`: not a backup, of a newer version, or the wrong passphrase. */
export async function unlockBackup(text: string, passphrase: string, progress?: Progress): Promise<Contents> {
  const { kdf, iv, sealed } = readFile(text)
  const key = await stretch(passphrase, fromHex(kdf.salt), progress)
  const plain = await unwrap(key, { iv: fromHex(iv), sealed: fromHex(sealed) }, PLACE).catch((cause: unknown) => {
    throw new VaultProblem('wrongPassphrase', cause)
  })
  const json = readJson(new TextDecoder().decode(plain))
  const inside = v.safeParse(Inside, json.ok ? json.value : undefined)
  if (!inside.success) throw new VaultProblem('notBackup')
  const { roots, works, homes } = inside.output
  return { roots: roots.map(fromHex), works: works.map((secret) => asWorkSecret(fromHex(secret))), homes }
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

/** About half a second and 128 MB. The same words typed on another system are the same passphrase (NFKC). */
async function stretch(passphrase: string, salt: Bytes, progress?: Progress): Promise<CryptoKey> {
  const words = new TextEncoder().encode(passphrase.normalize('NFKC'))
  return secretKey(await scryptAsync(words, salt, { ...SCRYPT, dkLen: 32, ...(progress && { onProgress: progress }) }))
}
