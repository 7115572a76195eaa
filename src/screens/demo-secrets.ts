import { privateKeyToAddress } from 'viem/accounts'
import type { LocalConfig } from '../chain/local.ts'
import { fromHex } from '../content/bytes.ts'
import { asWorkSecret, publicKey } from '../content/keyline.ts'
import type { Address, Hex } from '../royalties/words.ts'
import type { Vault } from '../vault/vault.ts'

/** Gives a demo account's browser the secrets of the example works it made or bought while `npm start` lived through the
 * examples' first days on its behalf. */
export async function rememberDemoSecrets({ accounts }: LocalConfig, account: Address, vault: Vault): Promise<void> {
  const own = accounts.find(({ key }) => privateKeyToAddress(key).toLowerCase() === account.toLowerCase())
  const remember = async (secrets: readonly Hex[], origin: 'made' | 'bought') => {
    for (const secret of secrets.map((hex) => asWorkSecret(fromHex(hex))))
      await vault.remember(publicKey(secret), secret, origin)
  }
  await remember(own?.secrets ?? [], 'made')
  await remember(own?.bought ?? [], 'bought')
}
