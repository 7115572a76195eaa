import { expect, test } from 'vitest'
import { columnsOf } from '../../../src/royalties/columns/builder.ts'
import { part } from '../../../src/royalties/columns/columns.ts'
import { headsAfter, headsOf } from '../../../src/royalties/columns/heads.ts'
import { genesis } from '../../../src/royalties/chain.ts'
import { Hashing } from '../../../src/verify/loading/hashing.ts'
import { dice } from '../history.ts'
import { deployment, ledgerIn, upTo, work } from './simulated.ts'

const { logs } = ledgerIn(upTo(500).map((i) => 10 + i))
const truth = headsAfter(genesis(deployment, work), columnsOf(work, logs))

test('pieces in any order are hashed as the whole is', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const roll = dice(seed)
    const cuts = [...new Set([0, ...upTo(1 + roll(9)).map(() => roll(500)), 500])].sort((a, b) => a - b)
    const whole = columnsOf(work, logs)
    const pieces = cuts.slice(1).map((to, i) => part(whole, cuts[i]!, to))
    pieces.sort(() => roll(3) - 1)
    const hashing = new Hashing(deployment, work)
    for (const piece of pieces) hashing.take(piece)
    hashing.finish(whole)
    expect(headsOf(whole, deployment)).toEqual(truth)
  }
})

test('where a piece is missing, has a hole or comes twice, the whole is hashed as ever', () => {
  const whole = columnsOf(work, logs)
  const hole = columnsOf(work, [...logs.slice(0, 200), ...logs.slice(201)])
  for (const pieces of [[], [part(whole, 100, 500)], [hole], [part(whole, 0, 300), part(whole, 200, 500)]]) {
    const fresh = columnsOf(work, logs)
    const hashing = new Hashing(deployment, work)
    for (const piece of pieces) hashing.take(piece)
    hashing.finish(fresh)
    expect(headsOf(fresh, deployment)).toEqual(truth)
  }
})
