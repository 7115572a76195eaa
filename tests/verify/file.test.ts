import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Evidence } from '../../src/verify/evidence.ts'
import { openProof } from '../../src/verify/file/open.ts'
import { provenOf } from '../../src/verify/state/proven.ts'
import { answerOf, checkHeader, fieldsOf } from '../../src/verify/trie/header.ts'
import type { Hex } from '../../src/royalties/words.ts'
import { stateFindings } from '../../src/verify/state/differences.ts'
import { evidenceOf, packed } from './file-stage.ts'
import { Chain } from './history.ts'

type Json = Readonly<Record<string, unknown>>

let chain: Chain
const evidences: Evidence[] = []
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(20_261_122, 160)
  for (const id of [1, 2, 3, 4, 5]) evidences.push(await evidenceOf(chain, id))
})
afterAll(() => chain.anvil.kill())

test.each([0, 1, 2, 3, 4])('what went into the file of history %i comes out of it', (i) => {
  const evidence = evidences[i]!
  const bytes = packed(evidence)
  const opened = openProof(bytes)
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  expect(stateFindings(opened.evidence, provenOf(opened.evidence))).toEqual([])
  expect(packed(opened.evidence)).toEqual(bytes)
  expect(opened.evidence.pin).toEqual(evidence.pin)
  expect(opened.evidence.doubts).toEqual([])
  for (const { facts, columns } of evidence.trails) {
    const found = opened.evidence.trails.find((trail) => trail.facts.work === facts.work)!
    expect(found.facts).toEqual({ ...facts, currency: facts.currency.toLowerCase() })
    expect(found.columns!.words).toEqual(columns!.words)
    expect(found.columns!.blocks).toEqual(columns!.blocks)
    expect(found.columns!.kinds).toEqual(columns!.kinds)
  }
})

test('a header goes into a file and comes out of it: of this chain, and of Ethereum’s', () => {
  const mainnet = JSON.parse(readFileSync(new URL('../vectors/mainnet/block.json', import.meta.url), 'utf8')) as Json
  for (const block of [evidences[0]!.state!.header as Json, mainnet]) {
    const fields = fieldsOf(block)
    if (!fields.ok) throw new Error(fields.detail)
    const shown = answerOf(fields.value, block['hash'] as Hex)
    expect(checkHeader(shown)).toMatchObject({ ok: true, value: { hash: block['hash'] } })
  }
})
