import { getBlockNumber } from 'viem/actions'
import { workId, type Address, type Derivatives, type Hex, type Usage, type WorkId } from '../royalties/words.ts'
import type { Offer } from './action.ts'
import type { ChainClient } from './client.ts'
import { read, type At } from './read.ts'

/** What a work is on chain, in one read. */
export interface Work {
  readonly id: WorkId
  readonly creator: Address
  readonly pendingCreator: Address
  readonly currency: Address
  readonly manifest: Hex
  readonly versions: number
  /** Basis points asked of every descendant's income. */
  readonly ancestorRoyalty: number
  /** Basis points of a resale that go to the work. */
  readonly resaleRoyalty: number
  readonly derivatives: Derivatives
  readonly onSale: boolean
  readonly offersLocked: boolean
  /** No offer may be withdrawn or made cheaper. */
  readonly offersFloored: boolean
  readonly minimumTip: bigint
  readonly minimumFlowRate: bigint
  /** What handing over the content key costs beside the price. */
  readonly deliveryFee: bigint
  /** Decides whether shares may move; the zero address: they move freely. */
  readonly policy: Address
  /** The shares as an ERC-20; whatever is sent there becomes income. */
  readonly shareToken: Address
  /** 0: an open work. */
  readonly keyX: bigint
  readonly keyOdd: boolean
  /** Block of the mint, which the audit beacon counts from. */
  readonly mintBlock: bigint
  /** The audit beacon; 0: not drawn. */
  readonly audit: Hex
  /** From mint to the second of the block read, in 1e-8 of a currency unit, of all 100 shares together. */
  readonly income: bigint
  /** What running flows have paid for the seconds to come, in 1e-8 of a currency unit. */
  readonly prepaid: bigint
  /** What all running flows bring together, in 1e-8 of a currency unit a second. */
  readonly flowRate: bigint
  readonly sequence: number
  readonly lastBlock: bigint
  readonly anchorBlock: bigint
  readonly head: Hex
  readonly offers: readonly Offer[]
}

export interface Ancestor {
  readonly work: WorkId
  /** Basis points. */
  readonly royalty: number
}

export interface Listing {
  readonly units: number
  /** Of one whole share. */
  readonly unitPrice: bigint
  /** Unix seconds. */
  readonly expiry: number
}

type Raw = Awaited<ReturnType<typeof rawWorks>>[number]
const rawWorks = (client: ChainClient, from: number, limit: number, at: At) =>
  read(client, 'worksOf', [BigInt(from), BigInt(limit)], at)

const workOf = (id: WorkId, raw: Raw): Work => ({
  ...raw,
  id,
  derivatives: raw.derivatives as Derivatives,
  mintBlock: BigInt(raw.mintBlock),
  lastBlock: BigInt(raw.lastBlock),
  anchorBlock: BigInt(raw.anchorBlock),
  offers: raw.offers.map((offer) => ({ ...offer, usage: offer.usage as Usage })),
})

export const readCount = async (client: ChainClient, at: At = {}): Promise<number> =>
  Number(await read(client, 'count', [], at))

/** Works `from`, `from + 1`, … at most `limit` of them; fewer at the end. */
export async function readWorks(client: ChainClient, from: number, limit: number, at: At = {}): Promise<Work[]> {
  const raws = await rawWorks(client, from, limit, at)
  return raws.map((raw, i) => workOf(workId(from + i), raw))
}

/** `undefined`: there is no such work. */
export async function readWork(client: ChainClient, id: WorkId, at: At = {}): Promise<Work | undefined> {
  const [work] = await readWorks(client, Number(id), 1, at)
  return work
}

export async function readAncestors(client: ChainClient, id: WorkId, at: At = {}): Promise<Ancestor[]> {
  const raws = await read(client, 'ancestorsOf', [id], at)
  return raws.map(({ work, royalty }) => ({ work: workId(work), royalty }))
}

export async function readParents(client: ChainClient, id: WorkId, at: At = {}): Promise<WorkId[]> {
  const raws = await read(client, 'parentsOf', [id], at)
  return raws.map(workId)
}

/** `undefined`: nothing listed, or the listing has expired at `now` (Unix seconds). */
export async function readListing(
  client: ChainClient,
  id: WorkId,
  seller: Address,
  now: number,
  at: At = {},
): Promise<Listing | undefined> {
  const listing = await read(client, 'listingOf', [id, seller], at)
  return listing.units > 0 && listing.expiry > now ? listing : undefined
}

/** What `holder` can claim now of each work, in currency units, rounded down. */
export async function readClaimable(
  client: ChainClient,
  works: readonly WorkId[],
  holder: Address,
  at: At = {},
): Promise<readonly bigint[]> {
  if (works.length === 0) return []
  return read(client, 'claimableOf', [works, holder], at)
}

/** Units of each work that `holder` has. */
export async function readUnits(
  client: ChainClient,
  works: readonly WorkId[],
  holder: Address,
  at: At = {},
): Promise<readonly bigint[]> {
  if (works.length === 0) return []
  return read(client, 'balanceOfBatch', [works.map(() => holder), works], at)
}

export const isKeyHolder = (client: ChainClient, id: WorkId, account: Address, at: At = {}): Promise<boolean> =>
  read(client, 'isKeyHolder', [id, account], at)

/** Whether the account has bought the right to a usage. */
export const hasLicence = (client: ChainClient, id: WorkId, account: Address, usage: Usage): Promise<boolean> =>
  read(client, 'hasLicence', [id, account, usage])

export interface Position {
  readonly work: Work
  readonly units: bigint
  readonly claimable: bigint
}

const PAGE = 100

/**
 * Everything `holder` has a part in: works with units, with income to claim, or made by them. Walks the paged views
 * (there is no index on chain), all at one block.
 */
export async function readPositions(client: ChainClient, holder: Address): Promise<Position[]> {
  const at = { blockNumber: await getBlockNumber(client) }
  const count = await readCount(client, at)
  const pages = Array.from({ length: Math.ceil(count / PAGE) }, (_, page) => readPage(client, page, holder, at))
  return (await Promise.all(pages)).flat()
}

async function readPage(client: ChainClient, page: number, holder: Address, at: At): Promise<Position[]> {
  const works = await readWorks(client, page * PAGE + 1, PAGE, at)
  const ids = works.map(({ id }) => id)
  const [units, claimable] = await Promise.all([
    readUnits(client, ids, holder, at),
    readClaimable(client, ids, holder, at),
  ])
  return works
    .map((work, i) => ({ work, units: units[i] ?? 0n, claimable: claimable[i] ?? 0n }))
    .filter(({ work, units, claimable }) => units > 0n || claimable > 0n || same(work.creator, holder))
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
