/** What a real network of other people's programs said while it went from Fulu to Gloas: tests/vectors/consensus. */
import type { ConsensusNetwork } from '../../../src/verify/light/networks.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import vectors from '../../vectors/consensus/devnet.json' with { type: 'json' }

type Named = Readonly<Record<string, unknown>>

/** Minimal preset; every fork at epoch 0 but Gloas. */
export const DEVNET: ConsensusNetwork = {
  chainId: 32382,
  name: 'Devnet',
  genesisTime: vectors.genesisTime,
  genesisValidatorsRoot: vectors.genesisValidatorsRoot as Hex,
  forks: [
    { name: 'capella', epoch: 0, version: '0x03000001' },
    { name: 'deneb', epoch: 0, version: '0x04000001' },
    { name: 'electra', epoch: 0, version: '0x05000001' },
    { name: 'fulu', epoch: 0, version: '0x06000001' },
    { name: 'gloas', epoch: vectors.gloasEpoch, version: '0x07000001' },
  ],
  slotSeconds: 6,
  slotsPerEpoch: 8,
  epochsPerPeriod: 8,
  committee: 32,
  apis: [],
}

/** What the network's blocks without transactions have in common; left out of the file. */
const EMPTY_BLOCK = {
  fee_recipient: '0xa89F47C6b463f74d87572b058427dA0A13ec5425',
  state_root: '0x882830f03e1277d19da2c9fcc19e0ab4c8265709c2d812e0b22f19f9e57ba76e',
  receipts_root: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  logs_bloom: `0x${'00'.repeat(256)}`,
  gas_used: '0',
  extra_data: '0xd883011106846765746888676f312e32362e35856c696e7578',
  transactions_root: '0x7ffe241ea60187fdb0187bfa22de35d1f9bed7ab061d9401fd47e34a54fbede1',
  withdrawals_root: '0x28ba1834a3a7b657460ce79fa3a1d909ab8828fd557659d4d0554a9bdbc0ec30',
  blob_gas_used: '0',
  excess_blob_gas: '0',
}

/** A message of a beacon API, which a test may spoil anywhere. */
export type Message = Record<string, unknown>

/** What stands at a place: `header.beacon.slot`. */
export const at = (message: unknown, place: string): unknown =>
  place.split('.').reduce((value, key) => (value as Message)[key], message)

export function put(message: Message, place: string, value: unknown): Message {
  const [key, ...above] = place.split('.').reverse()
  const parent = above.length === 0 ? message : (at(message, above.reverse().join('.')) as Message)
  parent[key!] = value
  return message
}

/** As the beacon API sent them, before the file was made short; a fresh copy each time. */
export const bootstrap = (): Message => whole(vectors.bootstrap)
export const updates = (): Message[] => vectors.updates.map(whole)
export const finality = (): Message => whole(vectors.finality)

const whole = (message: Named): Message =>
  Object.fromEntries(
    Object.entries(structuredClone(message)).map(([name, value]) => {
      if (name === 'header' || name.endsWith('_header')) return [name, headerNamed(value as string)]
      if (name.endsWith('sync_committee')) return [name, committeeNamed(value as string)]
      return [name, value]
    }),
  )

function headerNamed(slot: string): Named {
  const header = structuredClone((vectors.headers as Readonly<Record<string, Named>>)[slot]!)
  return header['execution'] ? { ...header, execution: { ...EMPTY_BLOCK, ...header['execution'] } } : header
}

function committeeNamed(name: string): Named {
  const { pubkeys, aggregate_pubkey } = vectors.committees[name as 'first' | 'third']
  return { pubkeys: pubkeys.map((i) => vectors.keys[i]), aggregate_pubkey }
}
