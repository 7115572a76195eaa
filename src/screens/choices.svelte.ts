import type { Network } from '../chain/networks.ts'
import type { StorageConfig } from '../storage/library.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What the user decided about this browser. Kept in localStorage; works without it, for this visit only. */
interface Kept {
  theme: Theme
  /** The chain to read and write; undefined: the local one if there is one, else the first of the list. */
  networkId?: number
  /** Added or edited by the user; they stand before the built-in ones of the same id. */
  networks: Network[]
  storage?: StorageConfig
  volume: number
  /** Whether this tab exchanges files with other browsers; undefined: where a relay is set. */
  peers?: boolean
}

const PLACE = 'tributary.choices'
const NONE: Kept = { theme: 'system', networks: [], volume: 1 }

class Choices {
  theme = $state<Theme>('system')
  networkId = $state<number>()
  networks = $state.raw<Network[]>([])
  storage = $state.raw<StorageConfig>()
  volume = $state(1)
  peers = $state<boolean>()

  constructor() {
    const kept = read()
    this.theme = kept.theme
    this.networkId = kept.networkId
    this.networks = kept.networks
    this.storage = kept.storage
    this.volume = kept.volume
    this.peers = kept.peers
  }

  /** Remembers everything as it is now. */
  keep(): void {
    const { theme, networkId, networks, storage, volume, peers } = this
    try {
      localStorage.setItem(PLACE, JSON.stringify({ theme, networkId, networks, storage, volume, peers }))
    } catch {
      // Storage is full or forbidden; the choice holds for this visit.
    }
  }

  applyTheme(): void {
    const root = document.documentElement
    if (this.theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = this.theme
  }

  chooseTheme(theme: Theme): void {
    this.theme = theme
    this.applyTheme()
    this.keep()
  }
}

/** Whatever an earlier version or a curious user left there: only fields of the right shape are taken. */
function read(): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Kept>
    return {
      theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : 'system',
      networks: Array.isArray(found.networks) ? found.networks : [],
      volume: typeof found.volume === 'number' && found.volume >= 0 && found.volume <= 1 ? found.volume : 1,
      ...(typeof found.peers === 'boolean' ? { peers: found.peers } : {}),
      ...(typeof found.networkId === 'number' ? { networkId: found.networkId } : {}),
      ...(found.storage && Array.isArray(found.storage.gateways) ? { storage: found.storage } : {}),
    }
  } catch {
    return NONE
  }
}

export const choices = new Choices()
export type { Choices }
