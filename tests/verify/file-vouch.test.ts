/** Whether a file's block is real: what RPCs say, and what becomes of the report. */
import { expect, test } from 'vitest'
import { workId, type Hex } from '../../src/royalties/words.ts'
import { vouch, vouchedReport } from '../../src/verify/file/vouch.ts'
import type { LedgerReader } from '../../src/verify/reader.ts'
import type { Report } from '../../src/verify/report.ts'
import { blockVerdict, provenBlock } from '../../src/screens/verify/file-block.ts'
import { lookTitle } from '../../src/screens/verify/sentences.ts'
import { axesOf } from '../../src/screens/verify/steps.ts'
import type { Witness } from '../../src/verify/witnesses/words.ts'

const hashOf = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const pin = { number: 100n, hash: hashOf(1), time: 1_000 }
/** A header this code cannot hash is taken by its word; so a few fields are enough here. */
const shown = (hash: Hex, number = 100n) => ({
  ...{ number: `0x${number.toString(16)}`, hash, timestamp: '0x3e8', ofAForkToCome: '0x' },
  ...Object.fromEntries(FIELDS.map(([name, bytes]) => [name, `0x${'00'.repeat(bytes)}`])),
  ...Object.fromEntries(['difficulty', 'gasLimit', 'gasUsed'].map((name) => [name, '0x0'])),
})
const FIELDS: readonly (readonly [string, number])[] = [
  ['parentHash', 32],
  ['sha3Uncles', 32],
  ['miner', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['extraData', 0],
  ['mixHash', 32],
  ['nonce', 8],
]

const witness = (operator: string, block: () => unknown, rpc = `https://${operator}`): Witness => ({
  rpc,
  operator,
  reader: { block: async () => block() } as unknown as LedgerReader,
})
const honest = (operator: string) => witness(operator, () => shown(pin.hash))
const elsewhere = (operator: string) => witness(operator, () => shown(hashOf(2)))
const behind = (operator: string) => witness(operator, () => null)
const dead = (operator: string) =>
  witness(operator, () => {
    throw new Error('HTTP 503')
  })
/** Its header does not give its hash. */
const forger = (operator: string) =>
  witness(operator, () => {
    const { ofAForkToCome: _, ...known } = shown(pin.hash)
    return known
  })

const report: Report = {
  ...{ subject: workId(1), pin, verdict: 'verified', blame: undefined, findings: [], works: [], holders: [] },
  trust: {
    ...{ authenticity: 'provenState', completeness: 'head' },
    rpcs: { same: 0, other: 0, behind: 0, silent: 0 },
  },
  ...{ testimonies: [], headerBy: undefined, liars: [] },
}

const told = async (...witnesses: Witness[]) => vouchedReport(report, await vouch(pin, witnesses))

test('everybody has the block', async () => {
  const { verdict, trust, findings } = await told(honest('a'), honest('b'))
  expect({ verdict, findings, rpcs: trust.rpcs }).toEqual({
    ...{ verdict: 'verified', findings: [] },
    rpcs: { same: 2, other: 0, behind: 0, silent: 0 },
  })
  expect(blockVerdict(trust.rpcs, 'Base')).toMatchObject({ tone: 'ok', title: 'Yes, on Base' })
})

test('the network has another block: the file is false, and the finding names both', async () => {
  const { verdict, blame, findings, trust } = await told(elsewhere('a'), behind('b'), dead('c'))
  expect({ verdict, blame }).toEqual({ verdict: 'differs', blame: 'rpc' })
  expect(findings).toEqual([{ kind: 'otherChain', work: 1n, block: 100n, told: pin.hash, proven: hashOf(2) }])
  expect(blockVerdict(trust.rpcs, 'Base').tone).toBe('danger')
  // Nothing of it is called proven any more.
  const steps = axesOf(await told(elsewhere('a')), 'file').map((axis) => axis.steps.map(({ state }) => state))
  expect(steps).toEqual([
    ['reached', 'broken', 'broken', 'broken'],
    ['reached', 'reached', 'open', 'open'],
  ])
})

test('one against one decides nothing', async () => {
  const split = await told(honest('a'), elsewhere('b'))
  const { verdict, trust } = split
  expect(verdict).toBe('verified')
  expect(lookTitle(split, 'file')).toBe('The file adds up')
  expect(lookTitle(await told(honest('a')), 'file')).toBe('It adds up')
  expect(blockVerdict(trust.rpcs, 'Base')).toMatchObject({ tone: 'warning', title: 'The RPCs contradict each other' })
})

test('one of three does not make a file true', async () => {
  const outvoted = await told(honest('a'), elsewhere('b'), elsewhere('c'))
  expect(outvoted).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  expect(blockVerdict(outvoted.trust.rpcs, 'Base').tone).toBe('danger')
  expect(await told(elsewhere('a'), honest('b'), honest('c'))).toMatchObject({ verdict: 'verified' })
})

test('who is behind, silent, or contradicts himself accuses nobody', async () => {
  const { verdict, trust } = await told(behind('a'), dead('b'), forger('c'))
  expect(verdict).toBe('verified')
  expect(trust.rpcs).toEqual({ same: 0, other: 0, behind: 1, silent: 2 })
  expect(blockVerdict(trust.rpcs, 'Base')).toMatchObject({ tone: 'warning', title: 'Nobody could say' })
})

test('a block of another number is no answer', async () => {
  const { trust } = await told(witness('a', () => shown(hashOf(3), 99n)))
  expect(trust.rpcs).toEqual({ same: 0, other: 0, behind: 0, silent: 1 })
})

test('an operator with two addresses is one', async () => {
  const twice = [witness('a', () => shown(pin.hash), 'https://one'), witness('a', () => shown(pin.hash), 'https://two')]
  const { trust, testimonies } = await told(...twice)
  expect(trust.rpcs.same).toBe(1)
  expect(testimonies).toHaveLength(2)
})

test('a light client decides, whatever RPCs say; where it cannot, that is a remark', async () => {
  const proven = (hash: Hex) => ({ number: 100n, hash, by: 'the committee' })
  const ask = async (light: Parameters<typeof vouchedReport>[2], ...witnesses: Witness[]) =>
    vouchedReport(report, await vouch(pin, witnesses), light)
  expect(await ask(proven(pin.hash), elsewhere('a'), elsewhere('b'))).toMatchObject({
    ...{ verdict: 'verified', headerBy: 'the committee', findings: [] },
    trust: { authenticity: 'provenHeader', completeness: 'head', rpcs: { other: 2 } },
  })
  expect(await ask(proven(hashOf(9)), honest('a'), honest('b'))).toMatchObject({
    ...{ verdict: 'differs', blame: 'rpc', trust: { authenticity: 'oneRpc' } },
    findings: [{ kind: 'otherChain', told: pin.hash, proven: hashOf(9) }],
  })
  const doubtful = await ask('Nobody signs', honest('a'))
  expect(doubtful).toMatchObject({ verdict: 'verified', headerDoubt: 'Nobody signs' })
  const again = vouchedReport(doubtful, await vouch(pin, [honest('a')]), proven(pin.hash))
  expect(again).toMatchObject({ headerBy: 'the committee', headerDoubt: undefined })
  expect(blockVerdict({ same: 0, other: 3, behind: 0, silent: 0 }, 'Ethereum', 'same').tone).toBe('ok')
  expect(blockVerdict({ same: 3, other: 0, behind: 0, silent: 0 }, 'Ethereum', 'other').tone).toBe('danger')
})

test('a false file may be of a block that is real, and then nothing is said against the block', async () => {
  const proven = (hash: Hex) => ({ number: 100n, hash, by: 'the committee' })
  const forged: Report = { ...report, verdict: 'differs', blame: 'rpc' }
  const vouchers = await vouch(pin, [honest('a')])
  expect(provenBlock(vouchedReport(forged, vouchers))).toBeUndefined()
  expect(provenBlock(vouchedReport(forged, vouchers, proven(pin.hash)))).toBe('same')
  expect(provenBlock(vouchedReport(forged, vouchers, proven(hashOf(9))))).toBe('other')
})
