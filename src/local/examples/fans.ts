/** How the history's fans come by the keys of sealed works: as in the app, with a request that carries the money and a
 * delivery by the creator. What they pay later needs no key any more. */
import { getBlock, getTransactionReceipt } from 'viem/actions'
import { deployment } from '../../../contracts-abi/deployment.ts'
import { approveCall, deliverKeyCall, requestKeyCall } from '../../chain/calls.ts'
import { requestOf } from '../../chain/keys.ts'
import { isKeyHolder, readWork } from '../../chain/tributary.ts'
import { fromHex, toHex } from '../../content/bytes.ts'
import { answerRequest, deliveryProof, makeRequest, receiveSecret, requestId } from '../../content/delivery.ts'
import { asWorkSecret, publicKey, workAddress } from '../../content/keyline.ts'
import { parseManifest } from '../../content/parse.ts'
import { acceptedHash } from '../../keys/terms.ts'
import { sayTerms } from '../../publish/licences.ts'
import type { KeyRequest } from '../../royalties/terms.ts'
import { NATIVE, Usage, type Hex, type WorkId } from '../../royalties/words.ts'
import { sendAs } from '../contracts.ts'
import { PEOPLE } from '../people.ts'
import type { Diary } from './diary.ts'
import type { Stage } from './examples.ts'
import type { Item } from './history.ts'
import { addressOf, bringsKey, currencyOf, licenceOf } from './orders.ts'
import { EXAMPLES, type PersonId } from './works.ts'

const DAY = 86_400n

/** Buys what needs a key first, where `who` has none yet; returns what is left to be paid as usual. */
export async function buyKeys(
  stage: Stage,
  diary: Diary,
  who: PersonId,
  items: readonly Item[],
  numberOf: (slug: string) => WorkId,
): Promise<Item[]> {
  const rest: Item[] = []
  for (const item of items) {
    const work = numberOf(item.work)
    const needed = !item.tip && bringsKey(EXAMPLES[item.work]!, item.usage)
    if (needed && !(await isKeyHolder(stage.client, work, addressOf(who)))) await buyKey(stage, diary, who, item, work)
    else rest.push(item)
  }
  return rest
}

async function buyKey(stage: Stage, diary: Diary, who: PersonId, item: Item, work: WorkId): Promise<void> {
  const { client, network } = stage
  const example = EXAMPLES[item.work]!
  const [buyer, seller] = [addressOf(who), PEOPLE[example.by]]
  const secret = asWorkSecret(fromHex(diary.secret(item.work)!))
  const place = { chainId: network.id, contract: deployment.tributary.address }
  const context = { ...place, key: publicKey(secret), buyer }
  const root = fromHex(await diary.root(who))
  const attempt = await unusedAttempt(stage, root, context, work)
  const asked = makeRequest(root, context, attempt)

  const { offers, deliveryFee } = (await readWork(client, work))!
  const { price } = offers.find(({ usage }) => usage === Usage[item.usage])!
  const request: KeyRequest = {
    work,
    keyAddress: workAddress(context.key),
    usage: Usage[item.usage],
    units: BigInt(item.units),
    ref: agreed(diary, item),
    buyer,
    ex: BigInt(asked.ex),
    kAddress: asked.kAddr,
    price: price * BigInt(item.units),
    fee: deliveryFee,
    window: DAY,
  }
  const currency = currencyOf(example.money)
  if (currency !== NATIVE) await sendAs(PEOPLE[who], network, approveCall(currency, request.price + request.fee))
  const hash = await sendAs(PEOPLE[who], network, requestKeyCall(request, currency))
  const { blockNumber } = await getTransactionReceipt(client, { hash })
  const { timestamp } = await getBlock(client, { blockNumber })

  const id = requestId(work, buyer, asked.ex)
  const scalar = answerRequest(secret, context, asked)
  if (!scalar) throw new Error(`The request of ${PEOPLE[who].name} does not fit the key of “${example.title}”`)
  const delivery = { ...place, deliverer: seller.account.address, requestId: id, key: context.key, kAddr: asked.kAddr }
  const proof = deliveryProof(secret, { ...delivery, e: scalar })
  const { keyAddress, usage, units, ref, kAddress, fee } = request
  const terms = { id, work, keyAddress, usage, units, ref, buyer, kAddress, fee, price: request.price }
  await sendAs(
    seller,
    network,
    deliverKeyCall({
      terms: { ...terms, deadline: timestamp + DAY },
      scalar,
      ...proof,
      server: seller.account.address,
    }),
  )
  const got = receiveSecret(root, context, attempt, scalar)
  if (!got) throw new Error(`${PEOPLE[who].name} cannot open “${example.title}” with what was delivered`)
  await diary.keepBought(who, toHex(got))
}

/** A start that was cut short may have used a number already. */
async function unusedAttempt(
  { client }: Stage,
  root: Uint8Array,
  context: Parameters<typeof makeRequest>[1],
  work: WorkId,
): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const { ex } = makeRequest(root, context, attempt)
    const { kind } = await requestOf(client, requestId(work, context.buyer, ex))
    if (kind === 'unused') return attempt
  }
}

/** The hash of the terms that the manifest states, in the sentences that the app shows for them. */
function agreed(diary: Diary, { work, usage }: Item): Hex {
  const { signed } = diary.journal(work, new Date()).read()
  const manifest = signed && parseManifest(signed.bytes)
  if (!signed || !manifest?.ok) throw new Error(`The manifest of ${work} is not in the diary`)
  const { licence } = manifest.manifest
  const sentences = sayTerms(licenceOf(EXAMPLES[work]!))
  return acceptedHash({ manifest: signed.digest, usage: Usage[usage], licence, sentences })
}
