import { expect, test } from 'vitest'
import { Keyring } from '../../src/screens/vault/keyring.ts'
import { openVault, type VaultOptions } from '../../src/vault/open.ts'
import { VaultProblem } from '../../src/vault/problem.ts'
import { memoryStore } from '../../src/vault/store.ts'
import { makePassphraseUnlocker, openWithPassphrase } from '../../src/vault/unlockers/passphrase.ts'
import type { Unlocker } from '../../src/vault/unlockers/unlocker.ts'

const PASSPHRASE = 'quiet water runs deep'

/** A locked vault's keyring. `answers` says what the person types each time they are asked; nothing: they cancel. */
async function locked(...answers: (string | undefined)[]) {
  const store = memoryStore()
  const vault = await openVault({ store })
  await vault.addUnlocker(await makePassphraseUnlocker(PASSPHRASE))
  await vault.removeUnlocker('device')
  const seen = { asked: 0, unlocked: 0 }
  const ask = async ([unlocker]: readonly Unlocker[]) => {
    const passphrase = answers[seen.asked++]
    if (passphrase === undefined) throw new VaultProblem('notUnlocked')
    return openWithPassphrase(unlocker as Unlocker<'passphrase'>, passphrase)
  }
  const open = (options?: VaultOptions) => openVault({ store, ...options })
  return { seen, keyring: new Keyring(ask, () => seen.unlocked++, open) }
}

test('whoever only looks is not asked, and sees that it is locked', async () => {
  const { seen, keyring } = await locked(PASSPHRASE)
  expect(await keyring.openVault()).toBeUndefined()
  expect(seen).toEqual({ asked: 0, unlocked: 0 })
})

test('all who need it at once wait for one answer, and later nobody is asked again', async () => {
  const { seen, keyring } = await locked(PASSPHRASE)
  const [one, other] = await Promise.all([keyring.vault(), keyring.vault()])
  expect(one).toBe(other)
  expect(await keyring.openVault()).toBe(one)
  expect(await keyring.vault()).toBe(one)
  expect(seen).toEqual({ asked: 1, unlocked: 1 })
})

test('a refusal reaches everybody who waits, and the next act asks anew', async () => {
  const { seen, keyring } = await locked(undefined, PASSPHRASE)
  const waiting = await Promise.allSettled([keyring.vault(), keyring.vault()])
  for (const one of waiting) expect(one).toMatchObject({ status: 'rejected', reason: { kind: 'notUnlocked' } })
  await expect(keyring.vault()).resolves.toBeDefined()
  expect(seen).toEqual({ asked: 2, unlocked: 1 })
})

test('a vault that this device opens is opened without a question, once', async () => {
  const store = memoryStore()
  let opened = 0
  const open = (options?: VaultOptions) => (opened++, openVault({ store, ...options }))
  const keyring = new Keyring(
    () => Promise.reject(new Error('asked')),
    () => undefined,
    open,
  )
  const [one, other] = await Promise.all([keyring.openVault(), keyring.vault()])
  expect(one).toBe(other)
  expect(opened).toBe(1)
})

test('where there can be no vault, the reason is told and tried again', async () => {
  let tries = 0
  const open = async (options?: VaultOptions) => {
    if (tries++ === 0) throw new VaultProblem('unavailable')
    return openVault({ store: memoryStore(), ...options })
  }
  const keyring = new Keyring(
    () => Promise.reject(new Error('asked')),
    () => undefined,
    open,
  )
  await expect(keyring.openVault()).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(keyring.vault()).resolves.toBeDefined()
})
