/** Why the vault cannot do what was asked, in sentences a person can act on. */

const SENTENCES = {
  unavailable:
    'This browser does not keep data for this site (private window, or storage switched off). Keys of new works would be lost: use a normal window.',
  blocked: 'Another tab of this site holds the vault in an older version. Close the other tabs, then reload.',
  quota:
    'There is no room left to keep the key. Free some space on this device or remove cached works, then try again.',
  locked:
    'The keys in this browser cannot be unlocked any more. Start over in Settings, under Keys, with your backup file.',
  notUnlocked: 'Your keys are locked, and this needs them. Unlock them and try again.',
  notBackup: 'This file is not a backup of a Tributary vault.',
  newerBackup: 'This backup was made by a newer version of the app. Open it there.',
  wrongPassphrase: 'The passphrase is wrong, or the backup file was altered.',
  wrongUnlockPassphrase: 'This is not the passphrase of these keys.',
  weakPassphrase: 'The passphrase is too short: use at least 12 characters.',
  damaged:
    'The key of this work is damaged in this browser. Bring it back in Settings, under Keys: from a backup, or from the chain.',
  damagedRoot:
    'A root that your keys follow from is damaged in this browser. Bring your backup back in Settings, under Keys.',
  sharedOrigin:
    'This address shares its storage with every other site of the same gateway, so keys are not safe here. Open the app at an address of its own.',
  lastUnlocker: 'This is the only way to unlock the keys. Add another one before you remove it.',
  noPasskeys: 'This browser has no passkeys. Use a passphrase, or another browser.',
  passkeyWithoutPrf:
    'This passkey cannot keep secrets (its authenticator or this browser lacks the PRF extension). Delete it where your passkeys are kept, and use another one, a security key, or a passphrase.',
  passkeyHost: 'Passkeys need an address with a name, over HTTPS or at localhost. At this address, use a passphrase.',
  passkeyCancelled: 'The passkey was not used: it was cancelled, or the time ran out. Try again.',
  passkeyKnown: 'This authenticator has a passkey for these keys already.',
  wrongPasskey: 'This passkey does not unlock these keys.',
  walletContract:
    'This account is a contract (a smart wallet, or one with code delegated to it). Its signatures may change, and the keys would stay locked. Use a passkey or a passphrase.',
  walletDiffers:
    'This wallet signs the same message differently each time, so its signature cannot unlock anything. Use a passkey or a passphrase.',
  walletOther: 'The connected account is another one than the one that unlocks these keys. Switch to it in the wallet.',
  walletRefused: 'The wallet did not sign. Nothing was changed.',
  shredded: 'The key of this work was destroyed in this browser. It cannot be published again with the same key.',
  notShreddable: 'This key follows from your root and comes back with it: it cannot be destroyed alone.',
} as const

export type VaultProblemKind = keyof typeof SENTENCES

export class VaultProblem extends Error {
  override readonly name = 'VaultProblem'
  readonly kind: VaultProblemKind

  constructor(kind: VaultProblemKind, cause?: unknown) {
    super(SENTENCES[kind], { cause })
    this.kind = kind
  }
}

/** What is kept of one key cannot be read, which says nothing about the others. */
export const isDamaged = (error: unknown): error is VaultProblem =>
  error instanceof VaultProblem && error.kind === 'damaged'
