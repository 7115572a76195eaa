/** RPCs that send the true history and lie about what the contract says, or about what proves it. And one contract that was
 * made to cheat: nobody else is accused for that. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import { accountSlot, workSlot } from '../../../src/verify/trie/slots.ts'
import type { Fault } from '../../harness/fault-proxy.ts'
import { on, refuses } from '../../harness/faults/answers.ts'
import { event, drops } from '../../harness/faults/logs.ts'
import { sequenceOf } from '../../harness/faults/log.ts'
import { facts, headers, lags, proofs, views } from '../../harness/faults/state.ts'
import { expectDoubt, expectLie, expectVerified, FaultStage, kindsOf, SUBJECT } from './stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await FaultStage.start(20_261_125)
})
afterAll(() => stage.stop())

type Fact = 'income' | 'prepaid' | 'flowRate' | 'lastBlock' | 'ancestorRoyalty'
describe('a view that lies beside an honest proof', () => {
  const FACTS: Fact[] = ['income', 'prepaid', 'flowRate', 'lastBlock', 'ancestorRoyalty']
  test.each(FACTS)('%s', async (field) => {
    const more = (work: Readonly<Record<string, unknown>>) => {
      const told = work[field] as bigint | number
      return { [field]: typeof told === 'bigint' ? told + 1n : told + 1 }
    }
    const report = await stage.report([facts(more, SUBJECT)])
    expectLie(report)
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'stateDiffers', work: SUBJECT, field }))
  })

  test('the head', async () => {
    const report = await stage.report([facts(() => ({ head: `0x${'1'.repeat(64)}` }), SUBJECT)])
    expectLie(report)
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'stateDiffers', field: 'head' }))
  })

  test('who is paid above', async () => {
    const child = stage.truth.works.find(({ facts: { ancestors } }) => ancestors.length > 0)!.facts
    const none = views('ancestorsOf', () => [], child.work)
    const report = await stage.report([none], child.work)
    expectLie(report)
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'stateDiffers', work: child.work, field: 'ancestors', told: 0n }),
    )
  })

  test('what a holder has, and what it is owed', async () => {
    const units = views('holdingOf', (held: { units: number }) => ({ ...held, units: held.units + 1 }))
    const first = await stage.report([units])
    expectLie(first)
    expect(first.findings).toContainEqual(expect.objectContaining({ kind: 'stateDiffers', field: 'units' }))
    const owed = await stage.report([views('claimable', (amount: bigint) => amount + 1n)])
    expectLie(owed)
    expect(owed.findings).toContainEqual(expect.objectContaining({ kind: 'stateDiffers', field: 'claimable' }))
  })

  /** Everything as it was one event ago: events, sequence, head and income fit together. */
  function past(): Fault[] {
    const newest = stage.logs.at(-1)!
    const before = stage.logs.at(-2)!
    const heads = stage.truth.works[0]!.heads
    const head: Hex = `0x${Buffer.from(heads.slice(-64, -32)).toString('hex')}`
    const lastBlock = Number(before.blockNumber)
    const shorter = () => ({ sequence: stage.logs.length - 1, head, lastBlock })
    return [drops(event(Number(SUBJECT), sequenceOf(newest))), facts(shorter, SUBJECT)]
  }

  test('a whole story that fits together: only the proof tells', async () => {
    const report = await stage.report(past())
    expectLie(report)
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'stateDiffers', field: 'sequence' },
        ...{ told: BigInt(stage.logs.length - 1), proven: BigInt(stage.logs.length) },
      }),
    )
  })

  test('the same without a proof: nobody can tell, and it is not said to be proven', async () => {
    const report = await stage.report([...past(), on('eth_getProof', refuses(-32601, 'no such method'))])
    expect(report.blame).not.toBe('contract')
    expect(report.trust.authenticity).toBe('oneRpc')
    expect(['unknown', 'gapless']).toContain(report.trust.completeness)
  })
})

