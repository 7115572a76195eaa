/** Publishes the example works and lives through their first days, once, by the code the app itself uses. */
import { getBlock } from 'viem/actions'
import { readCount } from '../../chain/tributary.ts'
import type { ChainClient } from '../../chain/client.ts'
import type { Network } from '../../chain/networks.ts'
import { fromHex, toHex } from '../../content/bytes.ts'
import { asWorkSecret, randomSecret } from '../../content/keyline.ts'
import type { Ports } from '../../publish/ports.ts'
import { publishWork } from '../../publish/publish.ts'
import { workId, type Hex, type WorkId } from '../../royalties/words.ts'
import { deployment } from '../../../contracts-abi/deployment.ts'
import type { Shelf } from '../../storage/shelf.ts'
import { sendAs } from '../contracts.ts'
import { PEOPLE } from '../people.ts'
import { StartProblem, type Say } from '../say.ts'
import { callsOf } from './deeds.ts'
import { Diary } from './diary.ts'
import { buyKeys } from './fans.ts'
import { HISTORY, type Moment } from './history.ts'
import { orderOf } from './orders.ts'
import { EXAMPLES, type PersonId } from './works.ts'

export interface Stage {
  readonly folder: string
  readonly network: Network
  readonly client: ChainClient
  readonly shelf: Shelf
  readonly hints: { readonly peers: readonly string[]; readonly gateways: readonly string[] }
}

export interface Published {
  /** The secrets of each person's sealed works. */
  readonly secrets: Partial<Record<PersonId, readonly Hex[]>>
  /** Those of works whose keys they bought. */
  readonly bought: Partial<Record<PersonId, readonly Hex[]>>
  /** Whether anything was done now. */
  readonly fresh: boolean
}

/** Does whatever the diary says is still missing. */
export async function publishExamples(stage: Stage, say: Say): Promise<Published> {
  const diary = await Diary.open(stage.folder)
  const works = await worksOf(stage, diary)
  const missing = HISTORY.slice(diary.done)
  if (missing.length > 0)
    await say.step(`Example works and their first days`, async (told) => {
      for (const moment of missing) {
        told(
          moment.deed.do === 'publish'
            ? `publishing “${EXAMPLES[moment.deed.work]!.title}”`
            : 'payments, shares, claims',
        )
        await turnClock(stage, moment.daysAgo)
        await live(stage, diary, works, moment)
        await diary.finish(diary.done + 1)
      }
      await turnClock(stage, 0)
    })
  return { secrets: secretsOf(diary), bought: boughtOf(diary), fresh: missing.length > 0 }
}

/** The works published by earlier starts. Throws when the chain has lost one: a kill can cost it its last seconds. */
async function worksOf({ client, shelf: _, folder }: Stage, diary: Diary): Promise<Map<string, WorkId>> {
  const works = new Map<string, WorkId>()
  for (const slug of Object.keys(EXAMPLES)) {
    const { work } = diary.journal(slug, new Date()).read()
    if (work !== undefined) works.set(slug, work)
  }
  if ((await readCount(client)) < works.size)
    throw new StartProblem(
      `The chain in ${folder} has lost works that the diary knows. Start with --fresh to begin anew.`,
    )
  return works
}

async function live(
  stage: Stage,
  diary: Diary,
  works: Map<string, WorkId>,
  { who, deed, daysAgo }: Moment,
): Promise<void> {
  if (deed.do === 'publish') {
    works.set(deed.work, await publishOne(stage, diary, deed.work, works, new Date(Date.now() - daysAgo * 86_400_000)))
    return
  }
  const numberOf = (slug: string) => works.get(slug) ?? workId(0)
  const items = deed.do === 'pay' ? await buyKeys(stage, diary, who, deed.items, numberOf) : []
  if (deed.do === 'pay' && items.length === 0) return
  const { timestamp } = await getBlock(stage.client)
  const left = deed.do === 'pay' ? { ...deed, items } : deed
  for (const call of callsOf(left, who, numberOf, timestamp)) await sendAs(PEOPLE[who], stage.network, call)
}

async function publishOne(
  stage: Stage,
  diary: Diary,
  slug: string,
  works: ReadonlyMap<string, WorkId>,
  now: Date,
): Promise<WorkId> {
  const example = EXAMPLES[slug]!
  const person = PEOPLE[example.by]
  const ports: Ports = {
    shelf: stage.shelf,
    client: stage.client,
    hints: stage.hints,
    deployment: { chainId: stage.network.id, contract: deployment.tributary.address },
    journal: diary.journal(slug, now),
    secret: async () => {
      const kept = diary.secret(slug)
      const secret = kept ? asWorkSecret(fromHex(kept)) : randomSecret()
      if (!kept) await diary.keepSecret(slug, toHex(secret))
      return secret
    },
    sign: (manifest) => person.account.signTypedData(manifest),
    send: async (call, sent) => {
      const hash = await sendAs(person, stage.network, call)
      await sent(hash)
      return hash
    },
  }
  const outcome = await publishWork(await orderOf(slug, example, works), ports)
  if (outcome.ok) return outcome.work
  throw new Error(`“${example.title}” was not published (${outcome.step}): ${outcome.problem.sentence}`, {
    cause: outcome.problem.cause,
  })
}

/** The next block is this many days old; never older than the last one, as chains will have it. A chain that was
 * stopped meanwhile is in the present for good: the rest of the history happens there. */
async function turnClock({ client }: Stage, daysAgo: number): Promise<void> {
  const wish = BigInt(Math.floor(Date.now() / 1000 - daysAgo * 86_400))
  const { timestamp } = await getBlock(client)
  if (wish <= timestamp) return
  const ask = client.request as unknown as (request: object, options: object) => Promise<unknown>
  const once = { retryCount: 0 }
  await ask({ method: 'evm_setNextBlockTimestamp', params: [Number(wish)] }, once).catch(() => undefined)
  await ask({ method: 'evm_mine', params: [] }, once)
}

const boughtOf = (diary: Diary): Published['bought'] =>
  Object.fromEntries(Object.keys(PEOPLE).map((who) => [who, diary.bought(who)]))

function secretsOf(diary: Diary): Published['secrets'] {
  const secrets: Partial<Record<PersonId, Hex[]>> = {}
  for (const [slug, { by }] of Object.entries(EXAMPLES)) {
    const secret = diary.secret(slug)
    if (secret) (secrets[by] ??= []).push(secret)
  }
  return secrets
}
