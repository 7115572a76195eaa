/** A passphrase, stretched by scrypt. */
import type { Bytes } from '../../content/bytes.ts'
import { checkPassphrase, stretch, type Progress } from '../stretch.ts'
import { rootFrom, type NewUnlocker, type Unlocker } from './unlocker.ts'

/** Throws `VaultProblem` when the passphrase is shorter than 12 characters. */
export async function makePassphraseUnlocker(passphrase: string, progress?: Progress): Promise<NewUnlocker> {
  checkPassphrase(passphrase)
  const salt = crypto.getRandomValues(new Uint8Array(32))
  return { about: { kind: 'passphrase', salt }, key: await stretch(passphrase, salt, progress) }
}

/** Throws `VaultProblem` when it is another passphrase. */
export async function openWithPassphrase(
  unlocker: Unlocker<'passphrase'>,
  passphrase: string,
  progress?: Progress,
): Promise<Bytes> {
  return rootFrom(unlocker, await stretch(passphrase, unlocker.salt, progress), 'wrongUnlockPassphrase')
}
