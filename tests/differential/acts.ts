/** Everything that can happen to a ledger, in seeded random order. Much of it is refused; that is part of a history too. */
import { encodeFunctionData, erc20Abi, keccak256, numberToHex, zeroAddress, type Hex } from 'viem'
import { dollarAbi } from '../../contracts-abi/dollar.ts'
import { ledgerEvents } from '../../src/chain/events.ts'
import { readLogs } from '../../src/chain/logs.ts'
import { readWork } from '../../src/chain/tributary.ts'
import { HOUR } from '../../src/royalties/flows.ts'
import type { KeyRequested } from '../../src/royalties/ledger.ts'
import { workId, type Address } from '../../src/royalties/words.ts'
import { accounts, dice, type Chain } from '../verify/history.ts'
import { KeyTrade, type SealedWork } from './keys.ts'

type Account = (typeof accounts)[number]

const WORKS = 6
/** Paid in dollars; the sealed one whose key is sold is paid natively. */
const IN_DOLLARS = 5n
const SEALED = 6n
const FAR = 99_999_999_999n
const DAY = 24 * HOUR

export class Acts {
  readonly #chain: Chain
  readonly #roll: (below: number) => number
  readonly #keys = new KeyTrade()
  readonly #tokens = new Map<bigint, Address>()
  /** Who opened flows where; most are over by the time they are picked. */
  readonly #flows: (readonly [Account, bigint])[] = []
  readonly #bidders = new Map<bigint, Address>()
  #sealed: SealedWork | undefined
  #now = 0

  constructor(chain: Chain, seed: number) {
    this.#chain = chain
    this.#roll = dice(seed)
  }

  async live(count: number): Promise<void> {
    this.#now = await this.#chain.time()
    for (let work = 1n; work <= WORKS; work++) await this.#publish(work)
    for (let done = 0; done < count; done++) {
      await this.#act()
      if (this.#roll(3) === 0) await this.#pass()
    }
    await this.#pass()
  }

  /** Time passes: seconds mostly, hours now and then, seldom days. */
  async #pass(): Promise<void> {
    const roll = this.#roll
    const kind = roll(20)
    this.#now = await this.#chain.later(1 + (kind === 0 ? roll(3 * DAY) : kind < 6 ? roll(6 * HOUR) : roll(600)))
  }

  /** 1 and 2 are roots, 3 a remix of both, 4 a grandchild and diamond, 5 is paid in dollars, 6 is sealed and a remix of 1. */
  async #publish(work: bigint): Promise<void> {
    const roll = this.#roll
    const creator = accounts[0]!
    const manifest = keccak256(numberToHex(work))
    const first = 1 + roll(99_999_998)
    if (work === SEALED) this.#sealed = this.#keys.seal(creator.address, manifest)
    const usages = [{ usage: 0, bringsKey: false, price: 1n }]
    const publication = {
      manifest,
      currency: work === IN_DOLLARS ? this.#chain.dollar : zeroAddress,
      holders: [
        { account: creator.address, units: first },
        { account: accounts[1]!.address, units: 100_000_000 - first },
      ],
      offers: work === SEALED ? [...usages, { usage: 1, bringsKey: true, price: 1_000_000n }] : usages,
      parents: { 3: [1n, 2n], 4: [3n, 1n], 6: [1n] }[Number(work)] ?? [],
      ancestorRoyalty: 100 + roll(2_000),
      ...{ derivatives: 2, resaleRoyalty: roll(1_001), minimumTip: 0n, minimumFlowRate: 0n },
      ...{ deliveryFee: work === SEALED ? 5_000n : 0n, policy: zeroAddress },
      key: work === SEALED ? this.#sealed!.proof : { x: 0n, y: 0n, commitment: zeroAddress, response: 0n },
    }
    await this.#chain.write(creator, 'publish', [publication])
    await this.#pass()
    await this.#chain.write(creator, 'openSale', [work])
    await this.#pass()
    const found = await readWork(this.#chain.client, workId(work))
    if (!found) throw new Error(`Work ${work} was not published`)
    this.#tokens.set(work, found.shareToken)
  }

