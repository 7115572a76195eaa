/** RPCs that would go on for ever: each answer brings something, and none of it leads anywhere. */
import { expect, test } from 'vitest'
import { packStamp, word } from '../../../src/royalties/chain.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import { loadTrail } from '../../../src/verify/loading/load.ts'
import { ledgerIn, Simulated, upTo } from './simulated.ts'

const ledger = ledgerIn(upTo(20).map((i) => 1_000 + i))
const far = 2n ** 39n
const [log] = ledger.logs

/** As if there were as many events before it as blocks. */
function pointing(block: number): Hex {
  const stamp = { anchorBlock: 0n, sequence: 2 ** 31, time: block, previousBlock: BigInt(block - 1) }
  return `0x${word(packStamp(stamp))}${log!.data.slice(66)}`
}

test('a log in every block, of more blocks than there are', async () => {
  const reader = new Simulated(
    { ...ledger, facts: { ...ledger.facts, lastBlock: far } },
    {
      refuse: (blocks) => {
        if (reader.asked.length > 5_000) throw new Error('It never ends')
        return blocks > 1 ? new Error('eth_getLogs is limited to a 1 range') : undefined
      },
      alter: (_, from) => [{ ...log!, block: BigInt(from), data: pointing(from) }],
    },
  )
  const { columns } = await loadTrail(reader, reader.ledger.facts)
  expect(columns).toBeUndefined()
  expect(reader.asked.length).toBeLessThan(3_000)
})

test('every second log is missing: not each of them is asked for', async () => {
  const long = ledgerIn(upTo(2_000).map((i) => 1_000 + i))
  const reader = new Simulated(long, { alter: (logs) => logs.filter((_, i) => i % 2 === 0 && logs.length > 3) })
  const { columns } = await loadTrail(reader, long.facts)
  expect(columns).toBeUndefined()
  expect(reader.asked.length).toBeLessThan(50)
})
