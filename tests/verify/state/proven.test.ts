/** The contract's storage proven against a header: what is told must be what is proven, and what is not proven is a doubt. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { NATIVE, workId, type Hex } from '../../../src/royalties/words.ts'
import type { Evidence, Held, StateProof, WorkFacts } from '../../../src/verify/evidence.ts'
import { slotsOf, stateProof } from '../../../src/verify/state/ask.ts'
import { stateFindings } from '../../../src/verify/state/differences.ts'
import { provenOf } from '../../../src/verify/state/proven.ts'
import { accountSlot, numberSlot, workSlot } from '../../../src/verify/trie/slots.ts'
import { accounts } from '../history.ts'
import { findingsOf, holdersOf, startState, subject, type Answer, type StateStage } from './stage.ts'

let stage: StateStage
let honest: Evidence
beforeAll(async () => {
  stage = await startState()
  honest = stage.honest
})
afterAll(() => stage.chain.anvil.kill())

const answerOf = ({ state }: Evidence) => state!.proof as Answer
const withState = (change: Partial<StateProof>): Evidence => ({ ...honest, state: { ...honest.state!, ...change } })

/** One holder, and nothing that would leave a debt. */
const bare = () => ({
  ...{
    manifest: `0x${'be'.repeat(32)}`,
    currency: NATIVE,
    holders: [{ account: accounts[0]!.address, units: 100_000_000 }],
  },
  ...{ offers: [{ usage: 0, bringsKey: false, price: 1n }], parents: [], ancestorRoyalty: 0, derivatives: 0 },
  ...{ resaleRoyalty: 0, minimumTip: 0n, minimumFlowRate: 0n, deliveryFee: 0n, policy: NATIVE },
  key: { x: 0n, y: 0n, commitment: NATIVE, response: 0n },
})

test('an honest RPC’s views are what its storage is proven to hold, of all works and holders', () => {
  const checked = provenOf(honest)
  if (!checked.ok) throw new Error(checked.detail)
  expect(stateFindings(honest, checked)).toEqual([])
  const { works, codeHash, header } = checked.value
  expect([...works.keys()]).toEqual(honest.trails.map(({ facts }) => facts.work))
  expect(codeHash).toBe(deployment.tributary.codeHash)
  expect(header.hash).toBe(honest.pin.hash)
  const own = works.get(subject)!
  expect(own.ancestors.length).toBeGreaterThan(1)
  expect(own.flowing!.flowRate).toBeGreaterThan(0n)
  expect(own.booked - own.flowing!.prepaid).toBe(own.flowing!.income)
  expect([...own.holdings.values()].reduce((sum, { units }) => sum + units, 0n)).toBe(100_000_000n)
})

