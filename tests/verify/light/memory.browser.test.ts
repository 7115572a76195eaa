import { afterEach, expect, test, vi } from 'vitest'
import { bootstrapOf, updateOf } from '../../../src/verify/light/messages.ts'
import { beaconOf } from '../../../src/verify/light/header.ts'
import { openMemory } from '../../../src/verify/light/memory.ts'
import { begun, updated } from '../../../src/verify/light/store.ts'
import { at, bootstrap, DEVNET, finality, updates } from './devnet.ts'

const NAME = 'light-test'
afterEach(() => new Promise((done) => (indexedDB.deleteDatabase(NAME).onsuccess = done)))
const kept = { root: `0x${'ab'.repeat(32)}`, slot: 7 } as const

test('what was proven final is there next time, for its network alone', async () => {
  await openMemory(NAME).write(1, kept)
  expect(await openMemory(NAME).read(1)).toEqual(kept)
  expect(await openMemory(NAME).read(2)).toBeUndefined()
})

test('a record that is none, or a browser that keeps nothing, is as if nothing had been kept', async () => {
  await openMemory(NAME).write(1, { root: '0x12', slot: 7 })
  expect(await openMemory(NAME).read(1)).toBeUndefined()
  const refusing = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('The operation is insecure', 'SecurityError')
  })
  try {
    await openMemory(NAME).write(1, kept)
    expect(await openMemory(NAME).read(1)).toBeUndefined()
    expect(refusing).toHaveBeenCalledTimes(2)
  } finally {
    refusing.mockRestore()
  }
})

test('signatures are checked by a browser as they are by Node', () => {
  const message = bootstrap()
  const trusted = beaconOf(at(message, 'header.beacon'), 'block').root
  const start = begun(bootstrapOf(DEVNET, trusted, message))
  const store = [...updates(), finality()].reduce(
    (so, update) => updated(DEVNET, so, updateOf(DEVNET, update), 120),
    start,
  )
  expect([store.finalized.slot, store.newest.slot]).toEqual([80, 96])
})
