import { describe, expect, test } from 'vitest'
import { openApi, type BeaconApi } from '../../../src/verify/light/api.ts'
import { lightClient, type LightOptions } from '../../../src/verify/light/client.ts'
import type { Kept, Memory } from '../../../src/verify/light/memory.ts'
import { timeOf } from '../../../src/verify/light/networks.ts'
import type { Hex } from '../../../src/royalties/words.ts'
import { Chain, FULU, GLOAS, nodeOf } from './chain.ts'
import type { Message } from './devnet.ts'

const chain = new Chain(GLOAS)
const other = new Chain(GLOAS, 2)
/** The newest slot of honest nodes. What they say is newest was signed in it, so it is the block before. */
const TIP = 30
const node = (operator: string, newest = TIP, spoil?: Parameters<typeof nodeOf>[3]) =>
  nodeOf(chain, newest, operator, spoil)
const silent = (operator: string): BeaconApi => ({
  operator,
  get: () => Promise.reject(new Error('It cannot be reached')),
})
const pinOf = (number: number) => ({ number: BigInt(number), hash: chain.execution(number)['hash'] as Hex, time: 0 })

function open(apis: readonly BeaconApi[], options: Partial<LightOptions> = {}) {
  const pauses: number[] = []
  const client = lightClient(GLOAS, {
    sources: [chain.source(TIP)],
    apis,
    now: () => timeOf(GLOAS, TIP) + 4,
    pause: (ms) => Promise.resolve(void pauses.push(ms)),
    ...options,
  })
  return Object.assign(client, { pauses })
}

function memory(kept?: Kept): Memory & { kept: Kept | undefined } {
  const held = {
    kept,
    read: () => Promise.resolve(held.kept),
    write: (_: number, next: Kept) => Promise.resolve(void (held.kept = next)),
  }
  return held
}

