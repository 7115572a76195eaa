import { expect, test } from 'vitest'
import { deployment } from '../../contracts-abi/deployment.ts'
import { initCode } from '../../contracts-abi/initcode.ts'
import type { Action, Call, Payment, Permit, Purchase } from '../../src/chain/action.ts'
import * as calls from '../../src/chain/calls.ts'
import { describe, sameAction } from '../../src/chain/describe.ts'
import type { KeyRequest, KeyTerms } from '../../src/royalties/terms.ts'
import { NATIVE, Usage, workId, type Address, type Derivatives, type Hex } from '../../src/royalties/words.ts'

/** mulberry32: the same calls on every run. */
function dice(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  const hex = (bytes: number): Hex =>
    `0x${Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, '0')).join('')}`
  const big = (bits: number) => BigInt(hex(32)) >> BigInt(256 - Math.ceil(bits * next()) || 256)
  const several = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make)
  return { below, hex, big, several, address: (): Address => hex(20), work: () => workId(big(48)) }
}
type Dice = ReturnType<typeof dice>

const payment = (d: Dice): Payment => ({
  work: d.work(),
  usage: d.below(9) as Usage,
  units: d.big(64),
  price: d.big(84),
  amount: d.big(96),
  ref: d.hex(32),
  beneficiary: d.below(2) ? NATIVE : d.address(),
})
const permit = (d: Dice, value: bigint): Permit => ({
  value,
  deadline: d.big(64),
  v: 27 + d.below(2),
  r: d.hex(32),
  s: d.hex(32),
})
const purchase = (d: Dice): Purchase => ({
  work: d.work(),
  seller: d.address(),
  units: d.below(100_000_000),
  maximumPrice: d.big(128),
  deadline: d.big(64),
})

const flow = (d: Dice) => ({ work: d.work(), rate: d.big(96), end: d.below(2 ** 40), maximum: d.big(128) })

const request = (d: Dice): KeyRequest => ({
  work: d.work(),
  keyAddress: d.address(),
  usage: d.below(5) as Usage,
  units: d.big(64),
  ref: d.hex(32),
  buyer: d.address(),
  ex: d.big(256),
  kAddress: d.address(),
  price: d.big(96),
  fee: d.big(96),
  window: d.big(32),
})
const terms = (d: Dice): KeyTerms => {
  const { ex: _, window: __, ...same } = request(d)
  return { id: d.hex(32), ...same, deadline: d.big(64) }
}

const kinds: ((d: Dice) => Call)[] = [
  (d) => calls.payCall([payment(d), ...d.several(6, () => payment(d))], d.below(2) ? NATIVE : d.address()),
  (d) => {
    const token = d.address()
    const payments = [payment(d), ...d.several(5, () => payment(d))]
    const total = payments.reduce((sum, { amount }) => sum + amount, 0n)
    return calls.permitAndCall(token, permit(d, total), calls.payCall(payments, token))
  },
  (d) =>
    calls.reportCall({
      work: d.work(),
      usage: d.below(9) as Usage,
      units: d.big(64),
      ref: d.hex(32),
      beneficiary: d.address(),
    }),
  (d) => calls.claimCall(d.several(12, d.work), d.address()),
  (d) => calls.claimForCall(d.address(), d.several(12, d.work)),
  (d) => calls.accrueCall(d.work(), d.below(2 ** 31)),
  (d) => calls.openSaleCall(d.work()),
  (d) => calls.listCall(d.work(), d.below(100_000_000), d.big(128), d.below(2 ** 31)),
  (d) => calls.buyCall(purchase(d), d.below(2) ? NATIVE : d.address()),
  (d) => {
    const token = d.address()
    const bought = purchase(d)
    return calls.permitAndCall(token, permit(d, bought.maximumPrice), calls.buyCall(bought, token))
  },
  (d) => calls.openFlowCall(flow(d), d.below(2) ? NATIVE : d.address()),
  (d) => calls.requestKeyCall(request(d), d.below(2) ? NATIVE : d.address()),
  (d) => {
    const token = d.address()
    const asked = request(d)
    return calls.permitAndCall(token, permit(d, asked.price + asked.fee), calls.requestKeyCall(asked, token))
  },
  (d) => {
    const [commitment, server] = [d.address(), d.address()]
    return calls.deliverKeyCall({ terms: terms(d), scalar: d.hex(32), commitment, response: d.hex(32), server })
  },
  (d) => calls.refundKeyCall(terms(d)),
  (d) => calls.setDelegateCall(d.work(), d.below(2) ? NATIVE : d.address()),
  (d) => calls.withdrawCall(d.below(2) ? NATIVE : d.address(), d.address()),
  (d) => calls.transferCall(d.address(), d.address(), d.work(), d.big(28)),
  (d) => calls.approveCall(d.address(), d.big(256)),
  (d) => calls.giveTokenCall(d.address(), d.address(), d.big(256)),
  (d) =>
    calls.publishCall({
      manifest: d.hex(32),
      currency: d.address(),
      holders: d.several(64, () => ({ account: d.address(), units: d.below(100_000_000) })),
      offers: d.several(5, () => ({ usage: d.below(5) as Usage, bringsKey: d.below(2) === 1, price: d.big(84) })),
      parents: d.several(16, d.work),
      ancestorRoyalty: d.below(5001),
      derivatives: d.below(3) as Derivatives,
      resaleRoyalty: d.below(1001),
      minimumTip: d.big(96),
      minimumFlowRate: d.big(96),
      deliveryFee: d.big(96),
      policy: d.below(2) ? NATIVE : d.address(),
      key: { x: d.big(256), y: d.big(256), commitment: d.address(), response: d.big(256) },
    }),
]

