import { beforeAll, describe, expect, test } from 'vitest'
import { bootstrapOf, updateOf } from '../../../src/verify/light/messages.ts'
import { begun, updated, type Store } from '../../../src/verify/light/store.ts'
import { stands } from '../../../src/verify/light/ssz.ts'
import { Chain, GLOAS, Tree } from './chain.ts'
import { put, type Message } from './devnet.ts'

/** Periods of 8 slots; slots 0–7 are the first. */
const chain = new Chain(GLOAS)
const NOW = 1000
let start: Store
beforeAll(() => {
  start = begun(bootstrapOf(GLOAS, chain.root(2), chain.bootstrap(2)))
})
const take = (store: Store, message: Message, now = NOW) => updated(GLOAS, store, updateOf(GLOAS, message), now)

describe('who must have signed', () => {
  test('two thirds of the committee', () => {
    expect(take(start, chain.update(6, { bits: 0b11111100 })).signed).toBe(6)
    expect(() => take(start, chain.update(6, { bits: 0b11111000 }))).toThrow('Only 5 of 8 validators')
    expect(() => take(start, chain.update(6, { bits: 0 }))).toThrow('Only 0 of 8')
  })

  test('exactly those who are said to have', () => {
    const odd = put(chain.update(6, { bits: 0b11111100 }), 'sync_aggregate.sync_committee_bits', '0xfd')
    expect(() => take(start, odd)).toThrow('the signature is wrong')
  })

  test('what they signed is this block, at a slot of their period, on this network', () => {
    const sign = (signature: Message) => ({ ...chain.update(6), sync_aggregate: signature })
    expect(() => take(start, sign(chain.sign(chain.root(5), 7)))).toThrow('the signature is wrong')
    expect(() => take(start, sign(chain.sign(chain.root(6), 7, 0xff, 1)))).toThrow('the signature is wrong')
    const foreign = new Chain({ ...GLOAS, genesisValidatorsRoot: `0x${'66'.repeat(32)}` })
    expect(() => take(start, sign(foreign.sign(chain.root(6), 7)))).toThrow('the signature is wrong')
    const nowhere = { ...chain.sign(chain.root(6), 7), sync_committee_signature: `0x${'ff'.repeat(96)}` }
    expect(() => take(start, sign(nowhere))).toThrow('the signature is wrong')
    expect(take(start, sign(chain.sign(chain.root(6), 7))).newest.slot).toBe(6)
  })
})

describe('when', () => {
  test('not in the future of this device', () => {
    expect(() => take(start, chain.update(6), 6)).toThrow('signed in the future')
    expect(take(start, chain.update(6), 7).newest.slot).toBe(6)
  })

  test('after the block that is signed, and that after the final one', () => {
    expect(() => take(start, chain.update(6, { signedAt: 6 }))).toThrow('are not in this order')
    const odd = chain.update(4)
    // A state cannot call final what comes after it; a forger of states could.
    odd['attested_header'] = chain.header(3)
    expect(() => take(start, odd)).toThrow(/./)
  })

  test('no period is skipped, and none comes back', () => {
    expect(() => take(start, chain.update(12))).toThrow('not known yet')
    const known = take(start, chain.update(6))
    expect(take(known, chain.update(12)).newest.slot).toBe(12)
    expect(() => take(known, chain.update(20))).toThrow('not known yet')
    const later = take(known, chain.update(14))
    expect(later.finalized.slot).toBe(10)
    expect(() => take(later, chain.update(6))).toThrow('not on duty any more')
  })
})

describe('what is learned', () => {
  test('the next committee, once a final block stands in the period that names it', () => {
    expect(start.next).toBeUndefined()
    expect(take(start, chain.update(6, { next: false })).next).toBeUndefined()
    const learned = take(start, chain.update(6))
    expect(learned.next?.keys.length).toBe(8)
    // The final block of slot 10 (finalized: 6) is of the period before.
    const crossed = take(learned, chain.update(10))
    expect(crossed.committee.root).toEqual(start.committee.root)
    const over = take(crossed, chain.update(14))
    expect(over.committee.root).toEqual(learned.next!.root)
    expect(over.next).toBeDefined()
    expect(take(over, chain.update(22)).finalized.slot).toBe(18)
  })

  test('a next committee without finality is not taken', () => {
    const { finalized_header: _, finality_branch: __, ...optimistic } = chain.update(6)
    const store = take(start, optimistic)
    expect(store.next).toBeUndefined()
    expect(store.newest.slot).toBe(6)
    expect(store.finalized.slot).toBe(2)
  })

  test('another next committee than the one known is refused', () => {
    const known = take(start, chain.update(6))
    const other = new Chain(GLOAS, 2)
    const forged = other.update(6)
    forged['sync_aggregate'] = chain.sign(other.root(6), 7)
    expect(() => take(known, forged)).toThrow('another than the one already proven')
  })

  test('nothing goes back: neither the newest nor the final block', () => {
    const store = take(start, chain.update(6))
    expect(take(store, chain.update(5))).toEqual(store)
    expect(take(store, chain.update(6))).toEqual(store)
    expect(store.finalized.slot).toBe(2)
  })
})

describe('where to begin', () => {
  test('only with the block that was asked for, and with its committee', () => {
    expect(() => bootstrapOf(GLOAS, chain.root(4), chain.bootstrap(2))).toThrow('Another block to begin with')
    const odd = { ...chain.bootstrap(2), current_sync_committee: chain.committee(1) }
    expect(() => bootstrapOf(GLOAS, chain.root(2), odd)).toThrow('not the one on duty')
    const next = chain.update(2)
    const swapped = {
      ...chain.bootstrap(2),
      current_sync_committee: next['next_sync_committee'] as Message,
      current_sync_committee_branch: next['next_sync_committee_branch'] as string[],
    }
    expect(() => bootstrapOf(GLOAS, chain.root(2), swapped)).toThrow('not the one on duty')
  })
})

test('a branch proves one place and no other', () => {
  const leaf = new Uint8Array(32).fill(7)
  const tree = new Tree([[105, leaf]])
  const branch = tree.branch(105).map((chunk) => Uint8Array.from(Buffer.from(chunk.slice(2), 'hex')))
  expect(stands(leaf, branch, 105, tree.node(1))).toBe(true)
  expect(stands(leaf, branch, 104, tree.node(1))).toBe(false)
  expect(stands(leaf, branch.slice(1), 105, tree.node(1))).toBe(false)
  expect(stands(leaf, branch, 105, leaf)).toBe(false)
})
