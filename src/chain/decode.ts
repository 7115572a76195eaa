import { keccak_256 } from '@noble/hashes/sha3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { KeyRequest, KeyTerms } from '../royalties/terms.ts'
import { workId, type Derivatives, type Hex, type Usage, type WorkId } from '../royalties/words.ts'
import { AbiWords, bytesOf, hexOf, MalformedCalldata } from './abi-words.ts'
import {
  isPaying,
  type Action,
  type Offer,
  type Payment,
  type Permit,
  type Publication,
  type Purchase,
} from './action.ts'

const PAYMENT = '(uint256,uint8,uint256,uint256,uint256,bytes32,address)'
const PERMIT = '(uint256,uint256,uint8,bytes32,bytes32)'
const OFFER = '(uint8,bool,uint96)'
const REQUEST = '(uint256,address,uint8,uint256,bytes32,address,uint256,address,uint256,uint256,uint256)'
const TERMS = '(bytes32,uint256,address,uint8,uint256,bytes32,address,address,uint256,uint256,uint256)'
const PUBLICATION = `(bytes32,address,(address,uint32)[],${OFFER}[],uint256[],uint16,uint8,uint16,uint96,uint96,uint96,address,(uint256,uint256,address,uint256))`

const work = (words: AbiWords): WorkId => workId(words.uint())
const usage = (words: AbiWords): Usage => {
  const number = words.number(8)
  if (number > 8) throw new MalformedCalldata('There is no such usage')
  return number as Usage
}
const derivatives = (words: AbiWords): Derivatives => {
  const number = words.number(8)
  if (number > 2) throw new MalformedCalldata('There is no such derivative policy')
  return number as Derivatives
}

// Object literals are evaluated top to bottom: the order of the fields below is the order of the words in the call.
const payment = (words: AbiWords): Payment => ({
  work: work(words),
  usage: usage(words),
  units: words.uint(),
  price: words.uint(),
  amount: words.uint(),
  ref: words.bytes32(),
  beneficiary: words.address(),
})
const permit = (words: AbiWords): Permit => ({
  value: words.uint(),
  deadline: words.uint(),
  v: words.number(8),
  r: words.bytes32(),
  s: words.bytes32(),
})
const offer = (words: AbiWords): Offer => ({ usage: usage(words), bringsKey: words.bool(), price: words.uint(96) })
const purchase = (words: AbiWords): Purchase => ({
  work: work(words),
  seller: words.address(),
  units: words.number(32),
  maximumPrice: words.uint(),
  deadline: words.uint(),
})
const publication = (words: AbiWords): Publication => ({
  manifest: words.bytes32(),
  currency: words.address(),
  holders: words.array((each) => ({ account: each.address(), units: each.number(32) })),
  offers: words.array(offer),
  parents: words.array(work),
  ancestorRoyalty: words.number(16),
  derivatives: derivatives(words),
  resaleRoyalty: words.number(16),
  minimumTip: words.uint(96),
  minimumFlowRate: words.uint(96),
  deliveryFee: words.uint(96),
  policy: words.address(),
  key: { x: words.uint(), y: words.uint(), commitment: words.address(), response: words.uint() },
})
const keyRequest = (words: AbiWords): KeyRequest => ({
  work: work(words),
  keyAddress: words.address(),
  usage: usage(words),
  units: words.uint(),
  ref: words.bytes32(),
  buyer: words.address(),
  ex: words.uint(),
  kAddress: words.address(),
  price: words.uint(),
  fee: words.uint(),
  window: words.uint(),
})
const keyTerms = (words: AbiWords): KeyTerms => ({
  id: words.bytes32(),
  work: work(words),
  keyAddress: words.address(),
  usage: usage(words),
  units: words.uint(),
  ref: words.bytes32(),
  buyer: words.address(),
  kAddress: words.address(),
  deadline: words.uint(),
  price: words.uint(),
  fee: words.uint(),
})

function transfer(words: AbiWords): Action {
  const from = words.address()
  const to = words.address()
  const found: Action = { kind: 'transfer', from, to, work: work(words), units: words.uint() }
  if (words.dynamicBytes() !== '0x') throw new MalformedCalldata('The transfer carries data nobody asked for')
  return found
}

/** The inner call is read with the same strictness; what takes no money has no business behind an allowance. */
function permitAndCall(words: AbiWords): Action {
  const currency = words.address()
  const allowed = permit(words)
  const inner = decodeAction(words.dynamicBytes())
  if (!isPaying(inner)) throw new MalformedCalldata('The allowance is followed by a call that pays nothing')
  return { kind: 'permitAndCall', currency, permit: allowed, inner }
}

