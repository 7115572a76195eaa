/** Headers and state of real chains: anvil at each fork, and the one header everybody knows. */
import { spawn } from 'node:child_process'
import { keccak256, numberToHex, type Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { foundry } from '../../contracts/tools/forge.ts'
import { checkHeader } from '../../src/verify/trie/header.ts'
import { accountSlot, addressIn, fieldOf, requestSlot, workSlot } from '../../src/verify/trie/slots.ts'
import { checkState, proveAccount } from '../../src/verify/trie/state.ts'
import { workId } from '../../src/royalties/words.ts'
import { ada, bela, freePort, publish, startStage, type Stage } from '../chain/stage.ts'

interface Proof {
  readonly accountProof: Hex[]
  readonly storageProof: { proof: Hex[] }[]
}
type Json = Record<string, unknown>
const zero = (bytes: number) => `0x${'00'.repeat(bytes)}`

const GENESIS = {
  hash: '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
  parentHash: zero(32),
  sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
  miner: zero(20),
  stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
  transactionsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  receiptsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  logsBloom: zero(256),
  difficulty: '0x400000000',
  number: '0x0',
  gasLimit: '0x1388',
  gasUsed: '0x0',
  timestamp: '0x0',
  extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
  mixHash: zero(32),
  nonce: '0x0000000000000042',
  size: '0x21c',
  totalDifficulty: '0x400000000',
  transactions: [],
  uncles: [],
}

const HASHED = Object.keys(GENESIS).filter((name) => !/^(hash|size|totalDifficulty|transactions|uncles)$/.test(name))

describe('headers', () => {
  test("Ethereum's first block", () => {
    expect(checkHeader(GENESIS)).toEqual({
      ok: true,
      value: {
        hash: GENESIS.hash,
        parentHash: zero(32),
        number: 0n,
        time: 0,
        stateRoot: GENESIS.stateRoot,
        transactionsRoot: GENESIS.transactionsRoot,
        receiptsRoot: GENESIS.receiptsRoot,
      },
    })
  })

  test('a number may be written with zeros in front, and anything in upper case', () => {
    const spelled = { ...GENESIS, gasLimit: '0x001388', hash: GENESIS.hash.toUpperCase().replace('0X', '0x') }
    expect(checkHeader(spelled).ok).toBe(true)
  })

  const forks = ['berlin', 'london', 'shanghai', 'cancun', 'prague', 'osaka'] as const
  const GREW = { berlin: 0, london: 1, shanghai: 2, cancun: 5, prague: 6, osaka: 6 }
  test.each(forks)('a block of the fork %s; every changed field is refused', async (fork) => {
    const port = await freePort()
    const chain = spawn(foundry('anvil'), ['--port', String(port), '--silent', '--hardfork', fork], { stdio: 'ignore' })
    try {
      const block = await newest(port)
      const checked = checkHeader(block)
      expect(checked).toMatchObject({ ok: true, value: { hash: block['hash'], number: 1n } })
      const later = Object.keys(block).filter((name) =>
        /^(baseFee|withdrawalsRoot|blobGas|excessBlob|parentBeacon|requestsHash)/.test(name),
      )
      expect(later).toHaveLength(GREW[fork])
      for (const name of [...HASHED, ...later]) {
        expect(checkHeader({ ...block, [name]: other(block[name] as string) }), name).toMatchObject({ reason: 'wrong' })
        // Half of a header, or one with a hole, is no header.
        expect(checkHeader(without(block, name)).ok, `without ${name}`).toBe(false)
      }
    } finally {
      chain.kill('SIGKILL')
    }
  })

  const other = (hex: string) =>
    hex.endsWith('1') ? hex.slice(0, -1) + '2' : hex.length > 2 ? hex.slice(0, -1) + '1' : '0x01'
  const without = (block: Json, name: string): Json =>
    Object.fromEntries(Object.entries(block).filter(([key]) => key !== name))

  async function newest(port: number): Promise<Json> {
    const ask = async (method: string, params: unknown[]) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers })
      return ((await response.json()) as { result: Json }).result
    }
    for (let tries = 0; ; tries++)
      try {
        await ask('evm_mine', [])
        return await ask('eth_getBlockByNumber', ['latest', false])
      } catch (error) {
        if (tries > 200) throw error
        await new Promise((go) => setTimeout(go, 25))
      }
  }

  test('a header with fields of a later fork could not be checked; known extras do not matter', () => {
    const later = { ...GENESIS, hash: zero(32), cheeseRoot: zero(32) }
    expect(checkHeader(later)).toMatchObject({
      reason: 'unknown',
      detail: expect.stringContaining('cheeseRoot') as string,
    })
    expect(checkHeader({ ...GENESIS, l1BlockNumber: '0x1', sendRoot: zero(32), sendCount: '0x0' }).ok).toBe(true)
    // Whatever else it says: the hash is the hash of what is hashed.
    expect(checkHeader({ ...GENESIS, cheeseRoot: zero(32) }).ok).toBe(true)
  })

  test.each([
    ['nothing', null, 'unknown'],
    ['text', 'block', 'unknown'],
    ['no hash', without(GENESIS, 'hash'), 'wrong'],
    ['a root of 31 bytes', { ...GENESIS, stateRoot: zero(31) }, 'wrong'],
    ['half a digit', { ...GENESIS, extraData: '0x1' }, 'wrong'],
    ['a number that is a word', { ...GENESIS, gasLimit: 'many' }, 'wrong'],
    ['a number in JSON', { ...GENESIS, gasLimit: 5000 }, 'wrong'],
    ['an empty number', { ...GENESIS, gasLimit: '0x' }, 'wrong'],
    ['a fork without the one before it', { ...GENESIS, requestsHash: zero(32) }, 'unknown'],
  ])('%s is not believed', (_, answer, reason) => {
    expect(checkHeader(answer)).toMatchObject({ ok: false, reason })
  })
})

