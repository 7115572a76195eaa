/** From the moment the answer leaves, the delivery has to land (key-delivery §5.6): whoever sees it and has paid knows the
 * secret, so the only thing left to win is what the request pays. */
import { deployment } from '../../../contracts-abi/deployment.ts'
import { requestOf } from '../../chain/keys.ts'
import type { Call } from '../../chain/action.ts'
import type { Result } from '../../chain/problems.ts'
import { sentence } from '../../chain/sentences.ts'
import { simulate } from '../../chain/simulate.ts'
import { hashTerms } from '../terms.ts'
import { deliveryOf } from './answer.ts'
import { insistOpenAndInTime, refusalOf, type Ready } from './examine.ts'
import { orderIdOf, type Delivery, type DeliveryJournal } from './journal.ts'
import { keyOf } from './lift.ts'
import { notedOf } from './notes.ts'
import type { Hand, ServingPorts } from './ports.ts'
import { postpone, Refused, type Refusal } from './refusal.ts'
import type { Request } from './request.ts'
import { howItEnded } from './waiting.ts'
import { readWork } from '../../chain/tributary.ts'

const DONE: Result<true> = { ok: true, value: true }
type Outcome = Result<true> | Refusal

const REJECTED =
  'The wallet was asked and said no, but it may have shown the answer to others: it stays here until it lands or is paid back.'

export class Landing {
  readonly #ports: ServingPorts
  readonly #journal: DeliveryJournal

  constructor(ports: ServingPorts, journal: DeliveryJournal) {
    this.#ports = ports
    this.#journal = journal
  }

