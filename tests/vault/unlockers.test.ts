import { privateKeyToAccount } from 'viem/accounts'
import { recoverMessageAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { makePassphrase } from '../../src/vault/generate.ts'
import { openVault, startOver } from '../../src/vault/open.ts'
import { memoryStore, type VaultStore } from '../../src/vault/store.ts'
import { makePasskey, openWithPasskey } from '../../src/vault/unlockers/passkey.ts'
import { makePassphraseUnlocker, openWithPassphrase } from '../../src/vault/unlockers/passphrase.ts'
import type { Unlocker, UnlockerKind } from '../../src/vault/unlockers/unlocker.ts'
import { makeWalletUnlocker, openWithWallet, unlockMessage, type Signer } from '../../src/vault/unlockers/wallet.ts'
import type { Home } from '../../src/vault/vault.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { authenticator } from './authenticator.ts'

const hex = (digits: string): Hex => `0x${digits}`
const HOME: Home = {
  deployment: { chainId: 8453, contract: hex('11'.repeat(20)) },
  creator: hex('22'.repeat(20)),
  salt32: hex('33'.repeat(32)),
}
const PASSPHRASE = 'correct horse battery staple'

const of = <Kind extends UnlockerKind>(kind: Kind, all: readonly Unlocker[]): Unlocker<Kind> =>
  all.find((one) => one.kind === kind) as Unlocker<Kind>
const byPassphrase = (store: VaultStore, passphrase: string) =>
  openVault({ store, unlock: (all) => openWithPassphrase(of('passphrase', all), passphrase) })

/** A vault that only the unlocker opens, and the secret of a work in it. */
async function locked(
  store: VaultStore,
  ...unlockers: Parameters<Awaited<ReturnType<typeof openVault>>['addUnlocker']>[0][]
) {
  const vault = await openVault({ store })
  const secret = await vault.workSecret(HOME)
  for (const unlocker of unlockers) await vault.addUnlocker(unlocker)
  await vault.removeUnlocker('device')
  return { vault, secret }
}

describe('a passphrase', () => {
  it('opens the same vault again, and another one does not', async () => {
    const store = memoryStore()
    const { secret } = await locked(store, await makePassphraseUnlocker(PASSPHRASE))
    await expect(byPassphrase(store, 'correct horse battery stable')).rejects.toMatchObject({
      kind: 'wrongUnlockPassphrase',
    })
    expect(await (await byPassphrase(store, PASSPHRASE)).workSecret(HOME)).toEqual(secret)
  })

  it('is replaced by a new one', async () => {
    const store = memoryStore()
    const { vault } = await locked(store, await makePassphraseUnlocker(PASSPHRASE))
    await vault.addUnlocker(await makePassphraseUnlocker('another one, longer'))
    await expect(byPassphrase(store, PASSPHRASE)).rejects.toMatchObject({ kind: 'wrongUnlockPassphrase' })
    await expect(byPassphrase(store, 'another one, longer')).resolves.toBeDefined()
  })

  it('is refused when it is short', async () => {
    await expect(makePassphraseUnlocker('hunter2')).rejects.toMatchObject({ kind: 'weakPassphrase' })
  })

  it('made by chance has six words of 16 bits each, all different bits in them', () => {
    expect(makePassphrase((bytes) => bytes.fill(0))).toBe('babab babab babab babab babab babab')
    // The proquint of 127.0.0.1, as its specification has it.
    const home = makePassphrase((bytes) => (bytes.set([0x7f, 0, 0, 1]), bytes))
    expect(home.split(' ').slice(0, 2)).toEqual(['lusab', 'babad'])
    const made = Array.from({ length: 200 }, () => makePassphrase())
    expect(new Set(made).size).toBe(200)
    for (const one of made)
      expect(one).toMatch(/^([bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz] ?){6}$/)
  })
})

describe('a passkey', () => {
  it.each(['made', 'used'] as const)(
    'opens the vault with an authenticator that answers when it is %s',
    async (prf) => {
      const device = authenticator({ prf })
      const store = memoryStore()
      const { secret } = await locked(store, await makePasskey(device))
      const again = await openVault({ store, unlock: (all) => openWithPasskey(device, [of('passkey', all)]) })
      expect(await again.workSecret(HOME)).toEqual(secret)
      expect(device.asked).toEqual(prf === 'made' ? ['create', 'get'] : ['create', 'get', 'get'])
    },
  )

  it('of either of two authenticators does', async () => {
    const [phone, stick] = [authenticator(), authenticator()]
    const store = memoryStore()
    await locked(store, await makePasskey(phone), await makePasskey(stick))
    for (const device of [phone, stick]) {
      const unlock = (all: readonly Unlocker[]) => openWithPasskey(device, all as Unlocker<'passkey'>[])
      await expect(openVault({ store, unlock })).resolves.toBeDefined()
    }
  })

  it('is not made twice on one authenticator', async () => {
    const device = authenticator()
    const { about } = await makePasskey(device)
    await expect(makePasskey(device, [about as Unlocker<'passkey'>])).rejects.toMatchObject({ kind: 'passkeyKnown' })
  })

  it.each([
    ['passkeyWithoutPrf', authenticator({ prf: 'none' })],
    ['passkeyCancelled', authenticator({ fails: 'NotAllowedError' })],
    ['passkeyHost', authenticator({ fails: 'SecurityError' })],
    ['noPasskeys', { credentials: undefined, host: 'x' }],
  ])('that cannot be made says why: %s', async (kind, device) => {
    await expect(makePasskey(device)).rejects.toMatchObject({ name: 'VaultProblem', kind })
  })

  it('of a stranger opens nothing', async () => {
    const store = memoryStore()
    await locked(store, await makePasskey(authenticator()))
    const unlock = (all: readonly Unlocker[]) => openWithPasskey(authenticator(), all as Unlocker<'passkey'>[])
    await expect(openVault({ store, unlock })).rejects.toMatchObject({ kind: 'passkeyCancelled' })
  })
})

describe('a wallet', () => {
  const account = privateKeyToAccount(hex('ac'.repeat(32)))
  const signer = (change: Partial<Signer> = {}): Signer => ({
    account: account.address,
    chainId: 8453,
    sign: (message) => account.signMessage({ message }),
    hasCode: async () => false,
    madeBy: async (message, signature) => (await recoverMessageAddress({ message, signature })) === account.address,
    ...change,
  })
  const ORIGIN = 'https://tributary.example'
  const NOW = new Date('2026-01-02T03:04:05Z')

  it('opens the vault by signing the same message again', async () => {
    const store = memoryStore()
    const { secret } = await locked(store, await makeWalletUnlocker(signer(), ORIGIN, NOW))
    const again = await openVault({ store, unlock: (all) => openWithWallet(signer(), of('wallet', all)) })
    expect(await again.workSecret(HOME)).toEqual(secret)
  })

  it('signs an ERC-4361 message of this address', () => {
    expect(unlockMessage(signer(), { origin: 'http://localhost:4600', nonce: 'abcdef1234567890', at: NOW })).toMatch(
      /^localhost:4600 wants you to sign in with your Ethereum account:\n0x[0-9a-fA-F]{40}\n\n[^\n]+\n\nURI: http:\/\/localhost:4600\nVersion: 1\nChain ID: 8453\nNonce: [a-z0-9]{8,}\nIssued At: 2026-01-02T03:04:05\.000Z$/,
    )
  })

  it.each([
    ['walletContract', 'is a contract or has code delegated to it', { hasCode: async () => true }],
    [
      'walletContract',
      'answers with something else than a plain signature',
      { sign: async () => hex('12'.repeat(80)) },
    ],
    ['walletContract', 'signs with a key that is not the account’s', { madeBy: async () => false }],
    ['walletRefused', 'refuses', { sign: () => Promise.reject(new Error('4001')) }],
  ] as const)('is refused as %s when it %s', async (kind, _, change) => {
    await expect(makeWalletUnlocker(signer(change), ORIGIN, NOW)).rejects.toMatchObject({ kind })
  })

  it('is refused when it signs the same differently', async () => {
    let turn = 0
    const moody = signer({ sign: (message) => account.signMessage({ message: `${message}${turn++}` }) })
    await expect(makeWalletUnlocker(moody, ORIGIN, NOW)).rejects.toMatchObject({ kind: 'walletDiffers' })
  })

  it('of another account is named as such', async () => {
    const store = memoryStore()
    await locked(store, await makeWalletUnlocker(signer(), ORIGIN, NOW))
    const other = signer({ account: hex('99'.repeat(20)) })
    const unlock = (all: readonly Unlocker[]) => openWithWallet(other, of('wallet', all))
    await expect(openVault({ store, unlock })).rejects.toMatchObject({ kind: 'walletOther' })
  })
})

describe('several unlockers', () => {
  it('open the same root, and the last one stays', async () => {
    const store = memoryStore()
    const vault = await openVault({ store })
    await vault.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
    expect((await vault.unlockers()).map(({ kind }) => kind)).toEqual(['device', 'passphrase'])
    await vault.removeUnlocker('passphrase')
    await expect(vault.removeUnlocker('device')).rejects.toMatchObject({ kind: 'lastUnlocker' })
    await expect(openVault({ store })).resolves.toBeDefined()
  })

  it('without this device’s the vault is locked, asks, and takes no for an answer', async () => {
    const store = memoryStore()
    const { vault } = await locked(store, await makePassphraseUnlocker(PASSPHRASE))
    await expect(openVault({ store })).rejects.toMatchObject({ kind: 'notUnlocked' })
    const cancelled = new Error('cancelled')
    await expect(openVault({ store, unlock: () => Promise.reject(cancelled) })).rejects.toBe(cancelled)
    await vault.addDevice()
    await expect(openVault({ store })).resolves.toBeDefined()
  })

  it('one of two tabs removing the device’s while the other begins: no second root is made', async () => {
    const store = memoryStore()
    const [{ vault, secret }] = await Promise.all([
      locked(store, await makePassphraseUnlocker(PASSPHRASE)),
      openVault({ store }),
    ])
    expect((await vault.unlockers()).map(({ kind }) => kind)).toEqual(['passphrase'])
    expect(await (await byPassphrase(store, PASSPHRASE)).workSecret(HOME)).toEqual(secret)
  })

  it('leave neither the root nor a secret in the open', async () => {
    const records = new Map<string, unknown>()
    const store = memoryStore(records)
    const { secret } = await locked(store, await makePassphraseUnlocker(PASSPHRASE), await makePasskey(authenticator()))
    let root = ''
    const unlock = async (all: readonly Unlocker[]) => {
      const bytes = await openWithPassphrase(of('passphrase', all), PASSPHRASE)
      root = toHex(bytes).slice(2)
      return bytes
    }
    await openVault({ store, unlock })
    const written = JSON.stringify([...records], (_, value: unknown) =>
      value instanceof Uint8Array ? toHex(value) : value,
    )
    expect(root).toHaveLength(64)
    expect(written).not.toContain(root)
    expect(written).not.toContain(toHex(secret).slice(2))
  })
})

it('a vault that cannot be unlocked any more is given up for a new one', async () => {
  const store = memoryStore()
  await locked(store, await makePassphraseUnlocker(PASSPHRASE))
  await startOver(store)
  expect(await (await openVault({ store })).count()).toBe(0)
})
