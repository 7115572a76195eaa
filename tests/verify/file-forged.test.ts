/** Forgers who know the format: what each of them is told. */
import { keccak256, toRlp, type Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { ColumnsBuilder } from '../../src/royalties/columns/builder.ts'
import { logAt, type Columns } from '../../src/royalties/columns/columns.ts'
import { hexOf } from '../../src/royalties/hex.ts'
import { headsOf, lastHead } from '../../src/royalties/columns/heads.ts'
import { KIND_ORDER } from '../../src/royalties/columns/layouts.ts'
import { PAYABLE } from '../../src/royalties/replay.ts'
import { workId } from '../../src/royalties/words.ts'
import { check } from '../../src/verify/check.ts'
import type { Evidence, Trail } from '../../src/verify/evidence.ts'
import { openProof } from '../../src/verify/file/open.ts'
import { packProof } from '../../src/verify/file/pack.ts'
import { packSentence, proofSentence, type PackProblem, type ProofProblem } from '../../src/verify/file/problems.ts'
import type { Item } from '../../src/verify/trie/rlp.ts'
import { edited, evidenceOf, packed } from './file-stage.ts'
import { Chain } from './history.ts'
import { Trie } from './trie-builder.ts'

let chain: Chain
let evidence: Evidence
let older: Evidence
let other: Evidence
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_124, 60)
  older = await evidenceOf(chain, 3)
  await chain.live(20_261_125, 20)
  evidence = await evidenceOf(chain, 3)
  other = await evidenceOf(chain, 5)
})
afterAll(() => chain.anvil.kill())

function judged(bytes: Uint8Array) {
  const opened = openProof(bytes)
  if (!opened.ok) throw new Error(proofSentence(opened.problem))
  const { verdict, blame, findings } = check(opened.evidence)
  return { verdict, blame, findings, kinds: [...new Set(findings.map(({ kind }) => kind))] }
}

function refusal(bytes: Uint8Array): ProofProblem['kind'] {
  const opened = openProof(bytes)
  if (opened.ok) throw new Error('It was opened')
  expect(proofSentence(opened.problem)).toMatch(/^[A-Z\d].+\.$/)
  return opened.problem.kind
}

/** The subject's ledger rewritten log by log; `undefined` leaves one out. The facts go along as far as a forger can make them. */
function rewritten(
  edit: (log: ReturnType<typeof logAt>, i: number) => ReturnType<typeof logAt> | undefined,
  add = 0,
): Trail {
  const { facts, columns } = evidence.trails[0]!
  const builder = new ColumnsBuilder(facts.work)
  const word = `0x${'00'.repeat(32)}` as const
  const push = (log: ReturnType<typeof logAt> | undefined, i: number) => {
    if (!log) return
    const pushed = builder.push({
      ...log,
      block: BigInt(columns!.blocks[i]!),
      blockHash: word,
      index: 0,
      transaction: word,
    })
    if (!pushed.ok) throw new Error(pushed.detail)
  }
  for (let i = 0; i < columns!.length; i++) push(edit(logAt(columns!, i), i), i)
  for (let more = 0; more < add; more++) push(logAt(columns!, columns!.length - 1), columns!.length - 1)
  const forged = builder.build()
  return { facts: { ...facts, sequence: forged.length }, visits: [], columns: forged }
}

const withSubject = (trail: Trail): Evidence => ({ ...evidence, trails: [trail, ...evidence.trails.slice(1)] })
/** With the head that the forged history has. */
const headed = (trail: Trail): Evidence =>
  withSubject({ ...trail, facts: { ...trail.facts, head: headOf(trail.columns!) } })
const headOf = (columns: Columns): Hex => lastHead(columns, evidence.deployment, headsOf(columns, evidence.deployment))

/** Place of the newest payment. */
const paidAt = ({ kinds }: Columns): number => kinds.lastIndexOf(KIND_ORDER.indexOf('Paid'))
/** The amount is the word before the last. */
const halved = (log: ReturnType<typeof logAt>) => {
  const at = log.data.length - 128
  const amount = BigInt(`0x${log.data.slice(at, at + 64)}`) / 2n
  return {
    ...log,
    data: (log.data.slice(0, at) + amount.toString(16).padStart(64, '0') + log.data.slice(at + 64)) as Hex,
  }
}