  /** Answers for the first time. Never rejects. */
  async first(ready: Ready, signal?: AbortSignal): Promise<Outcome> {
    const { request, hand, cost, key, secret, part, currency } = ready
    const { server, now = Date.now } = this.#ports
    const delivery: Delivery = {
      ...request,
      ...{ server, sender: hand.address, automatic: hand.automatic, attempt: 0, gas: cost.gas },
      ...{ state: 'exposed', at: now(), fee: request.terms.fee, part, currency, gasPaid: 0n },
    }
    // Others of this account may have taken hours to land before it was this one's turn: asked when nothing holds it back.
    const lastLook = async () => {
      await insistOpenAndInTime(request, this.#ports)
      const noted = await notedOf(this.#journal, request.terms.id)
      if (!noted.ok) throw new Refused(noted.refusal)
      if (noted.delivery?.state === 'exposed') throw new Refused(ELSEWHERE)
    }
    try {
      const call = deliveryOf(this.#place, key, secret, request, { sender: hand.address, server })
      return await this.#send(delivery, hand, call, { signal, lastLook })
    } catch (error) {
      return refusalOf(error)
    }
  }

  /** Goes on with what was answered before; `pressed`: a wallet may ask. Never rejects. */
  async again(request: Request, pressed: boolean, signal?: AbortSignal): Promise<Outcome> {
    try {
      const delivery = await this.#journal.find(request.terms.id)
      if (delivery?.state !== 'exposed') return DONE
      const state = await requestOf(this.#ports.client, request.terms.id)
      if (state.kind === 'closed') return await this.#close(delivery)
      if (state.kind === 'unused')
        return await this.#wait(
          delivery,
          'The network does not know the request any more. If it returns, it is answered.',
        )
      // Made anew after a reorganisation, with another deadline: the same answer under the terms that stand now.
      const standing = state.terms === hashTerms(delivery.terms) ? delivery : { ...delivery, ...request }
      if (state.terms !== hashTerms(standing.terms))
        return await this.#wait(delivery, 'The request has other terms now.')
      if (standing !== delivery) await this.#clearAway(delivery, signal)
      return await this.#resend(standing, pressed, signal)
    } catch (error) {
      return refusalOf(error)
    }
  }

  get #place() {
    return { chainId: this.#ports.network.id, contract: deployment.tributary.address }
  }

  /** The transaction for the old terms has a number on which every later one waits: it comes to its (vain) end first. */
  async #clearAway(delivery: Delivery, signal?: AbortSignal): Promise<void> {
    const hand = this.#handOf(delivery)
    await hand?.finish?.(orderIdOf(delivery), signal)
  }

  #handOf({ sender }: Delivery): Hand | undefined {
    return this.#ports.hands().find(({ address }) => address.toLowerCase() === sender.toLowerCase())
  }

  async #resend(delivery: Delivery, pressed: boolean, signal?: AbortSignal): Promise<Outcome> {
    const { now = Date.now, server } = this.#ports
    if (Math.floor(now() / 1000) > Number(delivery.terms.deadline))
      return this.#wait(
        delivery,
        'Its deadline has passed: the buyer gets the money back, and has the key all the same.',
      )
    const hand = this.#handOf(delivery)
    if (!hand) return this.#wait(delivery, 'The account that signed it is not at hand. Connect it, and send it again.')
    if (!hand.automatic && !pressed) return this.#wait(delivery, delivery.trouble ?? 'Not seen on the network yet.')
    const work = await readWork(this.#ports.client, delivery.terms.work)
    const key = work && keyOf(work.keyX, work.keyOdd)
    const secret = key && (await this.#ports.secretFor(key))
    if (!secret) return this.#wait(delivery, 'This browser does not have the key of the work any more.')
    const call = deliveryOf(this.#place, key, secret, delivery, { sender: hand.address, server })
    if (delivery.attempt === 0) return this.#send(delivery, hand, call, { signal })
    // It is public by now, so trying it shows nobody anything; what would fail again costs the network's fee each time.
    const tried = await simulate(this.#ports.client, call, hand.address)
    if (!tried.ok && tried.problem.kind === 'reverted') return this.#wait(delivery, sentence(tried.problem))
    const gas = tried.ok && tried.value > delivery.gas ? tried.value : delivery.gas
    return this.#send({ ...delivery, gas }, hand, call, { signal })
  }

  async #send(
    delivery: Delivery,
    hand: Hand,
    call: Call,
    { signal, lastLook }: { signal: AbortSignal | undefined; lastLook?: () => Promise<void> },
  ): Promise<Outcome> {
    const { id } = delivery.terms
    let held: Refusal | undefined
    const exposing = async () => {
      await lastLook?.().catch((error: unknown) => {
        held = refusalOf(error)
        throw error
      })
      await this.#journal.put(delivery)
    }
    const sent = await hand.deliver(call, { id: orderIdOf(delivery), gas: delivery.gas, exposing, signal })
    if (held) return held
    if (sent.ok) {
      const { gasUsed, effectiveGasPrice, transactionHash: transaction } = sent.value
      const gasPaid = gasUsed * effectiveGasPrice
      const end = { state: 'delivered', told: this.#now(), trouble: undefined } as const
      await this.#journal.change(id, { ...end, gasPaid, transaction })
      return DONE
    }
    const exposed = await this.#journal.find(id)
    if (exposed?.state !== 'exposed') return postpone('unanswered', sentence(sent.problem))
    if ((await requestOf(this.#ports.client, id)).kind === 'closed') return this.#close(exposed)
    // Its number was used by another transaction, or it failed without closing the request: the next is a new one.
    const spent =
      sent.problem.kind === 'dropped' || sent.problem.kind === 'reverted' || sent.problem.kind === 'replaced'
    if (spent) await this.#journal.change(id, { attempt: exposed.attempt + 1 })
    return this.#wait(exposed, sent.problem.kind === 'rejected' ? REJECTED : sentence(sent.problem))
  }

  /** Closed, as one RPC says; whether that is true is for `Confirming`. */
  async #close(delivery: Delivery): Promise<Outcome> {
    const state = await howItEnded(this.#ports, delivery)
    if (!state) return this.#wait(delivery, 'Closed, and the network does not say how yet.')
    await this.#journal.change(delivery.terms.id, { state, told: this.#now(), trouble: undefined })
    return DONE
  }

  async #wait(delivery: Delivery, trouble: string): Promise<Refusal> {
    await this.#journal.change(delivery.terms.id, { trouble })
    return postpone('unanswered', trouble)
  }

  #now(): number {
    return (this.#ports.now ?? Date.now)()
  }
}

const ELSEWHERE = postpone('unanswered', 'Another tab has just answered it.')
