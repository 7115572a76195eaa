import { bytesToHex, keccak256, type TypedDataDefinition } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Bytes } from '../content/bytes.ts'
import type { Address, Hex } from '../royalties/words.ts'
import type { Fees } from './fees.ts'
import type { Version } from './journal.ts'

export interface Unsigned {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  readonly nonce: number
  readonly gas: bigint
}

/** The only part that holds the key. */
export interface Signer {
  readonly address: Address
  sign(transaction: Unsigned, fees: Fees): Promise<Version>
  /** EIP-712 data, such as a permit of a token. */
  signData(data: TypedDataDefinition): Promise<Hex>
}

/** `key`: 32 bytes. Throws where they are no private key. */
export function signerOf(key: Bytes, chainId: number): Signer {
  const account = privateKeyToAccount(bytesToHex(key))
  return {
    address: account.address,
    signData: (data) => account.signTypedData(data),
    async sign(transaction, fees) {
      const { most, tip } = fees
      const raw = await account.signTransaction(
        tip === undefined
          ? { ...transaction, chainId, type: 'legacy', gasPrice: most }
          : { ...transaction, chainId, type: 'eip1559', maxFeePerGas: most, maxPriorityFeePerGas: tip },
      )
      return { hash: keccak256(raw), raw, fees, value: transaction.value }
    },
  }
}