test('for 2 000 random calls the second decoder reads back exactly what was meant', () => {
  const d = dice(20261121)
  for (let round = 0; round < 100; round++)
    for (const make of kinds) {
      const call = make(d)
      expect(describe(call)).toMatchObject({ ok: true })
    }
})

test('whatever word of a call is changed, it is refused or says something else than was meant', () => {
  const d = dice(7)
  for (let round = 0; round < 20; round++)
    for (const make of kinds) {
      const call = make(d)
      const at = 2 + 8 + 64 * d.below((call.data.length - 10) / 64) + d.below(64)
      const digit = ((Number.parseInt(call.data[at]!, 16) + 1) % 16).toString(16)
      const data = (call.data.slice(0, at) + digit + call.data.slice(at + 1)) as Hex
      expect(describe({ ...call, data })).toMatchObject({ ok: false, problem: { kind: 'mismatch' } })
    }
})

test('calls to strangers, with added bytes, or with money nobody meant are refused', () => {
  const call = calls.claimCall([workId(1)], '0x00000000000000000000000000000000000000aa')
  const stranger = '0x00000000000000000000000000000000000000bb'
  const refused = (changed: Partial<Call>) => {
    const described = describe({ ...call, ...changed })
    return described.ok ? 'accepted' : described.problem.kind === 'mismatch' && described.problem.detail
  }
  expect(refused({ to: stranger })).toBe('The call goes to a contract that is not Tributary.')
  expect(refused({ value: 1n })).toBe('The money sent along is not the sum of what is paid.')
  expect(refused({ data: `${call.data}${'00'.repeat(32)}` })).toBe('There is more in the call than it says.')
  expect(refused({ data: call.data.slice(0, -2) as Hex })).toBe('The call is cut off.')
  expect(refused({ data: '0xdeadbeef' })).toBe('The call is none that this app makes.')
  const spender = { kind: 'approve', spender: stranger, amount: 5n } as const
  const approval = calls.approveCall(stranger, 5n)
  const data = approval.data.replace(deployment.tributary.address.slice(2).toLowerCase(), stranger.slice(2)) as Hex
  expect(refused({ ...approval, data, action: spender })).toBe('The allowance is for a stranger.')
})

test('a signed allowance is for exactly what the call behind it takes, and only before a call that takes money', () => {
  const d = dice(3)
  const token = d.address()
  const play = calls.payCall([{ ...payment(d), amount: 250n }], token)
  const refused = (value: bigint, call: Call) => {
    const described = describe(calls.permitAndCall(token, permit(d, value), call))
    return described.ok ? described.title : described.problem.kind === 'mismatch' && described.problem.detail
  }
  expect(refused(250n, play)).toBe('Pay with a signed allowance')
  expect(refused(251n, play)).toBe('The signed allowance is not for the sum of what is paid.')
  const claim = calls.claimCall([workId(1)], token)
  expect(() => refused(0n, claim)).toThrow('A signed allowance is of no use to claim')
  // The action says "pay", the bytes behind the allowance say "claim": as a page that was tampered with would have it.
  const forged = calls.permitAndCall(token, permit(d, 250n), { ...claim, action: play.action })
  expect(describe(forged)).toMatchObject({
    ok: false,
    problem: { detail: 'The allowance is followed by a call that pays nothing.' },
  })
  const other = calls.payCall([{ ...payment(d), amount: 250n }], token)
  const swapped = calls.permitAndCall(token, permit(d, 250n), { ...other, action: play.action })
  expect(describe(swapped)).toMatchObject({
    ok: false,
    problem: { detail: 'The call asks for something else than was chosen.' },
  })
})

