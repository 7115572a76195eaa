import { keccak_256 } from '@noble/hashes/sha3.js'
import { deployment } from '../../contracts-abi/deployment.ts'
import { Derivatives, NATIVE, usageName, type Address, type Hex, type Usage, type WorkId } from '../royalties/words.ts'
import { bytesOf, hexOf } from './abi-words.ts'
import type { Action, Call, Payment, Paying, Purchase } from './action.ts'
import { deliveryFacts, requestFacts, withdrawFacts } from './key-facts.ts'

/** One fact about a call, typed so that a dialog can draw it: money with its currency, an account with its picture. */
export type Fact =
  | { label: string; kind: 'money'; amount: bigint; currency: 'native' | 'work' | Address }
  | { label: string; kind: 'units'; units: bigint }
  | { label: string; kind: 'count'; count: bigint }
  | { label: string; kind: 'account'; account: Address }
  | { label: string; kind: 'work'; work: WorkId }
  | { label: string; kind: 'usage'; usage: Usage }
  | { label: string; kind: 'time'; seconds: bigint }
  | { label: string; kind: 'share'; basisPoints: number }
  | { label: string; kind: 'text'; text: string }
  | { label: string; kind: 'hash'; hash: Hex }

/** CREATE2 through the deployment proxy. */
export function createdBy(salt: Hex, initCode: Hex): Address {
  const code = keccak_256(bytesOf(initCode))
  const preimage = Uint8Array.from([0xff, ...bytesOf(deployment.proxy), ...bytesOf(salt), ...code])
  return hexOf(keccak_256(preimage).subarray(12))
}

/** What an action takes from its caller at most. */
export function mostOf(action: Paying): bigint {
  switch (action.kind) {
    case 'pay':
      return action.payment.amount
    case 'payBatch':
      return action.payments.reduce((sum, { amount }) => sum + amount, 0n)
    case 'buy':
      return action.purchase.maximumPrice
    case 'openFlow':
      return action.maximum
    case 'requestKey':
      return action.request.price + action.request.fee
  }
}

const titles: Record<Action['kind'], string> = {
  pay: 'Pay',
  payBatch: 'Pay several usages',
  report: 'Report a free usage',
  publish: 'Publish a work',
  appendManifest: 'Add a manifest version',
  setOffers: 'Change prices',
  lockOffers: 'Lock the prices for ever',
  floorOffers: 'Promise never to lower the prices',
  tightenDerivatives: 'Restrict what may build on the work',
  approveDerivative: 'Allow a derivative',
  offerCreator: 'Offer the creator role',
  acceptCreator: 'Accept the creator role',
  openFlow: 'Pay by the second',
  claim: 'Claim income',
  claimFor: 'Pay out income to its holder',
  accrue: 'Settle payments by the second that ended',
  openSale: 'Open the sale of shares for ever',
  list: 'Offer shares',
  buy: 'Buy shares',
  transfer: 'Transfer shares',
  requestKey: 'Buy a licence',
  deliverKey: 'Hand over a key',
  refundKey: 'Send the money of an expired request back',
  setDelegate: 'Let another account hand over keys',
  withdraw: 'Withdraw what waits',
  approve: 'Allow Tributary to take a payment',
  give: 'Send money to an account',
  giveToken: 'Send tokens to an account',
  permitAndCall: 'With a signed allowance',
  deploy: 'Deploy the contracts',
  fund: 'Pay for the deployment proxy',
}

export function titleOf(action: Action): string {
  if (action.kind === 'list' && action.units === 0) return 'Withdraw an offer'
  if (action.kind === 'approveDerivative' && !action.approved) return 'Take back the approval of a derivative'
  if (action.kind === 'requestKey' && action.request.units === 0n) return 'Ask for a key once more'
  if (action.kind === 'permitAndCall') return `${titleOf(action.inner)} with a signed allowance`
  return titles[action.kind]
}

function paymentFacts({ work, usage, units, amount, beneficiary }: Payment, currency: 'native' | 'work'): Fact[] {
  return [
    { label: 'Work', kind: 'work', work },
    { label: 'Usage', kind: 'usage', usage },
    { label: 'Units', kind: 'count', count: units },
    { label: 'Amount', kind: 'money', amount, currency },
    ...(beneficiary === NATIVE ? [] : [{ label: 'For', kind: 'account', account: beneficiary } as const]),
  ]
}

const purchaseFacts = (
  { work, seller, units, maximumPrice, deadline }: Purchase,
  currency: 'native' | 'work',
): Fact[] => [
  { label: 'Work', kind: 'work', work },
  { label: 'From', kind: 'account', account: seller },
  { label: 'Shares', kind: 'units', units: BigInt(units) },
  { label: 'At most', kind: 'money', amount: maximumPrice, currency },
  { label: 'Until', kind: 'time', seconds: deadline },
]

