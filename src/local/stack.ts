/** Everything `npm start` runs, as one thing that starts and stops. Tests start it too, with folders and ports of their own. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PersonId } from './examples/works.ts'
import { openClient } from '../chain/client.ts'
import type { LocalConfig } from '../chain/local.ts'
import type { Network } from '../chain/networks.ts'
import { buildApp, DIST } from './build.ts'
import { CHAIN_ID, startChain, type EmbeddedChain } from './chain.ts'
import { deployContracts, dollar, giveDollars } from './contracts.ts'
import { publishExamples, type Published } from './examples/examples.ts'
import { announce, leave, openFolder, occupy, readJson, forget, type Ports, type Settings } from './folder.ts'
import { startIpfsNode, type LocalIpfs } from './ipfs.ts'
import { startKeeper } from './keeper.ts'
import { PEOPLE } from './people.ts'
import { freePort, isFree } from './ports.ts'
import { StartProblem, type Say } from './say.ts'
import { serveApp } from './serve.ts'
import { serveSources } from './dev.ts'

export interface StackOptions {
  readonly folder: string
  /** Exactly this port for the app; absent: the one of last time, 4600, or the next free one. */
  readonly port?: number | undefined
  readonly fresh?: boolean
  readonly examples?: boolean
  readonly dev?: boolean
  /** Hand over the examples' keys when no tab does. */
  readonly keeper?: boolean
  /** Called when a part ended by itself. Everything else is still running then. */
  readonly onBroken?: (sentence: string) => void
}

export interface Stack {
  readonly url: string
  readonly config: LocalConfig
  readonly stop: () => Promise<void>
}

const NOTHING: Published = { secrets: {}, bought: {}, fresh: false }
const FIRST: Ports = { app: 4600, chain: 4601, gateway: 4602, relay: 4603 }

/** Throws a StartProblem when something on this machine has to change first; whatever was started is ended again. */
export async function startStack(options: StackOptions, say: Say): Promise<Stack> {
  const { folder } = options
  await openFolder(folder)
  await occupy(folder)
  const ending: (() => Promise<void>)[] = [() => leave(folder)]
  const stop = async () => {
    for (const end of ending.splice(0).reverse()) await end()
  }
  try {
    return await assemble(options, say, ending, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function assemble(
  options: StackOptions,
  say: Say,
  ending: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Stack> {
  const { folder, onBroken = () => {} } = options
  if (options.fresh) await forget(folder)
  const settings = await settle(options, say)
  const { ports, token } = settings

  let chain = await say.step('Embedded chain', () => startChain(folder, ports.chain))
  let stopping = false
  const watchChain = (running: EmbeddedChain) =>
    void running.ended.then((why) => !stopping && running === chain && onBroken(`The embedded chain ended: ${why}`))
  watchChain(chain)
  ending.push(() => {
    stopping = true
    return chain.stop()
  })
  await announce(folder, { pid: process.pid, chainPid: chain.pid })

  const ipfs = await say.step('IPFS node', () => startIpfs(folder, ports, token))
  ending.push(() => ipfs.stop())

  const network = networkAt(chain.url)
  const client = openClient(network)
  await say.step('Contracts', () => deployContracts(client, network))
  await say.step('Toy dollars for the demo accounts', () => giveDollars(client, network))
  const published = { folder, network, client, shelf: ipfs.shelf, hints: hintsOf(ipfs) }
  const examples = options.examples === false ? NOTHING : await publishExamples(published, say)
  if (examples.fresh) {
    // What took longest must not be lost to a power cut: the chain's state reaches the disk when it ends.
    const before = chain
    const again = async () => {
      stopping = true
      await before.stop()
      chain = await startChain(folder, ports.chain)
      stopping = false
      watchChain(chain)
    }
    await say.step('Chain saved', again)
  }
  const config = configOf(network, ipfs, examples)
  const app = options.dev
    ? await say.step('Development server', () => serveSources(ports.app, config))
    : await serveBuilt(ports.app, config, say)
  ending.push(() => app.stop())
  if (options.keeper) {
    const keeper = startKeeper(config)
    ending.push(() => keeper.stop())
  }
  await announce(folder, { pid: process.pid, chainPid: chain.pid, url: app.url })
  return { url: app.url, config, stop }
}

/** Ports and token of last time where they are free, and what was changed said. */
async function settle({ folder, port }: StackOptions, say: Say): Promise<Settings> {
  const path = join(folder, 'settings.json')
  const kept = await readJson<Settings>(path)
  const wish = { ...(kept?.ports ?? FIRST), ...(port === undefined ? {} : { app: port }) }
  if (port !== undefined && port > 0 && !(await isFree(port)))
    throw new StartProblem(
      `Port ${port} is taken. Name another with --port N, or leave the flag out to get a free one.`,
    )
  const taken = new Set<number>()
  const ports: Record<string, number> = {}
  for (const [name, wished] of Object.entries(wish)) {
    const got = await freePort(wished, taken)
    if (wished !== 0 && got !== wished) say.line(`  · Port ${wished} (${name}) is taken: using ${got}`)
    taken.add(got)
    ports[name] = got
  }
  const settings = { ports: ports as unknown as Ports, token: kept?.token ?? randomBytes(16).toString('hex') }
  await writeFile(path, JSON.stringify(settings, undefined, 2))
  return settings
}

const startIpfs = (folder: string, ports: Ports, token: string): Promise<LocalIpfs> =>
  startIpfsNode({ dir: join(folder, 'ipfs'), httpPort: ports.gateway, p2pPort: ports.relay, token })

async function serveBuilt(port: number, config: LocalConfig, say: Say) {
  await say.step('App', async (told) => {
    told('building')
    await buildApp()
  })
  return serveApp(DIST, port, { '/local.json': config })
}

const networkAt = (url: string): Network => ({
  id: CHAIN_ID,
  name: 'This machine (toy money)',
  rpcs: [url],
  currency: { symbol: 'ETH', decimals: 18, name: 'Toy ether' },
  tokens: [dollar()],
  local: true,
})

const hintsOf = ({ relay, gateway }: LocalIpfs) => ({ peers: relay, gateways: [gateway] })

const configOf = (network: Network, ipfs: LocalIpfs, { secrets, bought }: Published): LocalConfig => ({
  network,
  ipfs: { gateway: ipfs.gateway, relay: ipfs.relay[0] ?? '', pinning: ipfs.pinning },
  accounts: (Object.keys(PEOPLE) as PersonId[]).map((id) => ({
    name: PEOPLE[id].name,
    key: PEOPLE[id].key,
    secrets: secrets[id] ?? [],
    bought: bought[id] ?? [],
  })),
})