const functions: Readonly<Record<string, (words: AbiWords) => Action>> = {
  [`pay(${PAYMENT})`]: (w) => ({ kind: 'pay', payment: payment(w) }),
  [`payBatch(${PAYMENT}[])`]: (w) => ({ kind: 'payBatch', payments: w.array(payment) }),
  [`permitAndCall(address,${PERMIT},bytes)`]: permitAndCall,
  'report(uint256,uint8,uint256,bytes32,address)': (w) => ({
    kind: 'report',
    work: work(w),
    usage: usage(w),
    units: w.uint(),
    ref: w.bytes32(),
    beneficiary: w.address(),
  }),
  [`publish(${PUBLICATION})`]: (w) => ({ kind: 'publish', publication: w.tail(publication) }),
  'appendManifest(uint256,bytes32)': (w) => ({ kind: 'appendManifest', work: work(w), manifest: w.bytes32() }),
  [`setOffers(uint256,${OFFER}[])`]: (w) => ({ kind: 'setOffers', work: work(w), offers: w.array(offer) }),
  'lockOffers(uint256)': (w) => ({ kind: 'lockOffers', work: work(w) }),
  'floorOffers(uint256)': (w) => ({ kind: 'floorOffers', work: work(w) }),
  'tightenDerivatives(uint256,uint8)': (w) => ({ kind: 'tightenDerivatives', work: work(w), policy: derivatives(w) }),
  'approveDerivative(uint256,address,bytes32,bool)': (w) => ({
    kind: 'approveDerivative',
    parent: work(w),
    creator: w.address(),
    manifest: w.bytes32(),
    approved: w.bool(),
  }),
  'offerCreator(uint256,address)': (w) => ({ kind: 'offerCreator', work: work(w), to: w.address() }),
  'acceptCreator(uint256)': (w) => ({ kind: 'acceptCreator', work: work(w) }),
  'openFlow(uint256,uint96,uint40,uint256)': (w) => ({
    kind: 'openFlow',
    work: work(w),
    rate: w.uint(96),
    end: w.number(40),
    maximum: w.uint(),
  }),
  'claim(uint256[],address)': (w) => ({ kind: 'claim', works: w.array(work), to: w.address() }),
  'claimFor(address,uint256[])': (w) => ({ kind: 'claimFor', holder: w.address(), works: w.array(work) }),
  'accrue(uint256,uint256)': (w) => ({ kind: 'accrue', work: work(w), steps: w.number(32) }),
  'openSale(uint256)': (w) => ({ kind: 'openSale', work: work(w) }),
  'list(uint256,uint32,uint128,uint40)': (w) => ({
    kind: 'list',
    work: work(w),
    units: w.number(32),
    unitPrice: w.uint(128),
    expiry: w.number(40),
  }),
  'buy(uint256,address,uint32,uint256,uint256)': (w) => ({ kind: 'buy', purchase: purchase(w) }),
  [`requestKey(${REQUEST})`]: (w) => ({ kind: 'requestKey', request: keyRequest(w) }),
  [`deliverKey(${TERMS},uint256,address,uint256,address)`]: (w) => ({
    kind: 'deliverKey',
    terms: keyTerms(w),
    scalar: w.bytes32(),
    commitment: w.address(),
    response: w.bytes32(),
    server: w.address(),
  }),
  [`refundKey(${TERMS})`]: (w) => ({ kind: 'refundKey', terms: keyTerms(w) }),
  'setDelegate(uint256,address)': (w) => ({ kind: 'setDelegate', work: work(w), delegate: w.address() }),
  'withdraw(address,address)': (w) => ({ kind: 'withdraw', currency: w.address(), to: w.address() }),
  'safeTransferFrom(address,address,uint256,uint256,bytes)': transfer,
  'approve(address,uint256)': (w) => ({ kind: 'approve', spender: w.address(), amount: w.uint() }),
  'transfer(address,uint256)': (w) => ({ kind: 'giveToken', to: w.address(), amount: w.uint() }),
}

const selectorOf = (signature: string): Hex => hexOf(keccak_256(utf8ToBytes(signature)).subarray(0, 4))
const bySelector = new Map(Object.entries(functions).map(([signature, read]) => [selectorOf(signature), read]))

/** The action a call's bytes ask for; throws `MalformedCalldata` for anything else. */
export function decodeAction(data: Hex): Action {
  const bytes = bytesOf(data)
  const read = bySelector.get(hexOf(bytes.subarray(0, 4)))
  if (!read) throw new MalformedCalldata('The call is none that this app makes')
  const words = new AbiWords(bytes.subarray(4))
  const action = read(words)
  words.end()
  return action
}

/** A deployment through the deterministic proxy has no selector: a salt, and the code to run. */
export function decodeDeployment(data: Hex): Action {
  const bytes = bytesOf(data)
  if (bytes.length <= 32) throw new MalformedCalldata('The deployment is empty')
  return { kind: 'deploy', salt: hexOf(bytes.subarray(0, 32)), initCode: hexOf(bytes.subarray(32)) }
}
