/** Getting a proof of storage from RPCs as they are: capped, by number only, reorganised, or without proofs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Address, Hex } from '../../../src/royalties/words.ts'
import type { Evidence, Held, Pin } from '../../../src/verify/evidence.ts'
import { stateProof, StateSource } from '../../../src/verify/state/ask.ts'
import { workSlot } from '../../../src/verify/trie/slots.ts'
import { findingsOf, holdersOf, startState, subject, type StateStage } from './stage.ts'

let stage: StateStage
let honest: Evidence
beforeAll(async () => {
  stage = await startState()
  honest = stage.honest
})
afterAll(() => stage.chain.anvil.kill())

describe('getting a proof', () => {
  const contract = deployment.tributary.address
  const asked = () => ({ facts: honest.trails[0]!.facts, holders: holdersOf(honest) })

  test('many holders take several requests, joined into one proof', async () => {
    const sizes: number[] = []
    const holders = Array.from({ length: 300 }, (_, i): Address => `0x${(i + 1).toString(16).padStart(40, '0')}`)
    const counting = {
      state: (pin: Pin, slots: readonly Hex[]) => {
        sizes.push(slots.length)
        return stage.reader.state(pin, slots)
      },
    }
    const facts = honest.trails[0]!.facts
    const works = [{ facts, holders: [...holdersOf(honest), ...holders] }]
    let heard = 0
    const state = await stateProof(counting, honest.pin, works, undefined, () => (heard += 1))
    // Whoever gives up on silence hears of each.
    expect(heard).toBe(sizes.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128)
    expect(sizes.length).toBeGreaterThan(3)
    const strangers = holders.map((account): Held => ({ account, units: 0n, debt: 0n, claimable: 0n }))
    const holdings = [...honest.holdings, ...strangers]
    expect(findingsOf({ ...honest, trails: honest.trails.slice(0, 1), holdings, state })).toEqual([])
  })

  test('an RPC that knows proofs by number only is asked by number, the next time at once', async () => {
    const forms: unknown[] = []
    const source = new StateSource(async ({ method, params }) => {
      if (method === 'eth_getProof') {
        forms.push(typeof params[2])
        if (typeof params[2] !== 'string') throw new Error('invalid argument 2: hex string expected')
      }
      return stage.ask({ method, params })
    }, contract)
    for (let i = 0; i < 2; i++) {
      const state = await stateProof({ state: (pin, slots) => source.ask(pin, slots) }, honest.pin, [asked()])
      expect(findingsOf({ ...honest, trails: honest.trails.slice(0, 1), state })).toEqual([])
    }
    expect(forms.filter((form) => form === 'object')).toHaveLength(1)
  })

  test('a block that is replaced meanwhile is no lie', async () => {
    const source = new StateSource(async ({ method, params }) => {
      if (method === 'eth_getProof' && typeof params[2] !== 'string') throw new Error('invalid params')
      const answer = await stage.ask({ method, params })
      return method === 'eth_getBlockByNumber' ? { ...(answer as object), hash: `0x${'0'.repeat(64)}` } : answer
    }, contract)
    await expect(source.ask(honest.pin, [workSlot(subject, 'hot')])).rejects.toThrow('replaced while it was proven')
  })

  test('an RPC that gives no proofs says so', async () => {
    const source = new StateSource(({ method, params }) => {
      if (method === 'eth_getProof') throw new Error('the method eth_getProof does not exist')
      return stage.ask({ method, params })
    }, contract)
    const read = stateProof({ state: (pin, slots) => source.ask(pin, slots) }, honest.pin, [asked()])
    await expect(read).rejects.toThrow('the method eth_getProof does not exist')
  })

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(stateProof(stage.reader, honest.pin, [asked()], signal)).rejects.toThrow('enough')
  })
})