test('money goes to the account and in the amount that was meant, and never where it would be lost', () => {
  const friend = '0x00000000000000000000000000000000000000aa'
  const call = calls.giveCall(friend, 250n)
  expect(describe(call)).toMatchObject({
    ok: true,
    title: 'Send money to an account',
    facts: [
      { label: 'To', account: friend },
      { label: 'Amount', amount: 250n, currency: 'native' },
    ],
  })
  expect(describe({ ...call, value: 251n })).toMatchObject({ ok: false, problem: { kind: 'mismatch' } })
  expect(describe({ ...call, to: '0x00000000000000000000000000000000000000bb' })).toMatchObject({ ok: false })
  const token = '0x00000000000000000000000000000000000000cc'
  expect(describe(calls.giveTokenCall(token, friend, 250n))).toMatchObject({
    ok: true,
    facts: [{ account: friend }, { amount: 250n, currency: token }],
  })
  const lost = [
    calls.giveCall(deployment.tributary.address, 1n),
    calls.giveCall(NATIVE, 1n),
    calls.giveTokenCall(token, deployment.tributary.address, 1n),
    calls.giveTokenCall(deployment.tributary.address, friend, 1n),
    { ...calls.giveTokenCall(token, friend, 1n), value: 1n },
  ]
  expect(lost.map((each) => describe(each).ok)).toEqual(lost.map(() => false))
})

test('a deployment is known by the address its code leads to', () => {
  const [piece] = initCode
  expect(describe(calls.deployCall(piece.initCode))).toMatchObject({
    ok: true,
    facts: [{ label: 'Address', kind: 'account', account: piece.address.toLowerCase() }],
  })
  expect(describe(calls.deployCall('0x6000'))).toMatchObject({ ok: false })
})

test('what a payment says is what a person would want to know', () => {
  const pay = { ...payment(dice(1)), work: workId(7), usage: Usage.Tip, units: 1n, amount: 250n, beneficiary: NATIVE }
  expect(describe(calls.payCall([pay], NATIVE))).toMatchObject({
    ok: true,
    title: 'Pay',
    facts: [
      { label: 'Work', work: 7n },
      { label: 'Usage', usage: Usage.Tip },
      { label: 'Units', count: 1n },
      { label: 'Amount', amount: 250n, currency: 'native' },
    ],
  })
})

test('a request says what it costs, for how long, and that no money but this travels', () => {
  const asked = { ...request(dice(2)), units: 1n, price: 250n, fee: 10n, window: 86_400n }
  const call = calls.requestKeyCall(asked, NATIVE)
  expect(call.value).toBe(260n)
  expect(describe(call)).toMatchObject({ ok: true, title: 'Buy a licence' })
  const described = describe(call)
  const facts = described.ok ? described.facts : []
  expect(facts).toContainEqual({ label: 'Delivery fee', kind: 'money', amount: 10n, currency: 'native' })
  expect(facts).toContainEqual({ label: 'Delivery within', kind: 'text', text: '24 hours' })
  expect(describe({ ...call, value: 259n })).toMatchObject({ ok: false })
  const again = calls.requestKeyCall({ ...asked, units: 0n, price: 0n }, NATIVE)
  expect(describe(again)).toMatchObject({ ok: true, title: 'Ask for a key once more' })
})

test('actions are compared by value, and without regard to the case of addresses', () => {
  const a: Action = { kind: 'openSale', work: workId(1) }
  expect(sameAction(a, { kind: 'openSale', work: 1n })).toBe(true)
  expect(sameAction(a, { kind: 'openSale', work: 2n })).toBe(false)
  expect(sameAction(['0xAB'], ['0xab'])).toBe(true)
  expect(sameAction([1], [1, 2])).toBe(false)
})
