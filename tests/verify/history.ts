import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import {
  concat,
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  http,
  keccak256,
  numberToHex,
  zeroAddress,
  type Abi,
  type Hex,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry as anvilChain } from 'viem/chains'
import { deployment } from '../../contracts-abi/deployment.ts'
import { dollarAbi, dollarCode } from '../../contracts-abi/dollar.ts'
import { initCode } from '../../contracts-abi/initcode.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { foundry } from '../../contracts/tools/forge.ts'
import type { ChainClient } from '../../src/chain/client.ts'

/** Numbers that look random and are the same for the same seed. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

export const accounts = Array.from({ length: 6 }, (_, addressIndex) =>
  mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex }),
)
const { address } = deployment.tributary
const abi: Abi = tributaryAbi

/** An anvil of its own with the contract, on which seeded random histories happen. */
export class Chain {
  readonly anvil: ChildProcess
  readonly url: string
  readonly #chain: typeof anvilChain
  readonly transport
  readonly client: ChainClient
  dollar: Hex = '0x'

  private constructor(anvil: ChildProcess, url: string, id: number) {
    this.anvil = anvil
    this.url = url
    this.#chain = { ...anvilChain, id: id as typeof anvilChain.id }
    this.transport = http(url, { retryCount: 50, retryDelay: 100 })
    this.client = createPublicClient({ chain: this.#chain, transport: this.transport, pollingInterval: 5 })
  }

  static async start(id: number = anvilChain.id): Promise<Chain> {
    const port = await freePort()
    const flags = ['--port', String(port), '--chain-id', String(id), '--silent', '--no-mining', '--order', 'fifo']
    const anvil = spawn(foundry('anvil'), flags)
    const made = new Chain(anvil, `http://127.0.0.1:${port}`, id)
    await made.#deploy()
    return made
  }

  async #deploy(): Promise<void> {
    const [first] = accounts
    for (const piece of initCode) {
      await this.send(first!, {
        to: deployment.proxy,
        data: concat([deployment.salt, piece.initCode]),
        gas: 9_000_000n,
      })
      await this.mine()
    }
    const wallet = createWalletClient({ chain: this.#chain, transport: this.transport, account: first! })
    const hash = await wallet.deployContract({ abi: dollarAbi, bytecode: dollarCode, gas: 5_000_000n })
    await this.mine()
    const reader = createPublicClient({ chain: this.#chain, transport: this.transport })
    this.dollar = (await reader.getTransactionReceipt({ hash })).contractAddress!
    for (const account of accounts) {
      const holder = createWalletClient({ chain: this.#chain, transport: this.transport, account })
      const token = { address: this.dollar, abi: dollarAbi, gas: 200_000n } as const
      await holder.writeContract({ ...token, functionName: 'mint', args: [account.address, 10n ** 15n] })
      await holder.writeContract({ ...token, functionName: 'approve', args: [address, 10n ** 15n] })
    }
    await this.mine()
  }

  mine(): Promise<unknown> {
    return this.client.request({ method: 'evm_mine' } as never)
  }

  /** The next block is `seconds` younger than the newest. */
  async later(seconds: number): Promise<number> {
    const time = (await this.time()) + seconds
    await this.client.request({ method: 'evm_setNextBlockTimestamp', params: [time] } as never)
    await this.mine()
    return time
  }

  async time(): Promise<number> {
    const block = await this.client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] })
    return Number(block!.timestamp)
  }

  async send(
    account: (typeof accounts)[number],
    call: { to: Hex; data?: Hex; value?: bigint; gas: bigint },
  ): Promise<Hex> {
    return createWalletClient({ chain: this.#chain, transport: this.transport, account }).sendTransaction(call)
  }

  /** Some actions revert; that is part of the history too. Several land in one block. */
  async live(seed: number, actions: number): Promise<void> {
    const roll = dice(seed)
    for (let work = 1; work <= 5; work++) await this.#publish(roll, work)
    for (let done = 0; done < actions; done++) {
      await this.#act(roll)
      if (roll(3) === 0) await this.mine()
    }
    await this.mine()
  }

  /** Without asking whether it would revert; that is part of a history too. */
  write(account: (typeof accounts)[number], functionName: string, args: readonly unknown[], value = 0n): Promise<Hex> {
    const data = encodeFunctionData({ abi, functionName, args })
    return this.send(account, { to: address, data, value, gas: 3_000_000n })
  }

  /** 1 and 2 are roots, 3 a remix of both, 4 a grandchild and diamond, 5 is paid in dollars. */
  async #publish(roll: (below: number) => number, work: number): Promise<void> {
    const first = 1 + roll(99_999_998)
    const holders = [
      { account: accounts[0]!.address, units: first },
      { account: accounts[1]!.address, units: 100_000_000 - first },
    ]
    const parents = { 3: [1n, 2n], 4: [3n, 1n] }[work] ?? []
    const publication = {
      ...{
        manifest: keccak256(numberToHex(work)),
        currency: work === 5 ? this.dollar : zeroAddress,
        holders,
        parents,
      },
      offers: [{ usage: 0, bringsKey: false, price: 1n }],
      ...{
        ancestorRoyalty: 100 + roll(2_000),
        derivatives: 2,
        resaleRoyalty: roll(1_001),
        minimumTip: 0n,
        minimumFlowRate: 0n,
        deliveryFee: 0n,
        policy: zeroAddress,
      },
      key: { x: 0n, y: 0n, commitment: zeroAddress, response: 0n },
    }
    await this.write(accounts[0]!, 'publish', [publication])
    await this.mine()
    await this.write(accounts[0]!, 'openSale', [BigInt(work)])
    await this.mine()
  }

  async #act(roll: (below: number) => number): Promise<unknown> {
    const account = accounts[roll(accounts.length)]!
    const other = accounts[roll(accounts.length)]!
    const work = BigInt(1 + roll(5))
    const payment = (of: bigint) => {
      const amount = BigInt(1 + roll(2 ** 31)) * (of === 5n ? 1n : BigInt(1 + roll(2 ** 31)))
      const tip = {
        work: of,
        usage: 5,
        units: 0n,
        price: 0n,
        amount,
        ref: numberToHex(roll(99), { size: 32 }),
        beneficiary: zeroAddress,
      }
      return roll(2) ? tip : { ...tip, usage: 0, units: 1n, price: 1n }
    }
    switch (roll(7)) {
      case 0:
      case 1: {
        const one = payment(work)
        return this.write(account, 'pay', [one], work === 5n ? 0n : one.amount)
      }
      case 2: {
        const many = [payment(1n), payment(4n), payment(3n)]
        return this.write(
          account,
          'payBatch',
          [many],
          many.reduce((sum, { amount }) => sum + amount, 0n),
        )
      }
      case 3:
        return this.write(account, 'claim', [[1n, 2n, work], account.address])
      case 4:
        return this.write(account, 'safeTransferFrom', [
          account.address,
          other.address,
          work,
          BigInt(roll(20_000_000)),
          '0x',
        ])
      case 5:
        return this.write(accounts[0]!, 'list', [work, 500_000, 1_000_000n, (await this.time()) + 80 * 86_400])
      default: {
        const deadline = 99_999_999_999n
        return this.write(
          other,
          'buy',
          [work, accounts[0]!.address, 100_000, 10n ** 9n, deadline],
          work === 5n ? 0n : 10n ** 6n,
        )
      }
    }
  }
}
