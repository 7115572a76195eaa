import type { Library, PeerState } from '../storage/library.ts'

/** Peers named by one work or one link; more are not dialled. */
const MOST = 4

/** This tab among other browsers: while it is online it hands out what it has, and fetches from peers before gateways.
 * Loading it costs a chunk of its own, so nothing here runs before the first paint. */
export class Nearby {
  state = $state.raw<PeerState>({ status: 'offline', addresses: [], connected: [] })
  readonly #library: () => Promise<Library>
  readonly #met = new Set<string>()
  readonly #found: () => void
  readonly #relays: () => readonly string[]
  #watching = false

  /** `relays` are those the user chose; `found` is called when there are new peers to ask for what nobody had before. */
  constructor(library: () => Promise<Library>, relays: () => readonly string[], found: () => void) {
    this.#library = library
    this.#relays = relays
    this.#found = found
  }

  /** Where other browsers reach this tab directly, by way of a relay. */
  readonly addresses = $derived(this.state.addresses.filter((address) => address.includes('/webrtc/')))

  /** Why it failed stands in `state.problem`; the gateways go on working without peers. */
  async join(): Promise<void> {
    const { peers } = await this.#library()
    if (!this.#watching) peers.onChange((state) => (this.state = state))
    this.#watching = true
    await peers.goOnline().catch(() => undefined)
    this.state = peers.state()
    await this.meet(peersIn(location.hash))
    this.#found()
  }

  async leave(): Promise<void> {
    this.#met.clear()
    await (await this.#library()).peers.goOffline()
  }

  /** Connects to peers that a manifest or a link names. Nobody vouches for them: blocks are checked, failures do not
   * matter, and only what is reached through the user's own relays is dialled. Any other address would be a way to make
   * visitors tell a stranger's host that they are here. */
  async meet(addresses: readonly string[]): Promise<void> {
    if (this.state.status !== 'online') return
    const { peers } = await this.#library()
    const fresh = addresses
      .filter((address) => this.#relays().some((relay) => address.startsWith(`${relay}/p2p-circuit/`)))
      .filter((address) => !this.#met.has(address) && !this.addresses.includes(address))
      .slice(0, MOST)
    for (const address of fresh) this.#met.add(address)
    const dialled = await Promise.allSettled(fresh.map((address) => peers.dial(address)))
    if (dialled.some(({ status }) => status === 'fulfilled')) this.#found()
  }
}

/** A link that also names tabs which have the work: readers try them first. */
export const linkTo = (work: bigint, addresses: readonly string[]): string => {
  const peers = addresses.slice(0, 1).map((address) => `?peer=${encodeURIComponent(address)}`)
  return new URL(`#/work/${work}${peers.join('')}`, document.baseURI).href
}

const peersIn = (hash: string): string[] => new URLSearchParams(hash.split('?')[1] ?? '').getAll('peer')
