/** What unlockers need of this browser and of the connected wallet. */
import { getAddress, recoverMessageAddress } from 'viem'
import { getCode } from 'viem/actions'
import { sentence } from '../../chain/sentences.ts'
import type { Authenticators } from '../../vault/unlockers/passkey.ts'
import type { Signer } from '../../vault/unlockers/wallet.ts'
import type { App } from '../context.ts'

export const authenticators = (): Authenticators => ({
  // Some browsers have the container without passkeys in it.
  credentials: typeof PublicKeyCredential === 'undefined' ? undefined : navigator.credentials,
  host: location.hostname,
})

/** The connected account as a signer; `undefined` when none is connected. */
export function signerOf({ wallet, client, network }: App): Signer | undefined {
  if (!wallet.address) return undefined
  const account = getAddress(wallet.address)
  return {
    account,
    chainId: wallet.chainId ?? network.id,
    async sign(message) {
      const signed = await wallet.signText(message)
      if (!signed.ok) throw new Error(sentence(signed.problem))
      return signed.value
    },
    hasCode: async () => ((await getCode(client, { address: account })) ?? '0x') !== '0x',
    madeBy: async (message, signature) =>
      (await recoverMessageAddress({ message, signature }).catch(() => undefined)) === account,
  }
}
