import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workId } from '../../src/royalties/words.ts'
import { Answering } from '../../src/verify/answering.ts'
import { memoryCache } from '../../src/verify/loading/cache.ts'
import type { Answer, Order } from '../../src/verify/orders.ts'
import { openVerifier, type Post } from '../../src/verify/verifier.ts'
import type { VerifyProgress } from '../../src/verify/verify.ts'
import { Chain } from './history.ts'

let chain: Chain
beforeAll(async () => {
  chain = await Chain.start()
  await chain.live(7, 60)
})
afterAll(() => chain.anvil.kill())

/** The worker's side in this thread; everything that passes is cloned as between threads. */
class Thread implements Post {
  onmessage: Post['onmessage'] = null
  onerror: Post['onerror'] = null
  readonly orders: Order[] = []
  ended = false
  readonly #answering = new Answering((answer) => this.#tell(answer), memoryCache())

  postMessage(order: Order): void {
    this.orders.push(order)
    this.#answering.take(structuredClone(order))
  }

  terminate(): void {
    this.ended = true
  }

  #tell(answer: Answer): void {
    const data = structuredClone(answer)
    if (!this.ended) this.onmessage?.(new MessageEvent('message', { data }))
  }
}

const network = () => ({ chainId: 31_337, rpcs: [chain.url] })

describe('a verifier', () => {
  test('tells its worker everything that it is told of a network', async () => {
    const thread = new Thread()
    const asked = {
      ...network(),
      contract: undefined,
      beacons: ['https://beacon.a.example', 'https://beacon.b.example'],
    }
    await openVerifier(() => thread).verify(asked, workId(1))
    expect(thread.orders[0]).toMatchObject({ kind: 'verify', network: asked })
  })

  test('verifies, says how far it is, and packs what the verdict rests on into a file that it opens', async () => {
    const verifier = openVerifier(() => new Thread())
    const told: VerifyProgress[] = []
    const verified = await verifier.verify(network(), workId(1), { progress: (progress) => told.push(progress) })
    if (!verified.ok) throw new Error(JSON.stringify(verified.problem))
    expect(verified.report).toMatchObject({ verdict: 'verified', blame: undefined, findings: [], rpc: chain.url })
    expect(verified.report.trust).toMatchObject({ authenticity: 'provenState', completeness: 'head' })
    expect(verified.deployment.chainId).toBe(31_337)
    expect([...new Set(told.map(({ stage }) => stage))]).toEqual(['pin', 'events', 'proof', 'check'])
    const packed = await verified.pack()
    if (!packed.ok) throw new Error(JSON.stringify(packed.problem))
    const opened = await verifier.open(packed.bytes)
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
    expect(opened.report).toMatchObject({ verdict: 'verified', findings: [], holders: verified.report.holders })
    expect(opened.report.works[0]!.heads).toEqual(verified.report.works[0]!.heads)
    verified.forget()
    await expect(verified.pack()).rejects.toThrow('no longer there')
  })

  test('says what is no work, no file, and no RPC', async () => {
    const verifier = openVerifier(() => new Thread())
    expect(await verifier.verify(network(), workId(99))).toEqual({ ok: false, problem: { kind: 'noSuchWork' } })
    expect(await verifier.open(new Uint8Array(9))).toMatchObject({ ok: false })
    const dead = { chainId: 31_337, rpcs: ['http://127.0.0.1:9'] }
    expect(await verifier.verify(dead, workId(1))).toMatchObject({ ok: false, problem: { kind: 'unreachable' } })
  })

  test('one that is aborted stops in the worker too, and the others go on', async () => {
    const thread = new Thread()
    const verifier = openVerifier(() => thread)
    const stopping = new AbortController()
    const first = verifier.verify(network(), workId(1), { signal: stopping.signal })
    const second = verifier.verify(network(), workId(2))
    stopping.abort(new DOMException('Stopped', 'AbortError'))
    await expect(first).rejects.toThrow('Stopped')
    expect(thread.orders.at(-1)).toEqual({ kind: 'drop', id: 0 })
    expect(await second).toMatchObject({ ok: true })
    await expect(verifier.verify(network(), workId(1), { signal: stopping.signal })).rejects.toThrow('Stopped')
  })

  test('a worker that breaks ends what waited, and the next question starts another', async () => {
    const threads: Thread[] = []
    const verifier = openVerifier(() => threads[threads.push(new Thread()) - 1]!)
    const lost = verifier.verify(network(), workId(1))
    threads[0]!.onerror!({ message: 'Out of memory' } as ErrorEvent)
    await expect(lost).rejects.toThrow('Out of memory')
    expect(threads[0]!.ended).toBe(true)
    expect(await verifier.verify(network(), workId(1))).toMatchObject({ ok: true })
    expect(threads.length).toBe(2)
    const waiting = verifier.verify(network(), workId(1))
    verifier.close()
    await expect(waiting).rejects.toThrow('Closed')
  })
})