  #act(): Promise<unknown> {
    const roll = this.#roll
    const account = accounts[roll(accounts.length)]!
    const other = accounts[roll(accounts.length)]!
    // The first two hold all shares at mint, so they are the ones with something to give and to claim.
    const holder = accounts[roll(3)]!
    const work = BigInt(1 + roll(WORKS))
    const acts = [
      () => this.#pay(account, work),
      () => this.#pay(account, work),
      () => this.#payBatch(account),
      () => this.#chain.write(holder, 'claim', [[work, 1n, 2n], account.address]),
      () => this.#move(holder, other, work),
      () => this.#move(holder, other, work),
      () => this.#openFlow(account, work),
      () => this.#openFlow(account, work),
      () => this.#extendFlow(),
      () => this.#extendFlow(),
      () => this.#closeFlow(),
      () => this.#chain.write(account, 'accrue', [work, BigInt(1 + roll(4))]),
      () => this.#market(holder, other, work),
      () => this.#market(account, holder, work),
      () => this.#inbox(account, work),
      () => this.#key(account),
      () => this.#chain.write(account, 'withdraw', [roll(2) ? zeroAddress : this.#chain.dollar, account.address]),
      () => this.#chain.write(account, 'report', [work, roll(5), 1n, numberToHex(0, { size: 32 }), zeroAddress]),
    ]
    return acts[roll(acts.length)]!()
  }

  #payment(work: bigint) {
    const roll = this.#roll
    const amount = BigInt(1 + roll(2 ** 31)) * (work === IN_DOLLARS ? 1n : BigInt(1 + roll(2 ** 31)))
    const ref = numberToHex(roll(99), { size: 32 })
    const tip = { work, usage: 5, units: 0n, price: 0n, amount, ref, beneficiary: zeroAddress }
    return roll(2) ? tip : { ...tip, usage: 0, units: 1n, price: 1n }
  }

  #pay(account: Account, work: bigint): Promise<Hex> {
    const one = this.#payment(work)
    return this.#chain.write(account, 'pay', [one], native(work, one.amount))
  }

  #payBatch(account: Account): Promise<Hex> {
    const many = [this.#payment(1n), this.#payment(4n), this.#payment(3n)]
    const total = many.reduce((sum, { amount }) => sum + amount, 0n)
    return this.#chain.write(account, 'payBatch', [many], total)
  }

  /** By the ERC-1155 face or by that of the share token. */
  #move(account: Account, { address: to }: Account, work: bigint): Promise<Hex> {
    const units = BigInt(this.#roll(20_000_000))
    if (this.#roll(2)) return this.#chain.write(account, 'safeTransferFrom', [account.address, to, work, units, '0x'])
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, units] })
    return this.#chain.send(account, { to: this.#tokens.get(work)!, data, gas: 1_000_000n })
  }

  /** Ends at one of the next hours, so that ends of several flows fall together. */
  #end = (hours: number) => (Math.floor(this.#now / HOUR) + 2 + this.#roll(hours)) * HOUR

  #openFlow(account: Account, work: bigint): Promise<Hex> {
    const size = work === IN_DOLLARS ? 2 ** 10 : 2 ** 31
    const rate = 10_000n * BigInt(1 + this.#roll(size))
    const end = this.#end(40)
    this.#flows.push([account, work])
    const maximum = (rate * BigInt(end - this.#now + HOUR)) / 100_000_000n + 1n
    return this.#chain.write(account, 'openFlow', [work, rate, end, maximum], native(work, maximum))
  }

  /** One of the last opened. */
  #flow(): readonly [Account, bigint] {
    return this.#flows.at(-1 - this.#roll(4)) ?? [accounts[0]!, 1n]
  }

  #closeFlow(): Promise<Hex> {
    const [account, work] = this.#flow()
    return this.#chain.write(account, 'closeFlow', [work])
  }

  #extendFlow(): Promise<Hex> {
    const [account, work] = this.#flow()
    const most = 10n ** 15n
    const by = BigInt(1 + this.#roll(2 ** 31)) * 10_000n
    return this.#roll(2)
      ? this.#chain.write(account, 'extendFlow', [work, this.#end(100), most], native(work, most))
      : this.#chain.write(account, 'topUpFlow', [work, by], native(work, by))
  }

  #market(account: Account, other: Account, work: bigint): Promise<Hex> {
    const roll = this.#roll
    const [units, unitPrice, expiry] = [10_000 + roll(1_000_000), BigInt(1 + roll(2 ** 31)), this.#now + DAY]
    const bidder = this.#bidders.get(work) ?? other.address
    const escrow = (BigInt(units) * unitPrice + 999_999n) / 1_000_000n
    switch (roll(6)) {
      case 0:
        return this.#chain.write(account, 'list', [work, units, unitPrice, expiry])
      case 1: {
        const most = 10n ** 10n
        return this.#chain.write(account, 'buy', [work, other.address, 10_000, most, FAR], native(work, most))
      }
      case 2:
        this.#bidders.set(work, account.address)
        return this.#chain.write(account, 'placeBid', [work, units, unitPrice, expiry], native(work, escrow))
      case 3:
        return this.#chain.write(account, 'cancelBid', [work])
      case 4:
        return this.#chain.write(account, 'refundBid', [work, bidder])
      default:
        return this.#chain.write(account, 'acceptBid', [work, bidder, 10_000, 0n, FAR])
    }
  }

  /** Money sent to the share token by somebody who knows nothing of us, swept, or auctioned when it is another one. */
  #inbox(account: Account, work: bigint): Promise<Hex> {
    const { dollar } = this.#chain
    const token = this.#tokens.get(work)!
    const foreign = work === IN_DOLLARS ? zeroAddress : dollar
    const amount = BigInt(1 + this.#roll(2 ** 20))
    switch (this.#roll(5)) {
      case 0:
        return this.#chain.send(account, { to: token, value: amount, gas: 100_000n })
      case 1: {
        const data = encodeFunctionData({ abi: dollarAbi, functionName: 'transfer', args: [token, amount] })
        return this.#chain.send(account, { to: dollar, data, gas: 200_000n })
      }
      case 2:
        return this.#chain.write(account, 'sweep', [work])
      case 3:
        return this.#chain.write(account, 'startAuction', [work, foreign])
      default: {
        const most = work === IN_DOLLARS ? 10n ** 12n : 10n ** 20n
        return this.#chain.write(account, 'buyAsset', [work, foreign, 1n, most], native(work, most))
      }
    }
  }

  /** Asked for by anyone, delivered by the creator, given back after the deadline. */
  async #key(account: Account): Promise<unknown> {
    const sealed = this.#sealed!
    const roll = this.#roll
    if (roll(3) === 0) {
      const wish = this.#keys.request(sealed, SEALED, account.address)
      return this.#chain.write(account, 'requestKey', [wish], wish.price + wish.fee)
    }
    const open = await this.#openRequest()
    if (!open) return undefined
    const terms = { ...open, deadline: BigInt(open.deadline) }
    if (roll(3) === 0) return this.#chain.write(account, 'refundKey', [terms])
    const answer = this.#keys.deliver(sealed, open, accounts[0]!.address)
    return this.#chain.write(accounts[0]!, 'deliverKey', [terms, ...answer])
  }

  async #openRequest(): Promise<KeyRequested | undefined> {
    const range = { works: [workId(SEALED)], fromBlock: 0n, toBlock: 1_000_000n }
    const events = ledgerEvents(await readLogs(this.#chain.client, range)).map(({ event }) => event)
    const closed = new Set(
      events.flatMap((event) => (event.kind === 'KeyDelivered' || event.kind === 'KeyRefunded' ? [event.id] : [])),
    )
    const open = events.filter((event) => event.kind === 'KeyRequested').filter(({ id }) => !closed.has(id))
    return open[this.#roll(Math.max(1, open.length))]
  }
}

const native = (work: bigint, amount: bigint): bigint => (work === IN_DOLLARS ? 0n : amount)
