import { privateKeyToAddress } from 'viem/accounts'
import type { LocalConfig } from '../chain/local.ts'
import { asWorkSecret, publicKey } from '../content/keyline.ts'
import type { Address } from '../royalties/words.ts'
import type { Vault } from '../vault/vault.ts'

/** Gives a demo account's browser the secrets of its example works, which `npm start` published on its behalf. */
export async function rememberDemoSecrets({ accounts }: LocalConfig, account: Address, vault: Vault): Promise<void> {
  const own = accounts.find(({ key }) => privateKeyToAddress(key).toLowerCase() === account.toLowerCase())
  for (const hex of own?.secrets ?? []) {
    const secret = asWorkSecret(Uint8Array.from(hex.slice(2).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))
    await vault.remember(publicKey(secret), secret)
  }
}