describe('state of the contracts', () => {
  let stage: Stage
  let stateRoot: Hex
  const contract = deployment.tributary.address
  const work = workId(1)
  const slots = [
    workSlot(work, 'creator'),
    workSlot(work, 'manifest'),
    accountSlot(work, 'holdings', ada.address),
    accountSlot(work, 'readers', bela.address),
    requestSlot(`0x${'77'.repeat(32)}`),
  ]
  const ask = (method: string, params: unknown[]): Promise<unknown> =>
    (stage.client.request as unknown as (asked: object) => Promise<unknown>)({ method, params })

  let answer: Proof
  beforeAll(async () => {
    stage = await startStage()
    for (let i = 0; i < 12; i++) await publish(stage, { manifest: numberToHex(0xab00n + BigInt(i), { size: 32 }) })
    const block = checkHeader(await ask('eth_getBlockByNumber', ['latest', false]))
    if (!block.ok) throw new Error(block.detail)
    stateRoot = block.value.stateRoot
    answer = (await ask('eth_getProof', [contract, slots, numberToHex(block.value.number)])) as Proof
  })
  afterAll(() => stage.stop())

  test('code, creator, manifest and holdings are proven, and what is not there as absent', () => {
    const state = checkState(stateRoot, contract, slots, answer)
    if (!state.ok) throw new Error(state.detail)
    expect(state.value.account.codeHash).toBe(deployment.tributary.codeHash)
    const [packed, manifest, holding, reader, request] = state.value.words as [bigint, bigint, bigint, bigint, bigint]
    expect(addressIn(packed)).toBe(ada.address.toLowerCase())
    expect(fieldOf(packed, 'derivatives', 1)).toBe(2n)
    expect(manifest).toBe(0xab00n)
    expect(holding & ((1n << 28n) - 1n)).toBe(100_000_000n)
    expect([reader, request]).toEqual([0n, 0n])
  })

  test('an account that is not there is proven absent, and no contract', async () => {
    const nobody = `0x${'5e'.repeat(20)}` as const
    const proof = (await ask('eth_getProof', [nobody, [], 'latest'])) as Proof
    const nodes = proof.accountProof.map((node) => Uint8Array.from(Buffer.from(node.slice(2), 'hex')))
    expect(proveAccount(stateRoot, nobody, nodes)).toEqual({ ok: true, value: undefined })
    expect(checkState(stateRoot, nobody, [], proof)).toMatchObject({ ok: false, reason: 'wrong' })
  })

  test('every flipped byte of every node is refused', () => {
    const flip = (hex: Hex, at: number): Hex => {
      const byte = Number.parseInt(hex.slice(2 + 2 * at, 4 + 2 * at), 16) ^ (1 << (at % 8))
      return `${hex.slice(0, 2 + 2 * at)}${byte.toString(16).padStart(2, '0')}${hex.slice(4 + 2 * at)}` as Hex
    }
    let flips = 0
    const refused = (changed: typeof answer) => {
      flips++
      expect(checkState(stateRoot, contract, slots, changed).ok).toBe(false)
    }
    answer.accountProof.forEach((node, n) => {
      for (let at = 0; at < (node.length - 2) / 2; at++)
        refused({ ...answer, accountProof: answer.accountProof.with(n, flip(node, at)) })
    })
    // One slot that is there, and one that is not.
    for (const s of [0, 4]) {
      const { proof } = answer.storageProof[s]!
      proof.forEach((node, n) => {
        for (let at = 0; at < (node.length - 2) / 2; at++)
          refused({ ...answer, storageProof: answer.storageProof.with(s, { proof: proof.with(n, flip(node, at)) }) })
      })
    }
    expect(flips).toBeGreaterThan(1_000)
  })

  test('proofs of another state, another slot or in another order are refused', async () => {
    expect(checkState(keccak256(stateRoot), contract, slots, answer).ok).toBe(false)
    expect(checkState(stateRoot, ada.address, slots, answer).ok).toBe(false)
    expect(checkState(stateRoot, contract, slots.toReversed(), answer).ok).toBe(false)
    expect(checkState(stateRoot, contract, slots.slice(1), answer).ok).toBe(false)
    expect(checkState(stateRoot, contract, slots, { ...answer, storageProof: [] }).ok).toBe(false)
  })

  test.each([
    [null],
    [{}],
    [{ accountProof: 'nodes', storageProof: [] }],
    [{ accountProof: ['0xzz'], storageProof: [] }],
  ])('an answer of another shape is refused: %j', (shape) =>
    expect(checkState(stateRoot, contract, [], shape).ok).toBe(false),
  )
})
