import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/local/build.ts'
import { weigh, type Weight } from './weight.ts'

/** DESIGN §9: everything heavy is lazy. */
const FIRST_ROUTE = 90_000

let weight: Weight
beforeAll(async () => {
  await buildApp()
  weight = weigh()
}, 180_000)

test('the first route costs at most 90 kB of JavaScript', () => {
  expect(weight.firstRoute, JSON.stringify(weight.first, undefined, 2)).toBeLessThanOrEqual(FIRST_ROUTE)
})

test('peer-to-peer, contract code and file readers are not part of it', () => {
  const names = weight.first.map(({ file }) => file).join(' ')
  expect(names).not.toMatch(/net-|initcode|sound-tags|Parser|publish-|secp256k1/)
})