describe('the newest block', () => {
  test('is proven by two nodes that agree where to begin, and by signatures from there', async () => {
    const newest = await open([node('a.example'), node('b.example')]).newest()
    expect(newest.number).toBe(29n)
    expect(newest.hash).toBe(pinOf(29).hash)
    expect(newest.by).toBe(
      '8 of the 8 validators on duty signed it 16 seconds ago; it is not final yet. Checked from a block on that a.example and b.example call final.',
    )
  })

  test('one node alone is not enough, nor two of one operator', async () => {
    const need = 'Two independent consensus services must agree where to begin'
    await expect(open([node('a.example')]).newest()).rejects.toThrow(`${need}, and only one answers`)
    await expect(open([node('a.example'), node('a.example')]).newest()).rejects.toThrow(need)
    await expect(open([node('a.example'), silent('b.example')]).newest()).rejects.toThrow(
      'only one answers (b.example: It cannot be reached)',
    )
    await expect(open([silent('a.example'), silent('b.example')]).newest()).rejects.toThrow('none answers')
  })

  test('nodes that call different blocks final stop it: nobody here can tell who is right', async () => {
    const fork = nodeOf(other, TIP, 'c.example')
    await expect(open([node('a.example'), node('b.example'), fork]).newest()).rejects.toThrow(
      'a.example and b.example and c.example call different blocks final at the same time',
    )
  })

  test('a node that is behind delays nothing and decides nothing', async () => {
    const late = node('late.example', 24)
    const newest = await open([late, node('b.example')]).newest()
    expect(newest.number).toBe(29n)
    expect(newest.by).toContain('late.example and b.example')
  })

  test('a node that does not call its block final is not heard about where to begin', async () => {
    const unsure = node('a.example', TIP, (path, answer) =>
      path.includes('/headers/') ? { ...(answer as Message), finalized: false } : answer,
    )
    await expect(open([unsure, node('b.example')]).newest()).rejects.toThrow('It does not call the block final')
  })

  test('who forges anything is passed over, whichever message it is', async () => {
    for (const part of ['bootstrap', 'updates', 'finality_update', 'optimistic_update']) {
      const forger = node('forger.example', TIP, (path, answer) => (path.includes(part) ? forged(answer) : answer))
      const newest = await open([forger, node('b.example')]).newest()
      expect(newest.hash, part).toBe(pinOf(29).hash)
    }
    const all = ['a.example', 'b.example'].map((operator) =>
      node(operator, TIP, (path, answer) => (path.includes('optimistic') ? forged(answer) : answer)),
    )
    await expect(open(all).newest()).rejects.toThrow('a.example: The execution block shown with')
  })

  test('answers that are no messages have a sentence', async () => {
    for (const odd of [null, 'text', [], { data: null }, { data: 7 }]) {
      const apis = ['a.example', 'b.example'].map((operator) =>
        node(operator, TIP, (path, answer) => (path.includes('light_client') ? odd : answer)),
      )
      await expect(open(apis).newest()).rejects.toThrow(
        'No consensus service shows who is on duty (a.example: There is no',
      )
    }
  })

  test('rules of tomorrow make no liars: the app says that it is too old', async () => {
    const apis = ['a.example', 'b.example'].map((operator) =>
      node(operator, TIP, (path, answer) =>
        path.includes('light_client') ? { ...(answer as Message), version: 'heze' } : answer,
      ),
    )
    await expect(open(apis).newest()).rejects.toThrow(
      'a.example: It speaks of rules (“heze”) that this version of the app does not know',
    )
    const same = ['a.example', 'b.example'].map((operator) =>
      node(operator, TIP, (path, answer) =>
        path.includes('optimistic') ? { ...(answer as Message), version: 'gloas' } : answer,
      ),
    )
    expect((await open(same).newest()).number).toBe(29n)
  })

  test('a network that stands still, or is hidden, is not called new', async () => {
    const apis = [node('a.example'), node('b.example')]
    await expect(open(apis, { now: () => timeOf(GLOAS, TIP + 65) }).newest()).rejects.toThrow(
      'No consensus service shows a signed block of the last minutes (a.example: It is behind',
    )
  })

  test('the clock of a device that is behind says so, instead of calling nodes liars', async () => {
    const apis = [node('a.example'), node('b.example')]
    await expect(open(apis, { now: () => timeOf(GLOAS, 10) }).newest()).rejects.toThrow(
      'is the clock of this device right?',
    )
  })

  test('where no RPC shows it yet, the newest final one is taken', async () => {
    const client = open([node('a.example'), node('b.example')], { sources: [chain.source(27)] })
    const newest = await client.newest()
    expect(newest.number).toBe(26n)
    expect(newest.by).toMatch(/^Smallnet's validators made it final\. /)
    expect(client.pauses.length).toBeGreaterThan(0)
    const none = open([node('a.example'), node('b.example')], { sources: [chain.source(3)] })
    await expect(none.newest()).rejects.toThrow('No RPC shows the block that the validators made final')
    await expect(none.prove(pinOf(3))).rejects.toThrow('No RPC shows the block that the validators made final')
  })

  test('where the consensus names its number, no RPC is needed to catch one of another chain', async () => {
    const own = new Chain(FULU)
    const apis = ['a.example', 'b.example'].map((operator) => nodeOf(own, TIP, operator))
    const options = { apis, now: () => timeOf(FULU, TIP), pause: () => Promise.resolve() }
    const honest = lightClient(FULU, { ...options, sources: [own.source(TIP)] })
    expect(await honest.newest()).toMatchObject({ number: 29n, hash: own.execution(29)['hash'] })
    const client = lightClient(FULU, { ...options, sources: [other.source(TIP)] })
    expect(await client.newest()).toMatchObject({ number: 26n, hash: own.execution(26)['hash'] })
    const foreign = { number: 26n, hash: other.execution(26)['hash'] as Hex, time: 0 }
    expect((await client.prove(foreign)).hash).toBe(own.execution(26)['hash'])
    await expect(client.prove({ ...foreign, number: 20n })).rejects.toThrow('No RPC shows the block')
  })

  test('an RPC that shows another block under the proven hash is not believed', async () => {
    const hash = pinOf(29).hash
    const liar = { block: () => Promise.resolve({ ...chain.execution(28), hash }) }
    const newest = await open([node('a.example'), node('b.example')], { sources: [liar, chain.source(TIP)] }).newest()
    expect(newest.number).toBe(29n)
  })
})

describe('what a device proved before', () => {
  test('is where it begins next time, with one node and nobody to agree', async () => {
    const held = memory()
    await open([node('a.example'), node('b.example')], { memory: held }).newest()
    expect(held.kept).toEqual({ root: chain.name(26), slot: 26 })
    const alone = node('a.example')
    const newest = await open([alone], { memory: held }).newest()
    expect(newest.by).toContain('that this device proved before')
    expect(alone.asked.some((path) => path.includes('/headers/'))).toBe(false)
  })

  test('is followed over many periods', async () => {
    const newest = await open([node('a.example')], { memory: memory({ root: chain.name(2), slot: 2 }) }).newest()
    expect(newest.number).toBe(29n)
  })

  test('is not used when it is older than two weeks, or when no node remembers it', async () => {
    const late = (slots: number) => ({
      now: () => timeOf(GLOAS, TIP) + 4,
      kept: memory({ root: chain.name(2), slot: 2 - slots }),
    })
    const old = late((14 * 86_400) / 12)
    const agreed = await open([node('a.example'), node('b.example')], { memory: old.kept }).newest()
    expect(agreed.by).toContain('a.example and b.example')
    const lost = memory({ root: `0x${'77'.repeat(32)}`, slot: 20 })
    const again = await open([node('a.example'), node('b.example')], { memory: lost }).newest()
    expect(again.by).toContain('a.example and b.example')
  })

  test('a block that the user chose is used alone, or not at all', async () => {
    const newest = await open([node('a.example')], { checkpoint: chain.name(20) }).newest()
    expect(newest.by).toContain('that you chose to trust')
    await expect(
      open([node('a.example'), node('b.example')], { checkpoint: `0x${'77'.repeat(32)}` }).newest(),
    ).rejects.toThrow('No consensus service shows who is on duty')
  })
})

describe('a pinned block', () => {
  const client = () => open([node('a.example'), node('b.example')])

  test('is proven when it is the newest, or an ancestor of it', async () => {
    expect(await client().prove(pinOf(29))).toMatchObject({ number: 29n, hash: pinOf(29).hash })
    const old = await client().prove(pinOf(5))
    expect(old).toMatchObject({ number: 5n, hash: pinOf(5).hash })
    expect(old.by).toContain('An ancestor of block 29')
  })

  test('of another chain: what is proven to stand there instead is told', async () => {
    const foreign = { ...pinOf(20), hash: other.execution(20)['hash'] as Hex }
    expect((await client().prove(foreign)).hash).toBe(pinOf(20).hash)
  })

  test('an RPC that shows another history by number is passed over by hash', async () => {
    const honest = chain.source(TIP)
    const liar = {
      block: (which: bigint | Hex) =>
        typeof which === 'bigint' ? other.source(TIP).block(which) : honest.block(which),
    }
    const proven = await open([node('a.example'), node('b.example')], { sources: [liar] }).prove(pinOf(20))
    expect(proven.hash).toBe(pinOf(20).hash)
    const hidden = {
      block: (which: bigint | Hex) => honest.block(which).then((block) => (isBefore(block, 24) ? null : block)),
    }
    await expect(open([node('a.example'), node('b.example')], { sources: [hidden] }).prove(pinOf(20))).rejects.toThrow(
      'No RPC shows block 23 of the proven chain',
    )
  })

  test('that is too new is waited for, and then refused', async () => {
    const waiting = client()
    await expect(waiting.prove(pinOf(TIP + 3))).rejects.toThrow(
      `Block ${TIP + 3} is newer than what the validators have signed so far (29)`,
    )
    expect(waiting.pauses.length).toBeGreaterThan(1)
  })
})

test('whoever gives up hears no more, and stops it for nobody else', async () => {
  const controller = new AbortController()
  const client = open([node('a.example'), node('b.example')])
  const [impatient, patient] = [client.newest(controller.signal), client.newest()]
  controller.abort(new Error('Given up'))
  await expect(impatient).rejects.toThrow('Given up')
  expect((await patient).number).toBe(29n)
  await expect(client.newest(controller.signal)).rejects.toThrow('Given up')
})

test('what was learned is not asked again', async () => {
  const api = node('a.example')
  const client = open([api, node('b.example')])
  await client.newest()
  const { length } = api.asked
  await client.newest()
  expect(api.asked.length).toBe(length)
})

describe('a beacon API over HTTP', () => {
  const answering = (response: () => Response | Promise<Response>) =>
    openApi('https://beacon.a.example/', () => Promise.resolve(response()))

  test('is asked for JSON, and named by its operator', async () => {
    let asked = ''
    const api = openApi('https://beacon.a.example', (url) => {
      asked = (url as URL).href
      return Promise.resolve(Response.json({ data: 1 }))
    })
    expect(await api.get('/eth/v1/x')).toEqual({ data: 1 })
    expect([asked, api.operator]).toEqual(['https://beacon.a.example/eth/v1/x', 'a.example'])
  })

  test.each([
    [() => new Response('', { status: 404 }), 'It does not have what was asked for'],
    [() => new Response('', { status: 429 }), 'It is asked too often'],
    [() => new Response('', { status: 500 }), 'It answers with error 500'],
    [() => new Response('<html>'), 'Its answer is not JSON'],
    [() => new Response(new Uint8Array(9 * 1_048_576)), 'Its answer is too long'],
    [() => Promise.reject(new TypeError('Failed to fetch')), 'It cannot be reached'],
  ])('failure %#: %s', async (response, sentence) => {
    await expect(answering(response).get('/x')).rejects.toThrow(sentence)
  })
})

const isBefore = (block: unknown, number: number) => Number((block as Message | null)?.['number']) < number

/** The first header's body root turned by a bit, wherever it is. */
function forged(answer: unknown): Message {
  const text = JSON.stringify(answer)
  const at = text.indexOf('"body_root":"0x') + 20
  return JSON.parse(text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)) as Message
}
