/** The one transaction. Before it is sent, and before it is sent again, the chain is asked whether the work is there
 * already: a tab closed after "confirm" must not publish, or pay, twice. */
import { getTransaction, getTransactionCount } from 'viem/actions'
import type { ChainClient } from '../chain/client.ts'
import { mined } from '../chain/mined.ts'
import { readCount, readWorks } from '../chain/tributary.ts'
import { workId, type Address, type Hex, type WorkId } from '../royalties/words.ts'
import type { Sent, Signed } from './journal.ts'
import type { Order } from './order.ts'
import type { Ports } from './ports.ts'
import { Stopped } from './problems.ts'
import { publicationCall } from './publication.ts'

const PAGE = 100

export async function sendPublication(order: Order, signed: Signed, ports: Ports): Promise<WorkId> {
  const { work, sent } = ports.journal.read()
  if (work !== undefined) return work
  if (sent) {
    const earlier = await earlierWork(order, sent, ports)
    if (earlier !== undefined) return keepWork(ports, earlier)
  }
  const secret = order.sealed ? await ports.secret(ports.journal.read().salt32) : undefined
  const fresh: Sent = {
    manifest: signed.digest,
    worksBefore: sent?.worksBefore ?? BigInt(await readCount(ports.client)),
  }
  await keepSent(ports, fresh)
  await ports.send(publicationCall(order, signed.digest, ports.deployment, secret), (hash) =>
    keepSent(ports, { ...fresh, hash }),
  )
  return keepWork(ports, await shownWork(order, fresh, ports))
}

/** The work of an attempt made before: mined, or still on its way. Throws `Stopped` while it may still arrive. */
async function earlierWork(order: Order, sent: Sent, ports: Ports): Promise<WorkId | undefined> {
  const found = await findWork(order, sent.manifest, sent.worksBefore, ports)
  if (found !== undefined) return found
  const { client } = ports
  const known = sent.hash && (await told(getTransaction(client, { hash: sent.hash })))
  if (sent.hash && known) {
    const { status } = await mined(client, sent.hash, { timeout: 60_000 }).catch(() => {
      throw waiting()
    })
    return status === 'success' ? shownWork(order, sent, ports) : undefined
  }
  // The wallet may have sent it and told nobody, or sent it again under another hash.
  const [latest, pending] = await Promise.all(
    (['latest', 'pending'] as const).map((blockTag) =>
      getTransactionCount(client, { address: order.creator.account, blockTag }),
    ),
  )
  if (pending! > latest!) throw waiting()
  return findWork(order, sent.manifest, sent.worksBefore, ports)
}

const waiting = () =>
  new Stopped(
    'pending',
    'A transaction of this account is still waiting to get into a block. Nothing more is sent meanwhile.',
  )

/** What the network answers; `undefined`: it has none. Rejects where it does not answer: that says nothing. */
const told = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if ((error as Error).name === 'TransactionNotFoundError') return undefined
    throw error
  })

/** The work of a transaction that is in a block: an RPC may know of the one before it shows the other. */
async function shownWork(order: Order, { manifest, worksBefore }: Sent, ports: Ports): Promise<WorkId> {
  const found = await findWork(order, manifest, worksBefore, ports)
  if (found !== undefined) return found
  throw new Stopped('network', 'The transaction is in a block, but the network does not show the work yet. Try again.')
}

const findWork = (order: Order, manifest: Hex, after: bigint, { client }: Ports): Promise<WorkId | undefined> =>
  findSent(client, { manifest, worksBefore: after }, order.creator.account)

/** The work that an attempt made, if it reached the chain: among the works made since, the one with this manifest by this
 * creator. Rejects when the network does not answer. */
export async function findSent(client: ChainClient, sent: Sent, creator: Address): Promise<WorkId | undefined> {
  const count = await readCount(client)
  for (let from = Number(sent.worksBefore) + 1; from <= count; from += PAGE) {
    const works = await readWorks(client, from, PAGE)
    const mine = works.find((work) => work.manifest === sent.manifest && same(work.creator, creator))
    if (mine) return workId(mine.id)
  }
  return undefined
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const keepSent = (ports: Ports, sent: Sent): Promise<void> => ports.journal.keep({ ...ports.journal.read(), sent })

async function keepWork(ports: Ports, work: WorkId): Promise<WorkId> {
  await ports.journal.keep({ ...ports.journal.read(), work })
  return work
}