describe('forged histories', () => {
  const columns = () => evidence.trails[0]!.columns!

  test('a payment made smaller', () => {
    const at = paidAt(columns())
    const trail = rewritten((log, i) => (i === at ? halved(log) : log))
    expect(judged(packed(withSubject(trail)))).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(judged(packed(withSubject(trail))).kinds).toContain('headMismatch')
    // With the head that follows from it: then the block says that the contract has another one.
    const clever = judged(packed(headed(trail)))
    expect(clever).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(clever.kinds).toContain('stateDiffers')
  })

  test('an event left out, in the middle and at the end', () => {
    for (const at of [paidAt(columns()), columns().length - 1]) {
      const trail = rewritten((log, i) => (i === at ? undefined : log))
      expect(judged(packed(withSubject(trail))), `event ${at}`).toMatchObject({ verdict: 'differs', blame: 'rpc' })
      expect(judged(packed(headed(trail))), `event ${at}`).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    }
  })

  test('an event added', () => {
    const trail = rewritten((log) => log, 1)
    expect(judged(packed(withSubject(trail)))).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(judged(packed(headed(trail)))).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  })

  test('a usage that does not exist', () => {
    const bytes = edited(packed(evidence), (body) => {
      const works = [...(body[6] as Item[])]
      const work = [...(works[0] as Item[])]
      const events = [...(work[8] as Item[])]
      const at = paidAt(columns())
      events[at] = (events[at] as Item[]).with(5, Uint8Array.of(9))
      body[6] = works.with(0, work.with(8, events))
    })
    expect(refusal(bytes)).toBe('eventMalformed')
  })

  test('the genesis of another chain', () => {
    const elsewhere = { ...evidence, deployment: { ...evidence.deployment, chainId: 8453 } }
    expect(judged(packed(elsewhere)).kinds).toContain('headMismatch')
    expect(judged(packed(elsewhere))).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  })
})

describe('forged sums', () => {
  test.each(['units', 'debt', 'claimable'] as const)('%s of a holder', (field) => {
    const holdings = evidence.holdings.map((held, i) => (i === 0 ? { ...held, [field]: held[field] + 1n } : held))
    const told = judged(packed({ ...evidence, holdings }))
    expect(told).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(told.kinds).toContain('stateDiffers')
    // All amounts of a finding are in one unit: what was raised by one is raised by one.
    const due = told.findings.find(({ kind }) => kind === 'dueDiffers')
    if (field === 'claimable')
      expect(due).toMatchObject({ onChain: (due as { recomputed: bigint }).recomputed + PAYABLE })
  })

  test.each(['income', 'prepaid', 'flowRate'] as const)('%s of the work', (field) => {
    const [trail] = evidence.trails
    const facts = { ...trail!.facts, [field]: trail!.facts[field] + 1n }
    expect(judged(packed(withSubject({ ...trail!, facts })))).toMatchObject({ verdict: 'differs', blame: 'rpc' })
  })

  test('a slot left out of the proof is no accusation', () => {
    const { state } = evidence
    const { storageProof } = state!.proof as { storageProof: unknown[] }
    for (const at of state!.slots.keys()) {
      const proof = { ...(state!.proof as object), storageProof: storageProof.toSpliced(at, 1) }
      const less = { ...state!, slots: state!.slots.toSpliced(at, 1), proof }
      expect(judged(packed({ ...evidence, state: less })), `slot ${at}`).toMatchObject({ verdict: 'unchecked' })
    }
  })
})

