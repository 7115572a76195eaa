/** Buying against a real chain, with everything that can go wrong between the first click and the key. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refundKeyCall, requestKeyCall, withdrawCall } from '../../src/chain/calls.ts'
import { openClient } from '../../src/chain/client.ts'
import { readerOf, requestOf, withdrawableOf } from '../../src/chain/keys.ts'
import { simulate } from '../../src/chain/simulate.ts'
import { hasLicence } from '../../src/chain/tributary.ts'
import { answerRequest } from '../../src/content/delivery.ts'
import { publicKey } from '../../src/content/keyline.ts'
import { contextOf, termsOfAsked, type Asked } from '../../src/keys/buying/asked.ts'
import { requestsOf } from '../../src/keys/buying/discover.ts'
import { lookUp, take } from '../../src/keys/buying/follow.ts'
import { RequestJournal } from '../../src/keys/buying/journal.ts'
import { recoverKeys } from '../../src/keys/buying/recover.ts'
import { openRequests } from '../../src/keys/buying/trail.ts'
import { hashTerms } from '../../src/keys/terms.ts'
import { NATIVE, Usage } from '../../src/royalties/words.ts'
import { ada, bela, chidi, dora, emre, send, startStage, type Stage } from '../chain/stage.ts'
import * as sale from './sale.ts'

let stage: Stage
beforeAll(async () => void (stage = await startStage()))
afterAll(() => stage.stop())

const standing = async (asked: Asked) => (await lookUp(stage.client, asked)).standing
const refusal = async (call: Parameters<typeof simulate>[1], from = bela.address) => {
  const tried = await simulate(stage.client, call, from)
  return tried.ok ? 'accepted' : 'name' in tried.problem ? tried.problem.name : tried.problem.kind
}

describe('a purchase', () => {
  test('goes from asked to received, and the secret is the work’s', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const asked = await fan.ask(sold)
    expect(await standing(asked)).toBe('unsent')
    const paid = sale.mined(asked, await send(stage, requestKeyCall(asked.request, NATIVE), bela))
    expect(await standing(paid)).toBe('waiting')
    const state = await requestOf(stage.client, paid.id)
    expect(state).toEqual({ kind: 'open', terms: hashTerms(termsOfAsked(paid)!) })

    await send(stage, sale.deliveryOf(paid, sold), ada)
    const looked = await lookUp(stage.client, paid)
    expect(looked.standing).toBe('delivered')
    const taken = await take(fan.vault, looked.asked)
    expect(await standing(taken)).toBe('received')
    expect(await fan.vault.secretFor(publicKey(sold.secret))).toEqual(sold.secret)
    expect(await hasLicence(stage.client, sold.work, bela.address, Usage.Play)).toBe(true)
    expect(await withdrawableOf(stage.client, NATIVE, ada.address)).toBe(sale.FEE)
  })

  test('two tabs that buy at once use two numbers, and both are delivered', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage, chidi)
    const both = await Promise.all([fan.ask(sold), fan.ask(sold)])
    expect(both.map(({ attempt }) => attempt).sort()).toEqual([0, 1])
    for (const asked of both) {
      const paid = sale.mined(asked, await send(stage, requestKeyCall(asked.request, NATIVE), chidi))
      await send(stage, sale.deliveryOf(paid, sold), ada)
      const { asked: known } = await lookUp(stage.client, paid)
      expect((await take(fan.vault, known)).outcome).toMatchObject({ taken: 'yes' })
    }
  })

  test('a number given back after a rejection is used again', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const rejected = await fan.ask(sold)
    fan.journal.forget(rejected)
    expect((await fan.ask(sold)).id).toBe(rejected.id)
  })

  test('the key once more costs the fee alone, and only whoever had it gets it', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage, dora)
    const again = { units: 0n, price: 0n }
    const early = await fan.ask(sold, again)
    expect(await refusal(requestKeyCall(early.request, NATIVE), dora.address)).toBe('Request_NotKeyHolder')
    fan.journal.forget(early)
    await send(stage, sale.deliveryOf(await fan.buy(sold), sold), ada)

    // Another device of the same account: another root, nothing remembered.
    const device = sale.buyer(stage, dora)
    const once = await device.buy(sold, again)
    await send(stage, sale.deliveryOf(once, sold), ada)
    const { asked } = await lookUp(stage.client, once)
    expect((await take(device.vault, asked)).outcome).toMatchObject({ taken: 'yes' })
  })
})

describe('time', () => {
  test('a delivery in the very second of the deadline is taken; one second later only the refund is', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const [punctual, late] = [await fan.buy(sold), await fan.buy(sold)]
    await sale.nextBlockAt(stage, punctual.deadline!)
    expect((await send(stage, sale.deliveryOf(punctual, sold), ada)).status).toBe('success')
    await sale.pass(stage, 60n)

    expect(await standing(late)).toBe('expired')
    expect(await refusal(sale.deliveryOf(late, sold), ada.address)).toBe('Request_Expired')
    const terms = termsOfAsked(late)!
    expect((await send(stage, refundKeyCall(terms), emre)).status).toBe('success')
    const { asked, standing: now } = await lookUp(stage.client, late)
    expect([now, asked.outcome]).toEqual(['refunded', { kind: 'refunded', amount: sale.PRICE + sale.FEE }])
    expect(await refusal(refundKeyCall(terms))).toBe('Request_NotOpen')
    expect(await refusal(sale.deliveryOf(late, sold), ada.address)).toBe('Request_NotOpen')

    expect(await withdrawableOf(stage.client, NATIVE, bela.address)).toBe(sale.PRICE + sale.FEE)
    await send(stage, withdrawCall(NATIVE, bela.address), bela)
    expect(await withdrawableOf(stage.client, NATIVE, bela.address)).toBe(0n)
    expect(await refusal(withdrawCall(NATIVE, bela.address))).toBe('Withdraw_Nothing')
  })

  test('in the second of the deadline nothing is refunded yet', async () => {
    const sold = await sale.publishSealed(stage)
    const waiting = await sale.buyer(stage).buy(sold)
    await sale.nextBlockAt(stage, waiting.deadline!)
    await sale.anvil(stage, 'evm_mine')
    expect(await standing(waiting)).toBe('waiting')
    await sale.nextBlockAt(stage, waiting.deadline! + 1n)
    expect((await send(stage, refundKeyCall(termsOfAsked(waiting)!), chidi)).status).toBe('success')
  })
})

describe('what a cheat or an accident does', () => {
  test('a request with another address of k is answered by nobody, and its money comes back', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const asked = await fan.ask(sold)
    const request = { ...asked.request, kAddress: emre.address }
    const crooked = sale.mined({ ...asked, request }, await send(stage, requestKeyCall(request, NATIVE), bela))
    const { ex, kAddress: kAddr } = crooked.request
    expect(answerRequest(sold.secret, contextOf(crooked), { ex: `0x${ex.toString(16)}`, kAddr })).toBeUndefined()
    // Somebody who answers all the same is refused by the contract.
    const answer = sale.deliveryOf({ ...crooked, request: asked.request }, sold, termsOfAsked(crooked))
    expect(await refusal(answer, ada.address)).toBe('Delivery_ScalarWrong')
    await sale.pass(stage, sale.DAY + 1n)
    expect(await standing(crooked)).toBe('expired')
  })

  test('a scalar that is not of the key sold is called that, and nothing is kept', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const asked = await fan.buy(sold)
    const outcome = {
      kind: 'delivered',
      scalar: `0x${'11'.repeat(32)}`,
      server: ada.address,
      taken: 'not yet',
    } as const
    expect((await take(fan.vault, { ...asked, outcome })).outcome).toMatchObject({ taken: 'never' })
    expect(await fan.vault.secretFor(publicKey(sold.secret))).toBeUndefined()
  })

  test('a secret that a backup brought is enough, whatever root asked for it', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const paid = await fan.buy(sold)
    await send(stage, sale.deliveryOf(paid, sold), ada)
    const { asked } = await lookUp(stage.client, paid)
    const other = sale.rootOnly()
    expect((await take(other, asked)).outcome).toMatchObject({ taken: 'never' })
    await fan.vault.receive(contextOf(asked), asked.attempt!, (asked.outcome as { scalar: `0x${string}` }).scalar)
    const brought = { ...other, secretFor: fan.vault.secretFor }
    expect((await take(brought, asked)).outcome).toMatchObject({ taken: 'yes' })
    // Found on the chain only while it waits: the rest is told by licences and waiting money.
    expect((await requestsOf(stage.client, bela.address)).map(({ id }) => id)).not.toContain(paid.id)
    const open = await fan.buy(sold)
    expect((await requestsOf(stage.client, bela.address)).map(({ id }) => id)).toContain(open.id)
  })

  test('a price or fee that changed since the quote is refused before anything is signed', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const dear = await fan.ask(sold, { price: sale.PRICE - 1n })
    expect(await refusal(requestKeyCall(dear.request, NATIVE))).toBe('priceChanged')
    const fee = await fan.ask(sold, { fee: sale.FEE + 1n })
    expect(await refusal(requestKeyCall(fee.request, NATIVE))).toBe('priceChanged')
  })

  test('a request that a reorganisation took back is not paid, and waits again when it is back', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const before = await sale.anvil(stage, 'evm_snapshot')
    const paid = await fan.buy(sold)
    expect(await standing(paid)).toBe('waiting')
    await sale.anvil(stage, 'evm_revert', before)
    const { asked, standing: now } = await lookUp(stage.client, paid)
    expect(now).toBe('vanished')
    await sale.pass(stage, 100n)
    const receipt = await send(stage, requestKeyCall(asked.request, NATIVE), bela)
    const back = await lookUp(stage.client, asked)
    expect(back.standing).toBe('waiting')
    expect(back.asked.deadline).toBe(sale.mined(asked, receipt).deadline)
    // Also when the time in between was missed, so that an old deadline is remembered.
    expect((await lookUp(stage.client, paid)).asked.deadline).toBe(back.asked.deadline)
  })

  test.each([
    ['a false scalar', { kind: 'delivered', scalar: `0x${'17'.repeat(32)}`, server: ada.address, taken: 'never' }],
    ['a refund', { kind: 'refunded', amount: 1n }],
  ] as const)('%s, as a node told before: the next one that is asked tells the truth', async (_, outcome) => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const paid = await fan.buy(sold)
    await send(stage, sale.deliveryOf(paid, sold), ada)
    const looked = await lookUp(stage.client, { ...paid, outcome })
    expect(looked.standing).toBe('delivered')
    expect(await standing(await take(fan.vault, looked.asked))).toBe('received')
  })

  test('a node that falls silent midway loses nothing', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const paid = await fan.buy(sold)
    fan.journal.save(paid)
    const gone = openClient({ ...stage.network, rpcs: ['http://127.0.0.1:9'] })
    await expect(lookUp(gone, paid)).rejects.toThrow()
    expect(fan.journal.of(bela.address)).toEqual([paid])
    expect(await standing(paid)).toBe('waiting')
  })

  test('a tab closed between signature and mining finds its request, deadline and key on the chain', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    await sale.anvil(stage, 'evm_setAutomine', false)
    const asked = await fan.ask(sold)
    await sale.sendUnmined(stage, requestKeyCall(asked.request, NATIVE), bela)
    expect(await standing(asked)).toBe('unsent')
    // The number is not given away meanwhile.
    const [kept] = new RequestJournal(fan.storage, 31337).of(bela.address)
    expect((await fan.ask(sold)).attempt).toBe(1)
    await sale.anvil(stage, 'evm_mine')
    await sale.anvil(stage, 'evm_setAutomine', true)
    const found = await lookUp(stage.client, kept!)
    expect(found.standing).toBe('waiting')
    expect(found.asked.deadline).toBeGreaterThan(0n)
    await send(stage, sale.deliveryOf(found.asked, sold), ada)
    const { asked: known } = await lookUp(stage.client, kept!)
    expect((await take(fan.vault, known)).outcome).toMatchObject({ taken: 'yes' })
  })
})

describe('from the chain alone', () => {
  test('open requests of a work are found, closed ones are not', async () => {
    const sold = await sale.publishSealed(stage)
    const fan = sale.buyer(stage)
    const [first, second, third] = [await fan.buy(sold), await fan.buy(sold), await fan.buy(sold)]
    await send(stage, sale.deliveryOf(second, sold), ada)
    const ids = async (client = stage.client) => (await openRequests(client, sold.work, 0)).map(({ event }) => event.id)
    expect(await ids()).toEqual([third.id, first.id])
    // A node that answers for single blocks only: the ledger's own pointers lead there.
    const stingy = openClient(stage.network)
    const request = stingy.request.bind(stingy) as (asked: { method: string; params?: unknown }) => Promise<unknown>
    stingy.request = ((asked: { method: string; params?: [{ toBlock?: string }] }) => {
      if (asked.method === 'eth_getLogs' && !asked.params?.[0].toBlock) throw new Error('range too large')
      return request(asked)
    }) as typeof stingy.request
    expect(await ids(stingy)).toEqual([third.id, first.id])
    expect((await lookUp(stingy, second)).standing).toBe('delivered')
  })

  test('every key ever bought comes back from the root, whatever the number of its request', async () => {
    const [one, two, stranger] = [
      await sale.publishSealed(stage),
      await sale.publishSealed(stage),
      await sale.publishSealed(stage),
    ]
    const fan = sale.buyer(stage, emre)
    await send(stage, sale.deliveryOf(await fan.buy(one), one), ada)
    // The third request of the second work is the one that was delivered.
    const [, , third] = [await fan.buy(two), await fan.buy(two), await fan.buy(two)]
    await send(stage, sale.deliveryOf(third, two), ada)
    expect((await readerOf(stage.client, two.work, emre.address)).licences).toEqual([Usage.Play])

    const vault = sale.rootOnly(fan.vault.root)
    const told: number[] = []
    const ports = { client: stage.client, vault, account: emre.address }
    expect(await recoverKeys({ ...ports, progress: ({ found }) => told.push(found) })).toBe(2)
    expect(told.at(-1)).toBe(2)
    expect(await vault.secretFor(publicKey(one.secret))).toEqual(one.secret)
    expect(await vault.secretFor(publicKey(two.secret))).toEqual(two.secret)
    expect(await vault.secretFor(publicKey(stranger.secret))).toBeUndefined()
    expect(await recoverKeys(ports)).toBe(0)
    // Another root finds nothing, and says so by finding nothing.
    expect(await recoverKeys({ ...ports, vault: sale.rootOnly() })).toBe(0)

    // The first work was asked for under a root that is damaged: the second is found all the same, and then that is told.
    const whole = sale.rootOnly(fan.vault.root)
    const torn: typeof whole = {
      ...whole,
      receive: async (context, attempt, scalar) =>
        context.key.x === publicKey(one.secret).x ? undefined : whole.receive(context, attempt, scalar),
      damage: async () => ({ works: [], roots: 1 }),
    }
    await expect(recoverKeys({ ...ports, vault: torn })).rejects.toMatchObject({ kind: 'damagedRoot' })
    expect(await torn.secretFor(publicKey(two.secret))).toEqual(two.secret)
  })
})