describe('a view that lies is named with what was told and what is proven', () => {
  const FACTS: [field: string, change: (facts: WorkFacts) => Partial<WorkFacts>][] = [
    ['sequence', ({ sequence }) => ({ sequence: sequence - 1 })],
    ['lastBlock', ({ lastBlock }) => ({ lastBlock: lastBlock - 1n })],
    ['head', ({ head }) => ({ head: `0x${(BigInt(head) ^ 1n).toString(16).padStart(64, '0')}` })],
    ['currency', () => ({ currency: deployment.proxy })],
    ['ancestorRoyalty', ({ ancestorRoyalty }) => ({ ancestorRoyalty: ancestorRoyalty + 1 })],
    ['income', ({ income }) => ({ income: income + 1n })],
    ['prepaid', ({ prepaid }) => ({ prepaid: prepaid - 1n })],
    ['flowRate', ({ flowRate }) => ({ flowRate: flowRate + 1n })],
    ['ancestors', ({ ancestors }) => ({ ancestors: ancestors.slice(1) })],
    ['ancestor 1', ({ ancestors }) => ({ ancestors: ancestors.with(0, { ...ancestors[0]!, work: workId(99) }) })],
    ['royalty of ancestor 2', ({ ancestors }) => ({ ancestors: ancestors.with(1, { ...ancestors[1]!, royalty: 1 }) })],
  ]
  test.each(FACTS)('%s', (field, change) => {
    const [own, ...others] = honest.trails
    const facts = { ...own!.facts, ...change(own!.facts) }
    const found = findingsOf({ ...honest, trails: [{ ...own!, facts }, ...others] })
    expect(found).toContainEqual(expect.objectContaining({ kind: 'stateDiffers', work: subject, field }))
    if (field !== 'ancestors') expect(found).toHaveLength(1)
    for (const finding of found)
      if (finding.kind === 'stateDiffers') expect(finding.told).not.toBe(finding.proven)
      else throw new Error(finding.kind)
  })

  const HELD: [field: 'units' | 'debt' | 'claimable', by: bigint][] = [
    ['units', 1n],
    ['debt', -1n],
    ['claimable', 1n],
  ]
  test.each(HELD)('%s of a holder', (field, by) => {
    const last = honest.holdings.at(-1)!
    const lied: Held = { ...last, [field]: last[field] + by }
    expect(findingsOf({ ...honest, holdings: honest.holdings.with(-1, lied) })).toEqual([
      {
        ...{ kind: 'stateDiffers', work: subject, field, account: last.account },
        ...{ told: last[field] + by, proven: last[field] },
      },
    ])
  })

  test('of another work than the subject', () => {
    const other = honest.trails.at(-1)!
    const facts = { ...other.facts, income: other.facts.income + 7n }
    expect(findingsOf({ ...honest, trails: honest.trails.with(-1, { ...other, facts }) })).toEqual([
      expect.objectContaining({ kind: 'stateDiffers', work: other.facts.work, field: 'income' }),
    ])
  })
})

describe('what is not proven is a doubt and accuses nobody', () => {
  const without = (slots: readonly Hex[]): Evidence => {
    const { state } = honest
    const kept = state!.slots.map((slot, i) => ({ slot, i })).filter(({ slot }) => !slots.includes(slot))
    const { accountProof, storageProof } = answerOf(honest)
    return withState({
      slots: kept.map(({ slot }) => slot),
      proof: { accountProof, storageProof: kept.map(({ i }) => storageProof[i]!) },
    })
  }
  const doubts = (evidence: Evidence, what: RegExp) => {
    const found = findingsOf(evidence)
    expect(found).toEqual([
      {
        ...{ kind: 'couldNotCheck', work: subject, what: 'state' },
        detail: expect.stringMatching(what) as string,
      },
    ])
  }

  test.each(['hot', 'head', 'running', 'creator', 'currency'] as const)('a proof without the slot of %s', (member) => {
    doubts(without([workSlot(subject, member)]), /not in the proof/)
  })

  test('without an ancestors’ slot, a holder’s, or the ends of flows', () => {
    doubts(without([numberSlot(subject, 'ancestors', 0n)]), /not in the proof/)
    doubts(without([accountSlot(subject, 'holdings', honest.holdings[0]!.account)]), /^1 of \d+ holders/)
    const hour = BigInt(Math.floor(honest.pin.time / 3_600))
    doubts(without([numberSlot(subject, 'dropHours', hour >> 8n)]), /ends of its flows/)
  })

  test('no proof at all: that is said where it could not be had', () => {
    expect(provenOf({ ...honest, state: undefined })).toMatchObject({ ok: false, reason: 'unknown' })
    expect(findingsOf({ ...honest, state: undefined })).toEqual([])
  })

  test('a header of a fork this code does not know', () => {
    const header = { ...(honest.state!.header as object), stateRoot: `0x${'1'.repeat(64)}`, cheeseRoot: '0x1' }
    doubts(withState({ header }), /cheeseRoot/)
  })

  test('an RPC that lies about the values beside its proofs leads to fewer slots, not to an accusation', async () => {
    const state = await stateProof(
      {
        state: async (pin, slots) => {
          const { header, proof } = await stage.reader.state(pin, slots)
          const { accountProof, storageProof } = proof as Answer
          return {
            header,
            slots,
            proof: { accountProof, storageProof: storageProof.map((each) => ({ ...each, value: '0x0' })) },
          }
        },
      },
      honest.pin,
      [{ facts: honest.trails[0]!.facts, holders: holdersOf(honest) }],
    )
    doubts({ ...honest, trails: honest.trails.slice(0, 1), state }, /ends of its flows/)
  })
})

