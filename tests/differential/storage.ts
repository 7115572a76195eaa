/** The contract's storage, word by word, as `contracts-abi/layout.ts` says where it lies. */
import { encodeAbiParameters, keccak256, numberToHex, parseAbiParameters, type Hex } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import { holdingBits, hotBits, stateSlots, workSlots } from '../../contracts-abi/layout.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import { HOUR } from '../../src/royalties/flows.ts'
import type { Address } from '../../src/royalties/words.ts'

const PREPAID_AT = 104n
const LAST_AT = 216n
const low = (word: bigint, bits: bigint) => word & ((1n << bits) - 1n)
const at = (word: bigint, from: number | bigint, bits: bigint) => low(word >> BigInt(from), bits)

const entryOf = (key: bigint, slot: bigint): bigint =>
  BigInt(keccak256(encodeAbiParameters(parseAbiParameters('uint256, uint256'), [key, slot])))

export class Storage {
  readonly #client: ChainClient
  readonly #block: bigint

  constructor(client: ChainClient, block: bigint) {
    this.#client = client
    this.#block = block
  }

  async hot(work: bigint) {
    const word = await this.#word(slotOf(work, 'hot'))
    return { income: low(word, 128n), sequence: Number(at(word, hotBits.sequence, 32n)) }
  }

  async head(work: bigint): Promise<Hex> {
    return numberToHex(await this.#word(slotOf(work, 'head')), { size: 32 })
  }

  async holding(work: bigint, account: Address) {
    const word = await this.#word(entryOf(BigInt(account), slotOf(work, 'holdings')))
    const debt = BigInt.asIntN(256 - holdingBits.debt, word >> BigInt(holdingBits.debt))
    return { units: low(word, 28n), debt }
  }

  async flow(work: bigint, payer: Address) {
    const word = await this.#word(entryOf(BigInt(payer), slotOf(work, 'flows')))
    return { rate: low(word, 96n), start: Number(at(word, 96, 40n)), end: Number(at(word, 136, 40n)) }
  }

  /** What falls at the end of an hour. Two hours share a slot. */
  async drop(work: bigint, time: number): Promise<bigint> {
    const hour = BigInt(time / HOUR)
    const pair = await this.#word(entryOf(hour >> 1n, slotOf(work, 'drops')))
    return at(pair, (hour & 1n) * 128n, 128n)
  }

  /** The running flows brought to `time` by hand: the stored sums less what has passed since, hour by hour. */
  async running(work: bigint, time: number): Promise<{ rate: bigint; prepaid: bigint }> {
    const word = await this.#word(slotOf(work, 'running'))
    let rate = low(word, PREPAID_AT)
    let prepaid = at(word, PREPAID_AT, LAST_AT - PREPAID_AT)
    let from = Number(word >> LAST_AT)
    for (let end = (Math.floor(from / HOUR) + 1) * HOUR; rate > 0n && end <= time; end += HOUR) {
      prepaid -= rate * BigInt(end - from)
      rate -= await this.drop(work, end)
      from = end
    }
    return { rate, prepaid: prepaid - rate * BigInt(time - from) }
  }

  async #word(slot: bigint): Promise<bigint> {
    const params = [deployment.tributary.address, numberToHex(slot), numberToHex(this.#block)] as const
    return BigInt(await this.#client.request({ method: 'eth_getStorageAt', params: [...params] }))
  }
}

const slotOf = (work: bigint, member: keyof typeof workSlots): bigint =>
  entryOf(work, stateSlots.works.slot) + workSlots[member].slot
