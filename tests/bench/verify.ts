/** A work of very many payments on a chain of its own: how long it takes until all of it is loaded and verified. */
import { encodeFunctionData, zeroAddress, zeroHash } from 'viem'
import { deployment } from '../../contracts-abi/deployment.ts'
import { tributaryAbi } from '../../contracts-abi/tributary.ts'
import { KINDS, word } from '../../src/royalties/chain.ts'
import { workId } from '../../src/royalties/words.ts'
import { memoryCache, type HistoryCache } from '../../src/verify/loading/cache.ts'
import { openReader } from '../../src/verify/loading/open.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { accounts, Chain } from '../verify/history.ts'

/** Payments of one transaction, and transactions of one block. */
const [BATCH, BLOCK] = [250, 20]
const WORK = 1
const RUNS = 3

export interface VerifyFigures {
  readonly events: number
  /** Milliseconds until the verdict: with nothing known, and when the history was read before. */
  readonly cold: number
  readonly warm: number
  /** Milliseconds to fetch the same logs in one answer and read it with JSON.parse: what no program can do without. */
  readonly fetched: number
}

/** Medians of a few runs each. */
export async function benchVerify(payments = 100_000): Promise<VerifyFigures> {
  const chain = await Chain.start()
  try {
    await chain.live(1, 0)
    await pay(chain, payments)
    const cold = await median(() => verified(chain, memoryCache()))
    const cache = copying(memoryCache())
    const events = (await verified(chain, cache)).events
    const warm = await median(() => verified(chain, cache))
    return { events, cold, warm, fetched: await median(() => fetched(chain)) }
  } finally {
    chain.anvil.kill()
  }
}

async function pay(chain: Chain, count: number): Promise<void> {
  await chain.client.request({ method: 'evm_setBlockGasLimit', params: ['0x100000000'] } as never)
  for (let done = 0; done < count; done += BATCH * BLOCK) {
    for (let i = 0; i < BLOCK && done + i * BATCH < count; i++)
      await send(chain, Math.min(BATCH, count - done - i * BATCH))
    await chain.mine()
  }
}

function send(chain: Chain, count: number): Promise<unknown> {
  const payments = Array.from({ length: count }, (_, i) => ({
    ...{ work: BigInt(WORK), usage: 5, units: 0n, price: 0n, amount: BigInt(1_000 + i) },
    ...{ ref: zeroHash, beneficiary: zeroAddress },
  }))
  const value = payments.reduce((sum, { amount }) => sum + amount, 0n)
  const data = encodeFunctionData({ abi: tributaryAbi, functionName: 'payBatch', args: [payments] })
  return chain.send(accounts[2]!, { to: deployment.tributary.address, data, value, gas: 60_000n * BigInt(count) })
}

/** As from a disk: what is read is new each time, so nothing is known about it but what is checked again. */
const copying = (cache: HistoryCache): HistoryCache => ({
  ...cache,
  read: async (place) => structuredClone(await cache.read(place)),
})

async function verified(chain: Chain, cache: HistoryCache): Promise<{ readonly events: number }> {
  const outcome = await verifyWork(openReader(chain.url, 31_337), workId(WORK), { cache })
  if (!outcome.ok || outcome.report.verdict !== 'verified') throw new Error('The bench’s own history does not verify')
  return { events: outcome.report.works[0]!.columns.length }
}

async function fetched({ url }: Chain): Promise<void> {
  const params = [
    {
      ...{ fromBlock: '0x0', toBlock: 'latest', address: deployment.tributary.address },
      topics: [[...KINDS.keys()], `0x${word(BigInt(WORK))}`],
    },
  ]
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params })
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await answer.json()
}

async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now()
    await run()
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[RUNS >> 1]!
}
