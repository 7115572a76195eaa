import { readFileSync } from 'node:fs'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { Keccak } from '../../src/royalties/keccak/keccak.ts'
import { dice } from '../verify/history.ts'
import { constants, permutation } from './keccak-rounds.ts'

const plain = (source: string) => source.replaceAll(/\s/g, '')

test('the written-out round is the standard’s, and so are its constants', () => {
  const source = plain(readFileSync(new URL('../../src/royalties/keccak/permute.ts', import.meta.url), 'utf8'))
  expect(source).toContain(plain(permutation()))
  const listed = constants().map((half) => `0x${half.toString(16)}`)
  expect(source).toContain(plain(`new Int32Array([${listed.join(',')},])`))
})

test('hashes are those of noble, for messages of every length up to five blocks', () => {
  const roll = dice(5)
  const keccak = new Keccak(680)
  for (let length = 0; length <= 680; length++) {
    const message = Uint8Array.from({ length }, () => roll(256))
    keccak.bytes.set(message)
    expect(bytesToHex(keccak.hash(length))).toBe(bytesToHex(keccak_256(message)))
  }
})

test('what an earlier, longer message left behind is not hashed', () => {
  const keccak = new Keccak(300)
  keccak.bytes.fill(255)
  keccak.hash(300)
  const message = Uint8Array.of(1, 2, 3)
  keccak.bytes.set(message)
  expect(bytesToHex(keccak.hash(3))).toBe(bytesToHex(keccak_256(message)))
})