describe('a proof that lies', () => {
  interface Proof {
    readonly accountProof: Hex[]
    readonly storageProof: { value: Hex; proof: Hex[] }[]
  }
  const flipped = (hex: Hex): Hex => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}` as Hex
  const LIES: [name: string, change: (proof: Proof) => unknown][] = [
    [
      'a byte of the account',
      ({ accountProof, ...rest }) => ({ ...rest, accountProof: accountProof.with(-1, flipped(accountProof.at(-1)!)) }),
    ],
    [
      'a byte of the storage',
      ({ storageProof, ...rest }) => {
        const { proof, value } = storageProof[0]!
        return { ...rest, storageProof: storageProof.with(0, { value, proof: proof.with(-1, flipped(proof.at(-1)!)) }) }
      },
    ],
    ['slots in another order', ({ storageProof, ...rest }) => ({ ...rest, storageProof: storageProof.toReversed() })],
    ['a slot too few', ({ storageProof, ...rest }) => ({ ...rest, storageProof: storageProof.slice(1) })],
    ['nodes that prove nothing', ({ accountProof, ...rest }) => ({ ...rest, accountProof: [...accountProof, '0xc0'] })],
    ['no nodes', ({ storageProof }) => ({ accountProof: [], storageProof })],
  ]
  test.each(LIES)('%s', async (_, change) => {
    const report = await stage.report([proofs(change as never)])
    expectLie(report)
    expect(kindsOf(report)).toEqual(['proofWrong'])
  })

  test('the proof of an older block', async () => {
    const older = on('eth_getProof', (call, next) => next({ ...call, params: call.params.with(2, '0x20') }))
    const report = await stage.report([older])
    expectLie(report)
    expect(kindsOf(report)).toEqual(['proofWrong'])
  })

  test('the values beside the nodes, which nobody believes', async () => {
    const nothing = proofs((proof) => ({
      ...proof,
      storageProof: (proof['storageProof'] as { proof: Hex[] }[]).map((each) => ({ ...each, value: '0x0' })),
    }))
    const report = await stage.report([nothing])
    expect(report.verdict).not.toBe('differs')
  })
})

describe('lies about the head of the chain', () => {
  const FIELDS: [field: string, value: string][] = [
    ['timestamp', '0x7fffffff'],
    ['stateRoot', `0x${'1'.repeat(64)}`],
    ['gasUsed', '0x7'],
  ]
  test.each(FIELDS)('%s of the header', async (field, value) => {
    const report = await stage.report([headers((block) => ({ ...block, [field]: value }))])
    expectLie(report)
    expect(kindsOf(report)).toContain('proofWrong')
  })

  test('a number that is another block’s: it never comes to a verdict', async () => {
    const outcome = await stage.outcome([headers((block) => ({ ...block, number: '0x50' }))])
    expect(outcome).toMatchObject({ ok: false, problem: { kind: 'restless' } })
  })

  test('a header with fields nobody knows, and a hash that could be of a later fork', async () => {
    const report = await stage.report([headers((block) => ({ ...block, extraData: '0x77', cheeseRoot: '0x1' }))])
    expect(report.verdict).not.toBe('differs')
    expect(report.trust.authenticity).toBe('oneRpc')
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'couldNotCheck', what: 'state' }))
  })

  test('a block that does not exist', async () => {
    const invented = headers((block) => ({ ...block, hash: `0x${'7'.repeat(64)}` }))
    expectDoubt(await stage.outcome([invented]))
  })

  test('five blocks behind: verified as of then', async () => {
    const report = await stage.report([lags(5)])
    expectVerified(report)
    expect(report.pin.number).toBe(stage.truth.pin.number - 5n)
  })

  test('a block that is replaced while it is read', async () => {
    const { chain } = stage
    const ask = chain.client.request as unknown as (call: object) => Promise<unknown>
    const snapshot = await ask({ method: 'evm_snapshot', params: [] })
    await chain.later(100)
    let reorganised = false
    const reorganises = on('eth_getLogs', async (call, next) => {
      if (!reorganised) {
        reorganised = true
        await ask({ method: 'evm_revert', params: [snapshot] })
        await chain.later(200)
      }
      return next(call)
    })
    const report = await stage.report([reorganises])
    expect(reorganised).toBe(true)
    expectVerified(report)
    expect(report.pin.hash).toBe(
      ((await ask({ method: 'eth_getBlockByNumber', params: ['latest', false] })) as { hash: Hex }).hash,
    )
  })
})

describe('a contract whose storage does not follow from its history', () => {
  const ask = (method: string, params: unknown[]) =>
    (stage.chain.client.request as unknown as (call: object) => Promise<unknown>)({ method, params })
  const contract = deployment.tributary.address

  async function cheated(slot: Hex, change: (word: bigint) => bigint) {
    const snapshot = await ask('evm_snapshot', [])
    const word = BigInt((await ask('eth_getStorageAt', [contract, slot, 'latest'])) as Hex)
    await ask('anvil_setStorageAt', [contract, slot, `0x${change(word).toString(16).padStart(64, '0')}`])
    await stage.chain.mine()
    const report = await stage.report([])
    await ask('evm_revert', [snapshot])
    return report
  }

  test('income that nobody paid', async () => {
    const report = await cheated(workSlot(SUBJECT, 'hot'), (word) => word + 1n)
    expect(report).toMatchObject({ verdict: 'differs', blame: 'contract' })
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'incomeDiffers', work: SUBJECT }))
  })

  test('a holder that is owed less than it earned', async () => {
    const { account } = stage.truth.holders[0]!
    const report = await cheated(accountSlot(SUBJECT, 'holdings', account), (word) => word + ((10n ** 12n) << 56n))
    expect(report).toMatchObject({ verdict: 'differs', blame: 'contract' })
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'dueDiffers', account }))
  })

  test('shares that nobody gave away', async () => {
    const { account } = stage.truth.holders[0]!
    const report = await cheated(accountSlot(SUBJECT, 'holdings', account), (word) => word - 1n)
    expect(report).toMatchObject({ verdict: 'differs', blame: 'contract' })
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'balanceDiffers', account }))
  })

  test('a head that no events lead to: then no history is proven, and the contract not accused', async () => {
    const report = await cheated(workSlot(SUBJECT, 'head'), (word) => word ^ 1n)
    expectLie(report)
    expect(kindsOf(report)).toContain('headMismatch')
  })

  test('other code at its address', async () => {
    const snapshot = await ask('evm_snapshot', [])
    const code = (await ask('eth_getCode', [contract, 'latest'])) as Hex
    await ask('anvil_setCode', [contract, `${code}00`])
    await stage.chain.mine()
    const report = await stage.report([])
    expect(report.verdict).toBe('differs')
    expect(kindsOf(report)).toContain('foreignCode')
    await ask('evm_revert', [snapshot])
  })
})
