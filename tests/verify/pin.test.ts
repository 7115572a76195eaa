/** Which block several RPCs are asked about, when they lag, branch, lie about it or say nothing. */
import { describe, expect, test } from 'vitest'
import { firstDifference } from '../../src/verify/witnesses/bisect.ts'
import { blockDispute } from '../../src/verify/witnesses/dispute.ts'
import { operatorOf, countOperators } from '../../src/verify/witnesses/operator.ts'
import { pinTogether } from '../../src/verify/witnesses/pin.ts'
import type { Witness } from '../../src/verify/witnesses/words.ts'
import { workId } from '../../src/royalties/words.ts'
import { headers, headerWitness, type Header } from './headers.ts'

const chain = headers(2_000)
const upTo = (operator: string, newest: number, of: readonly Header[] = chain) =>
  headerWitness(operator, of.slice(0, newest + 1))

async function pinned(witnesses: readonly Witness[], ...more: [Parameters<typeof pinTogether>[1]?, AbortSignal?]) {
  const found = await pinTogether(witnesses, ...more)
  if (typeof found === 'string') throw new Error(found)
  return {
    number: Number(found.pin.number),
    hash: found.pin.hash,
    said: witnesses.map((witness) => found.said.get(witness)!.said),
    details: witnesses.map((witness) => found.said.get(witness)!.detail),
  }
}

describe('the block that is verified at', () => {
  test('RPCs a few seconds apart meet at the block of the slowest', async () => {
    expect(await pinned([upTo('a', 1_999), upTo('b', 1_997), upTo('c', 1_999)])).toMatchObject({
      ...{ number: 1_997, hash: chain[1_997]!.hash, said: ['same', 'same', 'same'] },
    })
  })

  test('an RPC that is far behind is named so, and hides nothing', async () => {
    const late = await pinned([upTo('a', 100), upTo('b', 1_999), upTo('c', 1_998)])
    expect(late).toMatchObject({ number: 1_998, said: ['behind', 'same', 'same'] })
    expect(late.details[0]).toBe('Its newest block is 100')
    expect(await pinned([upTo('a', 100), upTo('b', 1_999)])).toMatchObject({ number: 1_999, said: ['behind', 'same'] })
  })

  test('one that claims to be far ahead of most is not followed', async () => {
    const ahead = headers(9_000, 7, chain)
    expect(await pinned([upTo('a', 8_999, ahead), upTo('b', 1_999), upTo('c', 1_999)])).toMatchObject({
      ...{ number: 1_999, said: ['same', 'same', 'same'] },
    })
  })

  test('branches at the tip are left for the block they grow from', async () => {
    const branch = headers(2_000, 1, chain, 1_995)
    expect(await pinned([upTo('a', 1_999), upTo('b', 1_999, branch), upTo('c', 1_998)])).toMatchObject({
      ...{ number: 1_994, said: ['same', 'same', 'same'] },
    })
  })

  test('who tells another number or time of a block than its hash stands for is refuted, and heard by nobody', async () => {
    const told = (lie: object) => ({
      // A field of a fork to come: so the hash is not held against the fields.
      block: (which: unknown) =>
        Promise.resolve({ ...chain[which === 'latest' ? 1_999 : Number(which)], ...lie, more: '0x' }),
    })
    for (const lie of [{ number: '0xffff' }, { timestamp: '0xffff' }, { number: `0x${'f'.repeat(16)}` }]) {
      const liar = headerWitness('liar', chain, told(lie))
      for (const order of [
        [liar, upTo('b', 1_999)],
        [upTo('b', 1_999), liar],
      ]) {
        const { number, hash, said } = await pinned(order)
        expect({ number, hash, said: said[order.indexOf(liar)] }).toEqual({
          number: 1_999,
          hash: chain[1_999]!.hash,
          said: 'other',
        })
        expect(said[1 - order.indexOf(liar)]).toBe('same')
      }
    }
    // Asked for one block, it shows another.
    const wrong = headerWitness('liar', chain, {
      block: (which) => Promise.resolve(chain[which === 'latest' ? 1_999 : 5]),
    })
    expect(await pinned([wrong, upTo('b', 1_997)])).toMatchObject({ number: 1_997, said: ['other', 'same'] })
  })

  test('another chain is no branch: most decide, whoever is asked first', async () => {
    const foreign = headers(2_000, 2)
    expect(await pinned([upTo('a', 1_999, foreign), upTo('b', 1_999), upTo('c', 1_999)])).toMatchObject({
      ...{ number: 1_999, hash: chain[1_999]!.hash, said: ['other', 'same', 'same'] },
    })
    // Two names of one company are one witness.
    const twins = [upTo('evil', 1_999, foreign), upTo('evil', 1_999, foreign), upTo('evil', 1_999, foreign)]
    expect(await pinned([...twins, upTo('b', 1_999), upTo('c', 1_999)])).toMatchObject({
      ...{ hash: chain[1_999]!.hash, said: ['other', 'other', 'other', 'same', 'same'] },
    })
  })

  test('one against one: the first is taken, and the other is heard', async () => {
    const foreign = headers(2_000, 2)
    expect(await pinned([upTo('a', 1_999), upTo('b', 1_999, foreign)])).toMatchObject({ said: ['same', 'other'] })
    expect(await pinned([upTo('b', 1_999, foreign), upTo('a', 1_999)])).toMatchObject({ said: ['same', 'other'] })
  })

  test('a header that is not what its hash says is not believed', async () => {
    const forged = { ...chain[1_999]!, stateRoot: chain[3]!.hash }
    const liar = headerWitness('a', chain, { block: () => Promise.resolve(forged) })
    const found = await pinned([liar, upTo('b', 1_999)])
    expect(found).toMatchObject({ hash: chain[1_999]!.hash, said: ['other', 'same'] })
    expect(found.details[0]).toContain('another hash than its fields')
  })

  test('a header of a later fork is taken by its word', async () => {
    const later = { ...chain[1_999]!, hash: chain[5]!.hash, cheeseRoot: chain[6]!.hash }
    const reader = headerWitness('a', [...chain.slice(0, 1_999), later])
    expect(await pinned([reader])).toMatchObject({ number: 1_999, hash: chain[5]!.hash })
  })

  test('the dead and the endless do not hold up the living', async () => {
    const dead = headerWitness('a', chain, { block: () => Promise.reject(new Error('connection refused')) })
    const endless = headerWitness('b', chain, { block: () => new Promise(() => undefined) })
    const empty = headerWitness('c', [])
    const started = Date.now()
    const found = await pinned([dead, endless, empty, upTo('d', 1_999)])
    expect(found.said).toEqual(['silent', 'silent', 'silent', 'same'])
    expect(found.details.slice(0, 3)).toEqual([
      ...['connection refused', 'The RPC takes too long', 'The RPC has no such block'],
    ])
    expect(Date.now() - started).toBeLessThan(9_500)
  })

  test('nobody there is a sentence', async () => {
    const dead = headerWitness('a', chain, { block: () => Promise.reject(new Error('connection refused')) })
    expect(await pinTogether([dead])).toBe('connection refused')
    expect(await pinTogether([])).toBe('There is no RPC to ask')
  })

  test('can be stopped', async () => {
    const endless = headerWitness('b', chain, { block: () => new Promise(() => undefined) })
    const stop = new AbortController()
    const pinning = pinTogether([endless], undefined, stop.signal)
    stop.abort(new Error('enough'))
    await expect(pinning).rejects.toThrow('enough')
    await expect(pinTogether([upTo('a', 5)], undefined, stop.signal)).rejects.toThrow('enough')
  })

  test('a light client’s block is taken as soon as anybody has it, and the others are held against it', async () => {
    const proven = { number: 1_990n, hash: chain[1_990]!.hash, by: 'test' }
    const foreign = headers(2_000, 2)
    const evil = [upTo('a', 1_999, foreign), upTo('b', 1_999, foreign), upTo('c', 1_999)]
    expect(await pinned(evil, proven)).toMatchObject({
      ...{ number: 1_990, hash: proven.hash, said: ['other', 'other', 'same'] },
    })
    expect(await pinned([upTo('a', 1_980)], proven)).toMatchObject({ number: 1_980, said: ['same'] })
  })
})

