import { describe, expect, test } from 'vitest'
import { KINDS, packStamp, word } from '../../src/royalties/chain.ts'
import type { Stamp } from '../../src/royalties/ledger.ts'
import { workId, type Hex, type WorkId } from '../../src/royalties/words.ts'
import type { Held, Pin, RawLog, StateProof, WorkFacts } from '../../src/verify/evidence.ts'
import type { LedgerReader, OldHead } from '../../src/verify/reader.ts'
import { verifyWork } from '../../src/verify/verify.ts'
import { walk } from '../../src/verify/walk.ts'

const contract = `0x${'c0'.repeat(20)}` as const
const work = workId(1)
const zero: Hex = `0x${word(0n)}`
const topicOf = (kind: string) => [...KINDS].find(([, each]) => each === kind)![0]

/** A payment of 1, wherever its stamp says it stands. */
function paidAt(block: bigint, stamp: Partial<Stamp>): RawLog {
  const packed = packStamp({ anchorBlock: 0n, sequence: 1, time: 1, previousBlock: 0n, ...stamp })
  const data: Hex = `0x${word(packed)}${word(0n)}${word(1n)}${word(1n)}${word(0n)}`
  const where = { block, blockHash: zero, index: stamp.sequence ?? 1, transaction: zero }
  return { address: contract, topics: [topicOf('Paid'), `0x${word(work)}`, zero, zero], data, ...where }
}

/** Says whatever a test wants about blocks, and counts how often it was asked. */
class Hostile implements LedgerReader {
  readonly deployment = { chainId: 1, contract } as const
  asked = 0
  readonly sequence: number
  readonly lastBlock: bigint
  readonly tell: (block: bigint) => readonly RawLog[]

  constructor(sequence: number, lastBlock: bigint, tell: (block: bigint) => readonly RawLog[]) {
    this.sequence = sequence
    this.lastBlock = lastBlock
    this.tell = tell
  }

  get told(): WorkFacts {
    const { sequence, lastBlock } = this
    return {
      work,
      currency: contract,
      sequence,
      lastBlock,
      head: zero,
      income: 0n,
      prepaid: 0n,
      flowRate: 0n,
      ancestorRoyalty: 0,
      ancestors: [],
    }
  }

  pin = (): Promise<Pin> => Promise.resolve({ number: this.lastBlock, hash: zero, time: 1 })
  stands = () => Promise.resolve(true)
  facts = (of: WorkId) => Promise.resolve(of === work ? this.told : undefined)
  logs(_: WorkId, block: bigint): Promise<readonly RawLog[]> {
    this.asked += 1
    return Promise.resolve(this.tell(block))
  }
  range = (): Promise<readonly RawLog[]> => Promise.reject(new Error('not told'))
  state = (): Promise<StateProof> => Promise.reject(new Error('not told'))
  holding = (): Promise<Held> => Promise.reject(new Error('not told'))
  headAt = (): Promise<OldHead> => Promise.reject(new Error('not told'))
  block = () => Promise.reject(new Error('not told'))
  receipts = () => Promise.reject(new Error('not told'))
}

async function verdictOf(reader: Hostile, mostEvents?: number) {
  const outcome = await verifyWork(reader, work, mostEvents === undefined ? {} : { mostEvents })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.report
}

describe('a walk along hostile pointers ends, and is never taken for a proof', () => {
  test('a cycle of two blocks', async () => {
    const reader = new Hostile(9, 10n, (block) =>
      block === 10n
        ? [paidAt(10n, { sequence: 9, previousBlock: 5n })]
        : [paidAt(5n, { sequence: 8, previousBlock: 10n })],
    )
    const trail = await walk(reader, reader.told)
    expect(trail.stop).toEqual({ kind: 'lost' })
    expect(reader.asked).toBe(2)
    const { verdict, findings } = await verdictOf(reader)
    expect(verdict).toBe('differs')
    expect(findings).toContainEqual({ kind: 'gap', first: 1, place: { work, sequence: 7, block: 10n } })
  })

  test('an event that points to its own block, and to itself', async () => {
    const reader = new Hostile(9, 10n, () => [paidAt(10n, { sequence: 9, previousBlock: 10n })])
    expect((await walk(reader, reader.told)).stop).toEqual({ kind: 'lost' })
    expect(reader.asked).toBe(1)
    expect((await verdictOf(reader)).verdict).toBe('differs')
  })

  test('a block of the future, by pointer and by anchor', async () => {
    const future = 2n ** 40n - 1n
    const reader = new Hostile(300, 10n, () => [
      paidAt(10n, { sequence: 300, previousBlock: future, anchorBlock: future }),
    ])
    expect((await walk(reader, reader.told)).stop).toEqual({ kind: 'lost' })
    expect(reader.asked).toBe(1)
    expect((await verdictOf(reader)).findings).toContainEqual({
      ...{ kind: 'gap', first: 1, place: { work, sequence: 299, block: future } },
    })
  })

  test('a broken pointer with an older anchor goes on at the anchor', async () => {
    const asked: bigint[] = []
    const reader = new Hostile(300, 1_000n, (block) => {
      asked.push(block)
      return block === 1_000n ? [paidAt(1_000n, { sequence: 300, previousBlock: 2_000n, anchorBlock: 400n })] : []
    })
    expect((await walk(reader, reader.told)).stop).toEqual({ kind: 'lost' })
    expect(asked).toEqual([1_000n, 400n])
  })

  test('a chain without end stops at the most that is fetched, and accuses nobody', async () => {
    const first = 2n ** 39n
    const sequence = 2 ** 31
    const reader = new Hostile(sequence, first, (block) => [
      paidAt(block, { sequence: sequence - Number(first - block), previousBlock: block - 1n }),
    ])
    expect((await walk(reader, reader.told, { mostEvents: 50 })).stop).toEqual({ kind: 'tooLong', most: 50 })
    expect(reader.asked).toBe(50)
    const { verdict, findings } = await verdictOf(reader, 50)
    expect(verdict).toBe('unchecked')
    expect(findings).toMatchObject(['history', 'state'].map((what) => ({ kind: 'couldNotCheck', what })))
  })

  test('a chain that never counts down is left at its second block', async () => {
    const reader = new Hostile(9, 2n ** 39n, (block) => [paidAt(block, { sequence: 9, previousBlock: block - 1n })])
    expect((await walk(reader, reader.told)).stop).toEqual({ kind: 'lost' })
    expect(reader.asked).toBe(2)
    expect((await verdictOf(reader)).verdict).toBe('differs')
  })

  test('a history longer than the head says is cut where the head says', async () => {
    const reader = new Hostile(1, 10n, () => [
      paidAt(10n, { sequence: 1 }),
      paidAt(10n, { sequence: 2, previousBlock: 10n }),
    ])
    const { verdict, findings } = await verdictOf(reader)
    expect(verdict).toBe('differs')
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'invented', reason: 'beyond' }))
  })
})
