/** A wallet's signature as a way in, for those who ask for it: only accounts with a plain key, only to wrap the root. Any
 * site may ask for any signature, so the message is an ERC-4361 one, for which wallets warn on a foreign address. */
import { fromHex, toHex, type Bytes } from '../../content/bytes.ts'
import type { Address, Hex } from '../../royalties/words.ts'
import { VaultProblem } from '../problem.ts'
import { keyFrom } from '../wrap.ts'
import { rootFrom, type NewUnlocker, type Unlocker } from './unlocker.ts'

/** The connected account. Whatever it throws, and a refusal too, means that nothing was signed. */
export interface Signer {
  /** With its checksum, as ERC-4361 wants it. */
  readonly account: Address
  readonly chainId: number
  /** EIP-191 `personal_sign`. */
  sign(message: string): Promise<Hex>
  /** Whether code stands at the account: a contract, or a plain account that has code delegated to it (EIP-7702). */
  hasCode(): Promise<boolean>
  /** Whether the account's own key made this signature (ecrecover). */
  madeBy(message: string, signature: Hex): Promise<boolean>
}

/** The same for ever, so it is kept beside the root. `origin` such as `https://tributary.example`. */
export function unlockMessage(
  { account, chainId }: Pick<Signer, 'account' | 'chainId'>,
  { origin, nonce, at }: { readonly origin: string; readonly nonce: string; readonly at: Date },
): string {
  return [
    `${new URL(origin).host} wants you to sign in with your Ethereum account:`,
    account,
    '',
    'This signature unlocks the keys kept in this browser. Whoever gets it can open them: sign it at this address only.',
    '',
    `URI: ${origin}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${at.toISOString()}`,
  ].join('\n')
}

/** Two questions to the wallet: what is signed differently twice would lock the vault for good. Throws `VaultProblem`. */
export async function makeWalletUnlocker(signer: Signer, origin: string, now: Date): Promise<NewUnlocker> {
  if (await signer.hasCode()) throw new VaultProblem('walletContract')
  const [salt, nonce] = [random(32), toHex(random(12)).slice(2)]
  const message = unlockMessage(signer, { origin, nonce, at: now })
  const first = await signed(signer, message)
  const second = await signed(signer, message)
  if (first !== second) throw new VaultProblem('walletDiffers')
  if (!(await signer.madeBy(message, first))) throw new VaultProblem('walletContract')
  return {
    about: { kind: 'wallet', account: signer.account, message, salt },
    key: await keyFrom(fromHex(first), salt, 'wallet'),
  }
}

/** One question to the wallet. Throws `VaultProblem`. */
export async function openWithWallet(signer: Signer, unlocker: Unlocker<'wallet'>): Promise<Bytes> {
  if (signer.account.toLowerCase() !== unlocker.account.toLowerCase()) throw new VaultProblem('walletOther')
  const key = await keyFrom(fromHex(await signed(signer, unlocker.message)), unlocker.salt, 'wallet')
  return rootFrom(unlocker, key, 'walletDiffers')
}

async function signed(signer: Signer, message: string): Promise<Hex> {
  const signature = await signer.sign(message).catch((cause: unknown) => {
    throw new VaultProblem('walletRefused', cause)
  })
  // r, s and v: 65 bytes. Anything else comes from a contract that checks signatures its own way.
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) throw new VaultProblem('walletContract')
  return signature.toLowerCase() as Hex
}

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))