describe('two RPCs of different blocks', () => {
  const work = workId(1)
  const dispute = (a: Witness, b: Witness) => blockDispute([a, b], work, 1_999n)

  test('the block from which they differ is found', async () => {
    for (const from of [1, 2, 700, 1_024, 1_999]) {
      const found = await dispute(upTo('a', 1_999), upTo('b', 1_999, headers(2_000, 3, chain, from)))
      expect(found).toMatchObject({ about: 'block', block: BigInt(from), rpcs: ['https://a', 'https://b'] })
      expect(found.liar).toBeUndefined()
    }
  })

  test('different chains differ from their first block on', async () => {
    expect(await dispute(upTo('a', 1_999), upTo('b', 1_999, headers(2_000, 3)))).toMatchObject({ block: 0n })
  })

  test('a block that does not follow the one before it was put there', async () => {
    // Its fields hash to what it says, but its parent is of no chain.
    const spliced = chain.slice(0, 1_500).concat(headers(2_000, 9).slice(1_500))
    const found = await dispute(upTo('honest', 1_999), upTo('evil', 1_999, spliced))
    expect(found).toMatchObject({ block: 1_500n, liar: 'https://evil' })
    expect((await dispute(upTo('evil', 1_999, spliced), upTo('honest', 1_999))).liar).toBe('https://evil')
  })

  test('one that shows receipts of no block of its own is caught', async () => {
    const fork = headers(2_000, 3, chain, 1_000)
    const forger = headerWitness('evil', fork, { receipts: () => Promise.resolve([]) })
    const found = await dispute(upTo('quiet', 1_999), forger)
    expect(found).toMatchObject({
      block: 1_000n,
      liar: 'https://evil',
      detail: 'The receipts are not those of the block',
    })
    // Both do: then it may be a chain whose receipts this code cannot read, and nobody is accused.
    const both = await dispute(headerWitness('b', chain, { receipts: () => Promise.resolve([]) }), forger)
    expect(both.liar).toBeUndefined()
  })

  test('who stops answering leaves it open', async () => {
    const mute = headerWitness('a', chain, { block: () => Promise.reject(new Error('too many requests')) })
    const found = await dispute(mute, upTo('b', 1_999))
    expect(found.detail).toContain('too many requests')
    expect(found).not.toHaveProperty('block')
  })
})

test('halving asks no more than it must', async () => {
  for (const wanted of [1n, 2n, 77n, 1_000_000n]) {
    let asked = 0
    const same = (block: bigint) => Promise.resolve((asked++, block < wanted))
    expect(await firstDifference(0n, 1_000_000n, same)).toBe(wanted)
    expect(asked).toBeLessThanOrEqual(20)
  }
})

test('operators are companies, not addresses', () => {
  const urls = [
    'https://base.llamarpc.com',
    'https://eth.llamarpc.com/v1',
    'https://mainnet.base.org',
    'http://10.0.0.1:1',
  ]
  expect(countOperators(urls.map((url) => ({ operator: operatorOf(url) })))).toBe(3)
})
