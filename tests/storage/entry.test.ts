/** A work whose description did not come is asked for again, by itself and one request at a time. */
import { createClient, custom } from 'viem'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import type { Work } from '../../src/chain/tributary.ts'
import { NATIVE, workId } from '../../src/royalties/words.ts'
import { Entry } from '../../src/screens/catalogue.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Neither the chain nor the library answers. */
function alone() {
  const asked = { chain: 0, library: 0 }
  const request = async () => {
    asked.chain += 1
    throw new Error('HTTP 503')
  }
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) }) as unknown as ChainClient
  const library = async () => {
    asked.library += 1
    throw new Error('Nobody has it')
  }
  const ports = { client, library, network: { tokens: [] }, live: {} }
  const entry = new Entry(workId(1), ports as unknown as ConstructorParameters<typeof Entry>[1])
  return { asked, entry }
}

const work = { id: workId(1), currency: NATIVE, manifest: `0x${'11'.repeat(32)}` } as unknown as Work

test('an RPC that fails while the description is asked for again does not end the asking', async () => {
  const { asked, entry } = alone()
  entry.accept(work)
  await vi.waitFor(() => expect(entry.telling.kind).toBe('unreachable'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked.library).toBe(1)
  expect(asked.chain).toBeGreaterThan(3)
  const before = asked.chain
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked.chain - before).toBeGreaterThan(8)
  expect(asked.chain - before).toBeLessThan(12)
})

test('nothing is asked while nobody looks', async () => {
  const { asked, entry } = alone()
  const document = { hidden: true }
  vi.stubGlobal('document', document)
  entry.accept(work)
  await vi.waitFor(() => expect(entry.telling.kind).toBe('unreachable'))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked.chain).toBe(0)
  document.hidden = false
  await vi.advanceTimersByTimeAsync(61_000)
  expect(asked.chain).toBe(1)
})