describe('forged proofs', () => {
  const NODES = 5
  const nodesOf = (from: Evidence) => {
    let nodes: Item = []
    edited(packed(from), (body) => (nodes = body[NODES]!))
    return nodes as Item[]
  }
  const withNodes = (edit: (nodes: Item[]) => Item[]) =>
    edited(packed(evidence), (body) => (body[NODES] = edit([...(body[NODES] as Item[])])))

  test.each<[string, ProofProblem['kind'], (nodes: Item[]) => Item[]]>([
    ['one taken out', 'nodeMissing', (nodes) => nodes.toSpliced(2, 1)],
    ['the last taken out', 'nodeMissing', (nodes) => nodes.slice(0, -1)],
    ['two swapped', 'nodeSwapped', (nodes) => nodes.toSpliced(2, 2, nodes[3]!, nodes[2]!)],
    ['one twice', 'nodeSwapped', (nodes) => nodes.toSpliced(2, 0, nodes[2]!)],
    ['one behind the last', 'nodeSuperfluous', (nodes) => [...nodes, nodes[0]!]],
    ['those of an older block', 'nodeMissing', () => nodesOf(older)],
    ['none', 'nodeMissing', () => []],
  ])('nodes: %s', (_, expected, edit) => expect(refusal(withNodes(edit))).toBe(expected))

  test('the header of another block, under this one’s hash', () => {
    let header: Item = []
    edited(packed(older), (body) => (header = body[3]!))
    expect(refusal(edited(packed(evidence), (body) => (body[3] = header)))).toBe('headerWrong')
  })

  test('a header with a field too many, or too few', () => {
    const withFields = (edit: (fields: Item[]) => Item[]) =>
      edited(packed(evidence), (body) => (body[3] = edit([...(body[3] as Item[])])))
    expect(refusal(withFields((fields) => fields.slice(0, -1)))).toBe('headerWrong')
    expect(refusal(withFields((fields) => [...fields, new Uint8Array(32)]))).toBe('headerWrong')
    expect(refusal(withFields(() => []))).toBe('headerWrong')
  })

  test('a block of the year 36 812', () => {
    const bytes = edited(packed(evidence), (body) => {
      const fields = (body[3] as Uint8Array[]).with(11, Uint8Array.of(1, 0, 0, 0, 0, 0))
      body[2] = keccak256(toRlp(fields, 'bytes'), 'bytes')
      body[3] = fields
    })
    expect(refusal(bytes)).toBe('headerWrong')
  })

  test('another contract', () => {
    expect(refusal(edited(packed(evidence), (body) => (body[1] = new Uint8Array(20).fill(7))))).toBe('foreignContract')
  })

  test('a whole state of the forger’s own, in a block of their own, with other code', () => {
    const made = edited(packed(evidence), (body) => {
      const { root, node } = ownState()
      const fields = (body[3] as Item[]).with(3, root)
      body[2] = keccak256(toRlp(fields as Uint8Array[], 'bytes'), 'bytes')
      body[3] = fields
      body[4] = []
      body[5] = [node]
    })
    const told = judged(made)
    expect(told).toMatchObject({ verdict: 'differs', blame: 'rpc' })
    expect(told.kinds).toContain('foreignCode')
  })

  test('one huge node under thousands of slots is refused at once', () => {
    const started = performance.now()
    const branch = [...Array.from({ length: 16 }, () => new Uint8Array()), new Uint8Array(8_000_000)]
    const storage = toRlp(branch, 'bytes')
    const made = edited(packed(evidence), (body) => {
      const { root, node } = ownState(keccak256(storage, 'bytes'))
      const fields = (body[3] as Item[]).with(3, root)
      body[2] = keccak256(toRlp(fields as Uint8Array[], 'bytes'), 'bytes')
      body[3] = fields
      body[4] = Array.from({ length: 5_000 }, (_, i) =>
        Uint8Array.from({ length: 32 }, (_, at) => (at < 29 ? 0 : (i + 1) >> (8 * (31 - at)))),
      )
      body[5] = [node, storage]
    })
    expect(refusal(made)).toBe('proofWrong')
    expect(performance.now() - started).toBeLessThan(40_000)
  })

  /** One account, at the contract's address, whose code is not the contract's. */
  function ownState(storage = keccak256('0x80', 'bytes')) {
    const key = keccak256(deployment.tributary.address, 'bytes')
    const account = toRlp([new Uint8Array(), new Uint8Array(), storage, keccak256('0x60', 'bytes')], 'bytes')
    const trie = new Trie([[key, account]])
    return { root: trie.root, node: trie.proof(key)[0]! }
  }

  test('works and holders that have nothing to do with it', () => {
    const stranger = { ...other.trails[0]!, facts: other.trails[0]!.facts }
    expect(refusal(packed({ ...evidence, trails: [...evidence.trails, stranger] }))).toBe('foreignWork')
    const nobody = { ...evidence.holdings[0]!, account: `0x${'5e'.repeat(20)}` as const, units: 0n }
    expect(refusal(packed({ ...evidence, holdings: [...evidence.holdings, nobody] }))).toBe('foreignHolder')
  })
})

describe('what cannot be packed', () => {
  const problemOf = (from: Evidence): PackProblem => {
    const made = packProof(from)
    if (made.ok) throw new Error('It was packed')
    expect(packSentence(made.problem)).toMatch(/^No proof file .+\.$/)
    return made.problem
  }

  test('nothing proven, nothing complete, and a proof that does not hold', () => {
    const { state, trails } = evidence
    expect(problemOf({ ...evidence, state: undefined }).kind).toBe('noState')
    const cut: Trail = { facts: trails[0]!.facts, visits: [], stop: { kind: 'lost' } }
    expect(problemOf({ ...evidence, trails: [cut, ...trails.slice(1)] }).kind).toBe('incomplete')
    expect(problemOf({ ...evidence, subject: workId(77) }).kind).toBe('incomplete')
    expect(problemOf({ ...evidence, state: { ...state!, header: older.state!.header } }).kind).toBe('proofWrong')
    expect(problemOf({ ...evidence, state: { ...state!, header: null } }).kind).toBe('proofWrong')
    for (const proof of [null, {}, { accountProof: 'nodes', storageProof: [null] }, older.state!.proof])
      expect(problemOf({ ...evidence, state: { ...state!, proof } }).kind).toBe('proofWrong')
  })

  test('whatever an RPC’s spelling, the file is the same', () => {
    const loud = JSON.parse(
      JSON.stringify(evidence.state).replace(/0x([0-9a-f]+)/g, (_, digits: string) => `0x${digits.toUpperCase()}`),
    ) as NonNullable<Evidence['state']>
    const state = { ...loud, slots: evidence.state!.slots }
    expect(hexOf(packed({ ...evidence, state }))).toBe(hexOf(packed(evidence)))
  })
})
