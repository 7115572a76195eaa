import { afterEach, describe, expect, it } from 'vitest'
import { toHex } from '../../src/content/bytes.ts'
import { publicKey, randomSecret } from '../../src/content/keyline.ts'
import { openIndexedStore } from '../../src/vault/indexed-db.ts'
import { openVault } from '../../src/vault/open.ts'
import { makePassphraseUnlocker, openWithPassphrase } from '../../src/vault/unlockers/passphrase.ts'
import type { Unlocker } from '../../src/vault/unlockers/unlocker.ts'

const NAME = 'tributary-vault'
const HOME = {
  deployment: { chainId: 31337, contract: '0x1111111111111111111111111111111111111111' },
  creator: '0x2222222222222222222222222222222222222222',
  salt32: toHex(new Uint8Array(32)),
} as const

const forget = () =>
  new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(NAME)
    request.onsuccess = () => resolve()
  })

afterEach(forget)

describe('the vault of a browser', () => {
  it('still has its secrets when it is opened again', async () => {
    const secret = await (await openVault()).workSecret(HOME)
    const again = await openVault()
    expect(await again.workSecret(HOME)).toEqual(secret)
    expect(await again.secretFor(publicKey(secret))).toEqual(secret)
  })

  it('has one root and one secret when two tabs open it at once', async () => {
    const [one, other] = await Promise.all([openVault(), openVault()])
    const [first, second] = await Promise.all([one.workSecret(HOME), other.workSecret(HOME)])
    expect(toHex(first)).toBe(toHex(second))
    const bought = randomSecret()
    await one.remember(publicKey(bought), bought)
    expect(await other.secretFor(publicKey(bought))).toEqual(bought)
  })

  it('keeps a device key that no script can read', async () => {
    await openVault()
    const store = await openIndexedStore()
    const key = (await store.read('device-key')) as CryptoKey
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it('says what to do when its device key is gone', async () => {
    await openVault()
    const store = await openIndexedStore()
    const stranger = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    await store.write('device-key', stranger)
    await expect(openVault()).rejects.toMatchObject({ name: 'VaultProblem', kind: 'locked' })
  })

  it('goes on when its connection was closed under it', async () => {
    const vault = await openVault()
    const secret = await vault.workSecret(HOME)
    // Another tab with a newer version makes this one let go; deleting does the same.
    await forget()
    await expect(vault.secretFor(publicKey(secret))).resolves.toBeUndefined()
    await expect(vault.count()).resolves.toBe(0)
  })

  it('says so when another tab holds an older version and does not let go', async () => {
    const stubborn = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(NAME, 2)
      request.onsuccess = () => resolve(request.result)
    })
    await expect(openVault()).rejects.toMatchObject({ kind: 'blocked' })
    stubborn.close()
  })

  it('says so when there is no room left', async () => {
    const store = await openIndexedStore()
    // eslint-disable-next-line @typescript-eslint/unbound-method -- kept only to be put back.
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    try {
      await expect(store.write('x', 1)).rejects.toMatchObject({ kind: 'quota' })
    } finally {
      IDBObjectStore.prototype.put = put
    }
  })
})

describe('a vault under a passphrase', () => {
  const PASSPHRASE = 'quiet water runs deep'
  const open = (passphrase: string, seen: (root: Uint8Array) => void = () => {}) =>
    openVault({
      unlock: async (unlockers) => {
        const byPassphrase = unlockers.find((one) => one.kind === 'passphrase')
        const root = await openWithPassphrase(byPassphrase as Unlocker<'passphrase'>, passphrase)
        seen(root)
        return root
      },
    })

  it('writes neither root nor secret, and no key that a script could read', async () => {
    const vault = await openVault()
    const secrets = [await vault.workSecret(HOME), randomSecret()]
    await vault.remember(publicKey(secrets[1]!), secrets[1]!)
    await vault.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
    await vault.exportBackup(PASSPHRASE)
    const withDevice = await everything()
    let root = ''
    await vault.removeUnlocker('device')
    await open(PASSPHRASE, (bytes) => (root = toHex(bytes).slice(2)))
    expect(root).toHaveLength(64)
    for (const records of [withDevice, await everything()]) {
      const keys = records.flatMap(({ value }) => (value instanceof CryptoKey ? [value] : []))
      expect(keys.every(({ extractable }) => !extractable)).toBe(true)
      const written = JSON.stringify(records, (_, value: unknown) =>
        value instanceof Uint8Array ? toHex(value) : value,
      )
      expect(written).toContain('root:own:passphrase')
      for (const plain of [root, ...secrets.map((secret) => toHex(secret).slice(2))])
        expect(written).not.toContain(plain)
    }
  })

  it('is locked for a new tab, stays open in this one, and opens for nobody else', async () => {
    const here = await openVault()
    const secret = await here.workSecret(HOME)
    await here.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
    await here.removeUnlocker('device')
    await expect(openVault()).rejects.toMatchObject({ kind: 'notUnlocked' })
    await expect(open('loud water runs deep')).rejects.toMatchObject({ kind: 'wrongUnlockPassphrase' })
    expect(await (await open(PASSPHRASE)).workSecret(HOME)).toEqual(secret)
    expect(await here.secretFor(publicKey(secret))).toEqual(secret)
  })

  it('keeps one way in when two tabs remove one each', async () => {
    const [one, other] = await Promise.all([openVault(), openVault()])
    await one.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
    const ended = await Promise.allSettled([one.removeUnlocker('device'), other.removeUnlocker('passphrase')])
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await one.unlockers()).toHaveLength(1)
  })

  it('is not half made when there is no room', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- kept only to be put back.
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    try {
      await expect(openVault()).rejects.toMatchObject({ kind: 'quota' })
    } finally {
      IDBObjectStore.prototype.put = put
    }
    await expect((await openVault()).count()).resolves.toBe(0)
  })
})

/** What is really in the database, read past the vault. */
async function everything(): Promise<{ key: IDBValidKey; value: unknown }[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(NAME)
    request.onsuccess = () => resolve(request.result)
  })
  const records: { key: IDBValidKey; value: unknown }[] = []
  await new Promise<void>((resolve) => {
    const walk = database.transaction('records').objectStore('records').openCursor()
    walk.onsuccess = () => {
      const cursor = walk.result
      if (!cursor) return resolve()
      records.push({ key: cursor.key, value: cursor.value })
      cursor.continue()
    }
  })
  database.close()
  return records
}
