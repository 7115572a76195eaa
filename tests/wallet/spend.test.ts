import { afterEach, expect, test, vi } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import type { ChainClient } from '../../src/chain/client.ts'
import { currencyOf } from '../../src/chain/tokens.ts'
import { spend, type Spending, type SpendingPorts } from '../../src/wallet/spend.ts'
import { bela, deployDollar, startStage, type Stage } from '../chain/stage.ts'

let stage: Stage
afterEach(() => stage.stop())

test('no allowance is signed, and nothing sent, where the contracts’ address holds foreign code', async () => {
  stage = await startStage()
  const dollar = await deployDollar(stage, [bela])
  const code = '0x6001600155'
  await stage.client.request({ method: 'anvil_setCode', params: [deployment.tributary.address, code] } as never)
  const sign = vi.fn()
  const send = vi.fn()
  const client: ChainClient = stage.client
  const ports = { client, wallet: { address: bela.address, sign }, transactions: { send } } as unknown as SpendingPorts
  const currency = { ...(await currencyOf(client, stage.network, dollar)), permit: true }
  const spent = await spend(ports, { title: 'Pay', currency, amount: 1n } as Spending, () => undefined)
  expect(spent).toMatchObject({ ok: false, problem: { kind: 'foreign', pieces: [{ name: 'Tributary' }] } })
  expect(sign).not.toHaveBeenCalled()
  expect(send).not.toHaveBeenCalled()
})
