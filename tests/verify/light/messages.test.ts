import { describe, expect, test } from 'vitest'
import { headerOf, beaconOf, nameOf } from '../../../src/verify/light/header.ts'
import { bootstrapOf, updateOf } from '../../../src/verify/light/messages.ts'
import { consensusOf, type ConsensusNetwork } from '../../../src/verify/light/networks.ts'
import { begun, updated, type Store } from '../../../src/verify/light/store.ts'
import { littleEndian, merkle, shortList, vector } from '../../../src/verify/light/ssz.ts'
import mainnet from '../../vectors/consensus/mainnet-7109431.json' with { type: 'json' }
import { at, bootstrap, DEVNET, finality, put, updates, type Message } from './devnet.ts'

const NOW = 120
const trusted = () => beaconOf(at(bootstrap(), 'header.beacon'), 'block').root
const start = (network: ConsensusNetwork = DEVNET): Store => begun(bootstrapOf(network, trusted(), bootstrap()))
const take = (store: Store, message: unknown, network = DEVNET) =>
  updated(network, store, updateOf(network, message), NOW)
/** After none, one and two of the updates: the last is in Gloas, and in the second period. */
const stores: Store[] = [start()]
for (const [i, update] of updates().entries()) stores.push(take(stores[i]!, update))

describe('messages of real nodes', () => {
  test('the execution block of a mainnet block is proven to be in it', () => {
    const { execution, slot, root } = headerOf(consensusOf(1)!, mainnet, 'block')
    expect(execution).toBe('0x3c015340e234ff7f8e75ecebb11d45154a394cd896ddcfcfffc941a07b314960')
    expect(slot).toBe(7109431)
    expect(nameOf({ root })).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('a network is followed from Fulu into Gloas, over the end of a period', () => {
    const first = start()
    const second = take(first, updates()[0])
    expect([second.finalized.slot, second.newest.slot, second.signed]).toEqual([16, 32, 32])
    const third = take(second, updates()[1])
    expect([third.finalized.slot, third.newest.slot]).toEqual([64, 80])
    expect(third.committee.root).toEqual(second.next!.root)
    const last = take(third, finality())
    expect([last.finalized.slot, last.newest.slot]).toEqual([80, 96])
    expect(last.finalized.execution).toBe('0xf1adfc6a1b902c16a43d174672777d3d45cdedc0caf27f36653cf040b1991ae5')
    expect(last.newest.execution).toBe('0x37e4f64cc9d556acb769979994213454555d700b985eef6de78ba5d9caa112f9')
  })

  test('rules of another fork, another network, or another version are refused', () => {
    const without = { ...DEVNET, forks: DEVNET.forks.filter(({ name }) => name !== 'gloas') }
    const store = stores[1]!
    expect(() => take(store, updates()[1], without)).toThrow('The execution block shown with')
    const foreign = { ...DEVNET, genesisValidatorsRoot: `0x${'11'.repeat(32)}` } as const
    expect(() => take(store, updates()[1], foreign)).toThrow('the signature is wrong')
    const versions = DEVNET.forks.map((fork) => ({ ...fork, version: '0x07000002' }) as const)
    expect(() => take(store, updates()[1], { ...DEVNET, forks: versions })).toThrow('the signature is wrong')
    const later = { ...DEVNET, forks: DEVNET.forks.map((fork) => ({ ...fork, epoch: 50 })) }
    expect(() => bootstrapOf(later, trusted(), bootstrap())).toThrow('older than')
  })

  test('a header from before Gloas is proven in the form of Gloas too', () => {
    const { execution, ...header } = bootstrap()['header'] as Message
    const { block_hash, transactions_root } = execution as Record<string, string>
    const inner = [...branchOfHash(execution as Record<string, string>), ...(header['execution_branch'] as string[])]
    const zeros = Array.from({ length: 11 - inner.length }, () => `0x${'00'.repeat(32)}`)
    const short = { ...header, execution_block_hash: block_hash, execution_branch: [...zeros, ...inner] }
    expect(headerOf(DEVNET, short, 'block').execution).toBe(block_hash)
    expect(() => headerOf(DEVNET, { ...short, execution_block_hash: transactions_root }, 'block')).toThrow(/./)
  })

  test('an old form of a header is not taken under new rules', () => {
    const odd = put(finality(), 'attested_header.execution', at(bootstrap(), 'header.execution'))
    expect(() => updateOf(DEVNET, odd)).toThrow('which its fork does not know')
  })
})

describe('no bit of a message may be another', () => {
  test.each([
    ['bootstrap', bootstrap, (message: Message) => bootstrapOf(DEVNET, trusted(), message)],
    ['update in Fulu', () => updates()[0]!, (message: Message) => take(stores[0]!, message)],
    ['update in Gloas', () => updates()[1]!, (message: Message) => take(stores[1]!, message)],
    ['finality update', finality, (message: Message) => take(stores[2]!, message)],
  ])(
    '%s',
    (_, fresh, judge) => {
      expect(judge(fresh())).toBeDefined()
      const paths = leavesOf(fresh()).filter((path) => path !== 'signature_slot')
      expect(paths.length).toBeGreaterThan(25)
      // Keys of a committee are alike: some of them stand for all.
      const some = paths.filter((path) => !/pubkeys\.\d*[1-8]$/.test(path))
      for (const path of some) {
        const value = at(fresh(), path) as string
        expect(() => judge(put(fresh(), path, flipped(value))), path).toThrow(/./)
        expect(() => judge(put(fresh(), path, value.slice(0, -2))), `${path} cut off`).toThrow(/./)
      }
    },
    60_000,
  )

  test('what is left out, or is no message at all, has a sentence', () => {
    for (const path of ['header', 'current_sync_committee', 'current_sync_committee_branch']) {
      const message = put(bootstrap(), path, undefined)
      expect(() => bootstrapOf(DEVNET, trusted(), message)).toThrow(/./)
    }
    for (const odd of [undefined, null, 7, 'text', [], {}])
      expect(() => updateOf(DEVNET, odd)).toThrow(/^(There is no|The .* is not)/)
    const few = bootstrap()
    ;(at(few, 'current_sync_committee.pubkeys') as string[]).pop()
    expect(() => bootstrapOf(DEVNET, trusted(), few)).toThrow('does not have 32 members')
  })

  test('branches may be longer only by zeros in front', () => {
    const padded = updates()[0]!
    padded['finality_branch'] = [`0x${'00'.repeat(32)}`, ...(padded['finality_branch'] as string[])]
    expect(take(stores[0]!, padded).newest.slot).toBe(32)
    put(padded, 'finality_branch.0', `0x01${'00'.repeat(31)}`)
    expect(() => take(stores[0]!, padded)).toThrow('is not the one that the signed block calls final')
    const long = updates()[0]!
    long['finality_branch'] = Array.from({ length: 70 }, () => `0x${'01'.repeat(32)}`)
    expect(() => take(stores[0]!, long)).toThrow('is not a branch')
  })
})

function leavesOf(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [place]
  return Object.entries(value).flatMap(([key, below]) => leavesOf(below, place ? `${place}.${key}` : key))
}

/** The last digit with its lowest bit turned, in hexadecimal or decimal. */
const flipped = (value: string) => value.slice(0, -1) + (parseInt(value.at(-1)!, 16) ^ 1).toString(16)

/** From a payload's hash, the thirteenth of its seventeen fields, up to its root. */
function branchOfHash(payload: Readonly<Record<string, string>>): string[] {
  const bytes = (name: string) => Uint8Array.from(Buffer.from(payload[name]!.slice(2), 'hex'))
  const whole = (name: string) => littleEndian(BigInt(payload[name]!))
  const fields = [
    ...[bytes('parent_hash'), vector(bytes('fee_recipient')), bytes('state_root'), bytes('receipts_root')],
    ...[vector(bytes('logs_bloom')), bytes('prev_randao'), whole('block_number'), whole('gas_limit')],
    ...[whole('gas_used'), whole('timestamp'), shortList(bytes('extra_data')), whole('base_fee_per_gas')],
    ...[bytes('block_hash'), bytes('transactions_root'), bytes('withdrawals_root')],
    ...[whole('blob_gas_used'), whole('excess_blob_gas')],
  ]
  const zeros = Array.from({ length: 15 }, () => new Uint8Array(32))
  const siblings = [
    [13, 14],
    [14, 16],
    [8, 12],
    [0, 8],
    [16, 32],
  ].map(([from, to]) => [...fields, ...zeros].slice(from, to))
  return siblings.map((chunks) => `0x${Buffer.from(merkle(chunks)).toString('hex')}`)
}