function publicationFacts(action: Extract<Action, { kind: 'publish' }>): Fact[] {
  const { manifest, currency, holders, offers, parents, ancestorRoyalty, derivatives, resaleRoyalty, ...more } =
    action.publication
  return [
    { label: 'Manifest', kind: 'hash', hash: manifest },
    currency === NATIVE
      ? { label: 'Currency', kind: 'text', text: 'native' }
      : { label: 'Currency', kind: 'account', account: currency },
    ...holders.flatMap(({ account, units }): Fact[] => [
      { label: 'Holder', kind: 'account', account },
      { label: 'Shares', kind: 'units', units: BigInt(units) },
    ]),
    ...offers.map(({ usage, price }): Fact => ({ label: usageName(usage), kind: 'money', amount: price, currency })),
    ...parents.map((work): Fact => ({ label: 'Builds on', kind: 'work', work })),
    { label: 'Asked of descendants', kind: 'share', basisPoints: ancestorRoyalty },
    { label: 'Derivatives', kind: 'text', text: policyName(derivatives) },
    { label: 'Resale royalty', kind: 'share', basisPoints: resaleRoyalty },
    ...(more.deliveryFee === 0n
      ? []
      : [{ label: 'Delivery fee', kind: 'money', amount: more.deliveryFee, currency } as const]),
    ...(more.policy === NATIVE
      ? []
      : [{ label: 'Transfers decided by', kind: 'account', account: more.policy } as const]),
  ]
}

function permitFacts(action: Extract<Action, { kind: 'permitAndCall' }>, call: Call): Fact[] {
  const { currency, permit, inner } = action
  return [
    ...factsOf(inner, call),
    { label: 'Allowance', kind: 'money', amount: permit.value, currency },
    { label: 'Allowance until', kind: 'time', seconds: permit.deadline },
  ]
}

const flowFacts = (
  { work, end, maximum }: Extract<Action, { kind: 'openFlow' }>,
  currency: 'native' | 'work',
): Fact[] => [
  { label: 'Work', kind: 'work', work },
  { label: 'At most', kind: 'money', amount: maximum, currency },
  { label: 'Until', kind: 'time', seconds: BigInt(end) },
]

const policyName = (policy: Derivatives) =>
  policy === Derivatives.Open ? 'open' : policy === Derivatives.Closed ? 'closed' : 'by approval'

export function factsOf(action: Action, call: Call): Fact[] {
  const currency = call.value > 0n ? 'native' : 'work'
  switch (action.kind) {
    case 'pay':
      return paymentFacts(action.payment, currency)
    case 'payBatch':
      return action.payments.flatMap((payment) => paymentFacts(payment, currency))
    case 'permitAndCall':
      return permitFacts(action, call)
    case 'openFlow':
      return flowFacts(action, currency)
    case 'report':
      return paymentFacts({ ...action, price: 0n, amount: 0n }, 'work')
    case 'buy':
      return purchaseFacts(action.purchase, currency)
    case 'publish':
      return publicationFacts(action)
    case 'requestKey':
      return requestFacts(action.request, currency)
    case 'deliverKey':
    case 'refundKey':
      return deliveryFacts(action)
    case 'withdraw':
      return withdrawFacts(action)
    case 'approve':
      return [
        { label: 'Token', kind: 'account', account: call.to },
        { label: 'Amount', kind: 'money', amount: action.amount, currency: call.to },
      ]
    case 'give':
    case 'giveToken':
      return [
        { label: 'To', kind: 'account', account: action.to },
        {
          label: 'Amount',
          kind: 'money',
          amount: action.amount,
          currency: action.kind === 'give' ? 'native' : call.to,
        },
      ]
    case 'deploy':
      return [{ label: 'Address', kind: 'account', account: createdBy(action.salt, action.initCode) }]
    case 'setOffers':
      return [
        { label: 'Work', kind: 'work', work: action.work },
        ...action.offers.map(({ usage, price }): Fact => ({
          label: usageName(usage),
          kind: 'money',
          amount: price,
          currency,
        })),
      ]
    default:
      return plainFacts(action)
  }
}

/** The remaining actions are flat: each field is a fact. */
function plainFacts(action: Action): Fact[] {
  const facts: Fact[] = []
  const given = action as Partial<Extract<Action, { kind: 'list' }>> & Record<string, unknown>
  const works = (given['works'] ?? [given['work'] ?? given['parent']]) as (WorkId | undefined)[]
  for (const work of works) if (work !== undefined) facts.push({ label: 'Work', kind: 'work', work })
  for (const [field, label] of accountFields)
    if (typeof given[field] === 'string') facts.push({ label, kind: 'account', account: given[field] as Address })
  if (given['usage'] !== undefined) facts.push({ label: 'Usage', kind: 'usage', usage: given['usage'] as Usage })
  if (given.units !== undefined) facts.push({ label: 'Shares', kind: 'units', units: BigInt(given.units) })
  if (given.unitPrice !== undefined)
    facts.push({ label: 'Price of one share', kind: 'money', amount: given.unitPrice, currency: 'work' })
  if (given.expiry !== undefined) facts.push({ label: 'Until', kind: 'time', seconds: BigInt(given.expiry) })
  if (typeof given['manifest'] === 'string')
    facts.push({ label: 'Manifest', kind: 'hash', hash: given['manifest'] as Hex })
  if (given['policy'] !== undefined)
    facts.push({ label: 'Derivatives', kind: 'text', text: policyName(given['policy'] as Derivatives) })
  return facts
}

const accountFields = [
  ['holder', 'Holder'],
  ['from', 'From'],
  ['to', 'To'],
  ['delegate', 'Account'],
  ['creator', 'Creator'],
  ['beneficiary', 'For'],
] as const
