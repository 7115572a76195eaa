/** What a light client must know of a network's consensus layer beforehand. All of it is public and fixed; nothing of it
 * is asked of anybody. */
import type { Hex } from '../../royalties/words.ts'

export type ForkName = 'capella' | 'deneb' | 'electra' | 'fulu' | 'gloas'

export interface Fork {
  readonly name: ForkName
  /** The first epoch under its rules. */
  readonly epoch: number
  /** Four bytes that are signed along, so that no signature is good under other rules. */
  readonly version: Hex
}

export interface ConsensusNetwork {
  readonly chainId: number
  readonly name: string
  /** Unix seconds. */
  readonly genesisTime: number
  readonly genesisValidatorsRoot: Hex
  /** Oldest first. What came before cannot be proven here: its blocks carry no execution header. */
  readonly forks: readonly Fork[]
  readonly slotSeconds: number
  readonly slotsPerEpoch: number
  /** Epochs for which one sync committee is on duty. */
  readonly epochsPerPeriod: number
  /** Validators in a sync committee. */
  readonly committee: number
  /** Beacon APIs that serve light clients and answer to web pages. Each is of another operator. */
  readonly apis: readonly string[]
}

const preset = { slotSeconds: 12, slotsPerEpoch: 32, epochsPerPeriod: 256, committee: 512 }

/** From consensus-specs `configs/mainnet.yaml`. Gloas has no date there yet; when it gets one this app needs an update, and says so. */
const MAINNET: ConsensusNetwork = {
  ...preset,
  chainId: 1,
  name: 'Ethereum',
  genesisTime: 1606824023,
  genesisValidatorsRoot: '0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95',
  forks: [
    { name: 'capella', epoch: 194048, version: '0x03000000' },
    { name: 'deneb', epoch: 269568, version: '0x04000000' },
    { name: 'electra', epoch: 364032, version: '0x05000000' },
    { name: 'fulu', epoch: 411392, version: '0x06000000' },
  ],
  apis: [
    'https://lodestar-mainnet.chainsafe.io',
    'https://ethereum-beacon-api.publicnode.com',
    'https://ethereum.operationsolarstorm.org',
  ],
}

/** From eth-clients/sepolia `metadata/config.yaml`. */
const SEPOLIA: ConsensusNetwork = {
  ...preset,
  chainId: 11155111,
  name: 'Sepolia',
  genesisTime: 1655733600,
  genesisValidatorsRoot: '0xd8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078',
  forks: [
    { name: 'capella', epoch: 56832, version: '0x90000072' },
    { name: 'deneb', epoch: 132608, version: '0x90000073' },
    { name: 'electra', epoch: 222464, version: '0x90000074' },
    { name: 'fulu', epoch: 272640, version: '0x90000075' },
    { name: 'gloas', epoch: 353024, version: '0x90000076' },
  ],
  apis: [
    'https://lodestar-sepolia.chainsafe.io',
    'https://ethereum-sepolia-beacon-api.publicnode.com',
    'https://sepolia.operationsolarstorm.org',
  ],
}

/** `undefined`: no light client for this chain. Rollups have none of their own: their blocks are not signed by a committee. */
export const consensusOf = (chainId: number): ConsensusNetwork | undefined =>
  [MAINNET, SEPOLIA].find((network) => network.chainId === chainId)

export const epochOf = (network: ConsensusNetwork, slot: number): number => Math.floor(slot / network.slotsPerEpoch)

/** Which sync committee is on duty. */
export const periodOf = (network: ConsensusNetwork, slot: number): number =>
  Math.floor(epochOf(network, slot) / network.epochsPerPeriod)

/** `now` in Unix seconds. */
export const slotAt = (network: ConsensusNetwork, now: number): number =>
  Math.floor((now - network.genesisTime) / network.slotSeconds)

/** Unix seconds. */
export const timeOf = (network: ConsensusNetwork, slot: number): number =>
  network.genesisTime + slot * network.slotSeconds

/** The rules at a slot; `undefined`: before any that this app knows. */
export const forkAt = (network: ConsensusNetwork, slot: number): Fork | undefined =>
  network.forks.findLast(({ epoch }) => epoch <= epochOf(network, slot))