describe('a proof that does not hold is the liar’s, and refused', () => {
  const refused = (evidence: Evidence, detail: RegExp) =>
    expect(findingsOf(evidence)).toEqual([
      { kind: 'proofWrong', work: subject, detail: expect.stringMatching(detail) as string },
    ])

  test('the header of another block, number or time', async () => {
    const parent = await stage.ask({
      method: 'eth_getBlockByNumber',
      params: [`0x${(honest.pin.number - 1n).toString(16)}`, false],
    })
    refused(withState({ header: parent }), /another block/)
    refused({ ...honest, pin: { ...honest.pin, number: honest.pin.number - 1n } }, /is block \d+, not \d+/)
    refused({ ...honest, pin: { ...honest.pin, time: honest.pin.time + 1 } }, /time of block/)
    refused(withState({ header: { ...(parent as object), hash: honest.pin.hash } }), /another hash than its fields/)
  })

  test('slots and proofs in another order, one too many, none', () => {
    const { slots } = honest.state!
    const { accountProof, storageProof } = answerOf(honest)
    refused(withState({ slots: slots.toReversed() }), /./)
    refused(withState({ slots: slots.slice(1) }), /no proof of the storage/)
    refused(withState({ proof: { accountProof, storageProof: storageProof.slice(1) } }), /no proof of the storage/)
    refused(withState({ proof: { accountProof: accountProof.slice(1), storageProof } }), /./)
    refused(withState({ proof: null }), /no proof of the storage/)
  })

  test('state of an older block under the pinned header', async () => {
    const at = `0x${(honest.pin.number - 3n).toString(16)}`
    const slots = [...honest.state!.slots]
    const proof = await stage.ask({ method: 'eth_getProof', params: [stage.reader.deployment.contract, slots, at] })
    refused(withState({ proof }), /another hash than its parent/)
  })

  test('a leaf for an emptied slot, where the chain is not the embedded one', async () => {
    // A whole holding without any debt is given away before anything is earned: its slot is emptied.
    await stage.chain.write(accounts[0]!, 'publish', [bare()])
    await stage.chain.later(5)
    const count = workId(7)
    await stage.chain.write(accounts[0]!, 'safeTransferFrom', [
      accounts[0]!.address,
      accounts[1]!.address,
      count,
      100_000_000n,
      '0x',
    ])
    await stage.chain.later(5)
    const pin = await stage.reader.pin()
    const facts = (await stage.reader.facts(count, pin))!
    const held = await stage.reader.holding(count, accounts[0]!.address, pin)
    expect(held.units).toBe(0n)
    const state = await stateProof(stage.reader, pin, [{ facts, holders: [held.account] }])
    const evidence: Evidence = {
      ...honest,
      pin,
      subject: count,
      trails: [{ facts, visits: [] }],
      holdings: [held],
      state,
    }
    expect(findingsOf(evidence)).toEqual([])
    const elsewhere = { ...evidence, deployment: { ...evidence.deployment, chainId: 1 } }
    expect(findingsOf(elsewhere)).toMatchObject([
      { kind: 'proofWrong', detail: expect.stringContaining('A leaf') as string },
    ])
  })

  test('other code at the contract’s address', async () => {
    const before = (await stage.ask({ method: 'evm_snapshot', params: [] })) as Hex
    await stage.ask({ method: 'anvil_setCode', params: [stage.reader.deployment.contract, '0x00'] })
    await stage.chain.mine()
    const pin = await stage.reader.pin()
    const state = await stage.reader.state(pin, slotsOf([{ work: subject, ancestors: 3, holders: [] }], pin.time))
    expect(findingsOf({ ...honest, pin, state })).toMatchObject([
      { kind: 'foreignCode', work: subject, expected: deployment.tributary.codeHash },
    ])
    await stage.ask({ method: 'evm_revert', params: [before] })
  })
})
