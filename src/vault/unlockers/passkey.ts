/** A passkey of this device or a security key, by WebAuthn's PRF extension: the authenticator answers a fixed question
 * with 32 bytes that only it can make, and only for this host. Some answer when they are made, others only when used. */
import type { Bytes } from '../../content/bytes.ts'
import { VaultProblem, type VaultProblemKind } from '../problem.ts'
import { keyFrom } from '../wrap.ts'
import { rootFrom, type NewUnlocker, type Unlocker } from './unlocker.ts'

/** The browser's `navigator.credentials`, and the host that passkeys are bound to (no port). */
export interface Authenticators {
  readonly credentials: Pick<CredentialsContainer, 'create' | 'get'> | undefined
  readonly host: string
}

type Known = Pick<Unlocker<'passkey'>, 'id' | 'salt' | 'transports'>

/** ES256, EdDSA, RS256: what authenticators sign with. Nothing is ever signed for us; only the PRF counts. */
const ALGORITHMS = [-7, -8, -257].map((alg) => ({ type: 'public-key' as const, alg }))

/** Asks the user for a new passkey. `standing`: those the vault has already, which are not made twice. */
export async function makePasskey(
  authenticators: Authenticators,
  standing: readonly Known[] = [],
): Promise<NewUnlocker> {
  const salt = random(32)
  const made = await ask(authenticators, (credentials) =>
    credentials.create({
      publicKey: {
        rp: { name: 'Tributary', id: authenticators.host },
        user: { id: random(16), name: 'Tributary keys', displayName: 'Tributary keys' },
        challenge: random(32),
        pubKeyCredParams: ALGORITHMS,
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: standing.map(descriptor),
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  const { prf } = made.getClientExtensionResults()
  const transports = (made.response as Partial<AuthenticatorAttestationResponse>).getTransports?.() ?? []
  const known: Known = { id: new Uint8Array(made.rawId), salt, transports }
  if (!prf?.enabled && !prf?.results) throw new VaultProblem('passkeyWithoutPrf')
  const answer = prf.results?.first ?? (await use(authenticators, [known])).answer
  return { about: { kind: 'passkey', ...known }, key: await wrappingKey(answer, salt) }
}

/** Any of the vault's passkeys. Throws `VaultProblem`. */
export async function openWithPasskey(
  authenticators: Authenticators,
  unlockers: readonly Unlocker<'passkey'>[],
): Promise<Bytes> {
  const { used, answer } = await use(authenticators, unlockers)
  return rootFrom(used, await wrappingKey(answer, used.salt), 'wrongPasskey')
}

async function use<One extends Known>(
  authenticators: Authenticators,
  known: readonly One[],
): Promise<{ used: One; answer: BufferSource }> {
  const evalByCredential = Object.fromEntries(known.map(({ id, salt }) => [base64url(id), { first: salt }]))
  const got = await ask(authenticators, (credentials) =>
    credentials.get({
      publicKey: {
        rpId: authenticators.host,
        challenge: random(32),
        allowCredentials: known.map(descriptor),
        // Authenticators have one secret for verified users and another one for the others: always the same is asked for.
        userVerification: 'required',
        extensions: { prf: { evalByCredential } },
      },
    }),
  )
  const used = known.find(({ id }) => base64url(id) === base64url(new Uint8Array(got.rawId)))
  if (!used) throw new VaultProblem('wrongPasskey')
  const answer = got.getClientExtensionResults().prf?.results?.first
  if (!answer) throw new VaultProblem('passkeyWithoutPrf')
  return { used, answer }
}

const PROBLEMS: Readonly<Record<string, VaultProblemKind>> = {
  NotAllowedError: 'passkeyCancelled',
  AbortError: 'passkeyCancelled',
  InvalidStateError: 'passkeyKnown',
  SecurityError: 'passkeyHost',
  NotSupportedError: 'passkeyWithoutPrf',
}

async function ask(
  { credentials }: Authenticators,
  act: (credentials: NonNullable<Authenticators['credentials']>) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  if (!credentials) throw new VaultProblem('noPasskeys')
  try {
    const answer = await act(credentials)
    if (answer) return answer as PublicKeyCredential
  } catch (error) {
    throw new VaultProblem((error instanceof Error && PROBLEMS[error.name]) || 'noPasskeys', error)
  }
  throw new VaultProblem('passkeyCancelled')
}

function descriptor({ id, transports }: Known): PublicKeyCredentialDescriptor {
  const known = transports as AuthenticatorTransport[]
  return { type: 'public-key', id, ...(known.length > 0 && { transports: known }) }
}

async function wrappingKey(answer: BufferSource, salt: Bytes): Promise<CryptoKey> {
  return keyFrom(ArrayBuffer.isView(answer) ? bytesOf(answer) : new Uint8Array(answer), salt, 'passkey')
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Bytes =>
  new Uint8Array(buffer, byteOffset, byteLength)

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
