/** What every chain needs before a work can be published, and the toy dollar that only this one has. */
import { concat, createWalletClient, encodeFunctionData, getCreate2Address, http, type Client, type Hex } from 'viem'
import { getCode, readContract, sendRawTransaction, sendTransaction } from 'viem/actions'
import { deployment } from '../../contracts-abi/deployment.ts'
import { dollarAbi, dollarCode } from '../../contracts-abi/dollar.ts'
import { proxyTransaction } from '../../contracts-abi/initcode.ts'
import { chainOf, type ChainClient } from '../chain/client.ts'
import { deployCalls } from '../chain/deploy.ts'
import { checkDeployment } from '../chain/deployed.ts'
import { mined } from '../chain/mined.ts'
import type { Network, Token } from '../chain/networks.ts'
import type { Address } from '../royalties/words.ts'
import { PEOPLE, type Person } from './people.ts'
import { StartProblem } from './say.ts'

const DOLLARS_EACH = 10_000_000_000n
const NO_SALT: Hex = `0x${'00'.repeat(32)}`

export const dollarAddress = (): Address =>
  getCreate2Address({ from: deployment.proxy, salt: NO_SALT, bytecode: dollarCode }).toLowerCase() as Address

export const dollar = (): Token => ({
  address: dollarAddress(),
  symbol: 'tUSD',
  name: 'Test dollar',
  decimals: 6,
  permit: true,
})

/** Sends and waits; throws when it reverted. */
export async function sendAs(
  person: Person,
  network: Network,
  call: { to?: Address; data?: Hex; value?: bigint },
): Promise<Hex> {
  const chain = chainOf(network)
  const client: Client = createWalletClient({
    account: person.account,
    chain,
    transport: http(network.rpcs[0]),
    pollingInterval: 40,
  })
  const hash = await sendTransaction(client, { ...call, account: person.account, chain })
  const { status } = await mined(client, hash)
  if (status !== 'success') throw new Error(`Transaction ${hash} of ${person.name} reverted`)
  return hash
}

/** Deploys what is missing and compares the code with this build. */
export async function deployContracts(client: ChainClient, network: Network): Promise<void> {
  if (!(await getCode(client, { address: deployment.proxy }))) {
    await sendAs(PEOPLE.hana, network, { to: proxyTransaction.from, value: BigInt(proxyTransaction.cost) })
    const hash = await sendRawTransaction(client, { serializedTransaction: proxyTransaction.raw })
    await mined(client, hash)
  }
  for (const { call } of await deployCalls(client)) await sendAs(PEOPLE.hana, network, call)
  const deployed = await checkDeployment(client)
  if (!deployed.ok)
    throw new StartProblem(
      'The contracts on the kept chain are not those of this build. Start with --fresh to begin a new chain.',
    )
}

/** Deploys the toy dollar and gives everybody some, once. */
export async function giveDollars(client: ChainClient, network: Network): Promise<void> {
  const address = dollarAddress()
  if (!(await getCode(client, { address })))
    await sendAs(PEOPLE.hana, network, { to: deployment.proxy, data: concat([NO_SALT, dollarCode]) })
  for (const { account } of Object.values(PEOPLE)) {
    const held = await readContract(client, {
      address,
      abi: dollarAbi,
      functionName: 'balanceOf',
      args: [account.address],
    })
    if (held > 0n) continue
    const data = encodeFunctionData({ abi: dollarAbi, functionName: 'mint', args: [account.address, DOLLARS_EACH] })
    await sendAs(PEOPLE.hana, network, { to: address, data })
  }
}
