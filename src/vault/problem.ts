/** Why the vault cannot do what was asked, in sentences a person can act on. */

const SENTENCES = {
  unavailable:
    'This browser does not keep data for this site (private window, or storage switched off). Keys of new works would be lost: use a normal window.',
  blocked: 'Another tab of this site holds the vault in an older version. Close the other tabs, then reload.',
  quota:
    'There is no room left to keep the key. Free some space on this device or remove cached works, then try again.',
  locked: 'The keys in this browser cannot be unlocked any more. Import your backup file.',
  notBackup: 'This file is not a backup of a Tributary vault.',
  newerBackup: 'This backup was made by a newer version of the app. Open it there.',
  wrongPassphrase: 'The passphrase is wrong, or the backup file was altered.',
  weakPassphrase: 'The passphrase is too short: use at least 12 characters.',
  sharedOrigin:
    'This address shares its storage with every other site of the same gateway, so keys are not safe here. Open the app at an address of its own.',
} as const

export class VaultProblem extends Error {
  override readonly name = 'VaultProblem'
  readonly kind: keyof typeof SENTENCES

  constructor(kind: keyof typeof SENTENCES, cause?: unknown) {
    super(SENTENCES[kind], { cause })
    this.kind = kind
  }
}
