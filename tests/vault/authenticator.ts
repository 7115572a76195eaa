/** An authenticator in memory for Node: PRF as CTAP's hmac-secret computes it, one secret per credential. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Authenticators } from '../../src/vault/unlockers/passkey.ts'

interface Options {
  /** `made`: answers when made and when used. `used`: only when used. `none`: cannot do it at all. */
  readonly prf?: 'made' | 'used' | 'none'
  /** Instead of answering, fails with this DOMException. */
  readonly fails?: string
}

export function authenticator({ prf = 'made', fails }: Options = {}): Authenticators & { asked: string[] } {
  const secrets = new Map<string, Buffer>()
  const asked: string[] = []
  const answer = (id: Buffer, salt: BufferSource) => ({
    first: new Uint8Array(
      createHmac('sha256', secrets.get(id.toString('base64url'))!)
        .update(new Uint8Array(salt as ArrayBuffer))
        .digest(),
    ),
  })
  const credential = (id: Buffer, extensions: object) => ({
    rawId: new Uint8Array(id).buffer,
    response: { getTransports: () => ['internal'] },
    getClientExtensionResults: () => extensions,
  })
  const refuse = (kind: string) => {
    asked.push(kind)
    if (fails) throw new DOMException('no', fails)
  }
  const credentials = {
    async create({ publicKey }: CredentialCreationOptions) {
      refuse('create')
      if (publicKey!.excludeCredentials?.some(({ id }) => secrets.has(named(id))))
        throw new DOMException('known', 'InvalidStateError')
      const id = randomBytes(16)
      secrets.set(id.toString('base64url'), randomBytes(32))
      const salt = publicKey!.extensions!.prf!.eval!.first
      if (prf === 'none') return credential(id, {})
      return credential(id, { prf: { enabled: true, ...(prf === 'made' && { results: answer(id, salt) }) } })
    },
    async get({ publicKey }: CredentialRequestOptions) {
      refuse('get')
      const mine = publicKey!.allowCredentials!.find(({ id }) => secrets.has(named(id)))
      if (!mine) throw new DOMException('none', 'NotAllowedError')
      const name = named(mine.id)
      const salt = publicKey!.extensions!.prf!.evalByCredential![name]!.first
      const id = Buffer.from(name, 'base64url')
      return credential(id, { prf: { results: answer(id, salt) } })
    },
  }
  return { credentials: credentials as unknown as CredentialsContainer, host: 'tributary.example', asked }
}

const named = (id: BufferSource): string => Buffer.from(new Uint8Array(id as ArrayBuffer)).toString('base64url')
