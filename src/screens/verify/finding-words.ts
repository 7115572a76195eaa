import { exactText, sharesText, shortAddress } from '../../design/money.ts'
import type { Checkable } from '../../verify/evidence.ts'
import type { Finding, Place } from '../../verify/findings.ts'
import type { Source, Writer } from './sentences.ts'

const at = ({ work, sequence, block, transaction }: Place) =>
  `event ${sequence} of work ${work} in block ${block}${transaction ? `, transaction ${shortAddress(transaction)}` : ''}`

const INVENTED = {
  foreign: 'belongs to another contract or work',
  otherBlock: 'says that it is in another block',
  beyond: 'comes after the newest event the contract knows',
  unlinked: 'is not linked to by any other event',
  rival: 'claims the place of another event, and the chain of hashes proves the other',
  notInReceipts: 'is not in the receipts of its transaction',
} as const

const CHECKED: Partial<Record<Checkable, string>> = { dust: 'smallest holders', relatives: 'related works' }

type Money = (value: bigint, more?: number) => string
type Differing<K extends Finding['kind']> = Extract<Finding, { kind: K }>

const timeText = (seconds: bigint) =>
  `${new Date(Number(seconds) * 1000).toISOString().replace('T', ' ').slice(0, 19)} UTC`

function partText({ field, expected, actual }: Differing<'splitWrong'>, money: Money): string {
  if (field === 'income') return `${money(actual, 8)} arrived instead of ${money(expected, 8)}`
  if (field === 'rate') return `${money(actual, 8)} a second flow instead of ${money(expected, 8)}`
  return `The flow’s ${field === 'oldEnd' ? 'former' : 'new'} end is ${timeText(actual)} instead of ${timeText(expected)}`
}

function flowText({ field, expected, actual }: Differing<'flowWrong'>, money: Money): string {
  switch (field) {
    case 'rate':
      return `${money(actual, 8)} a second instead of ${money(expected, 8)}`
    case 'deposit':
      return `${money(actual)} were taken instead of ${money(expected)}`
    case 'refund':
      return `${money(actual)} were given back instead of ${money(expected)}`
    case 'oldEnd':
    case 'newEnd':
      return `The ${field === 'oldEnd' ? 'former' : 'new'} end is ${timeText(actual)} instead of ${timeText(expected)}`
  }
}

function requestText({ field, expected, actual }: Differing<'requestWrong'>, money: Money): string {
  switch (field) {
    case 'open':
      return expected === 1n ? 'Something was answered that nobody had asked for,' : 'The same was asked for twice'
    case 'deadline':
      return `The answer came at ${timeText(actual)}, on the wrong side of the deadline ${timeText(expected)},`
    default:
      return `${money(actual)} as ${field} instead of ${money(expected)}`
  }
}

/** A detail may be a phrase, or sentences of its own. */
const ended = (detail: string) => (/[.!?]$/.test(detail) ? detail : `${detail}.`)

/** One finding, with the event that caused it, for people. */
export function findingSentence(finding: Finding, { decimals, symbol }: Writer, source: Source = 'chain'): string {
  const teller = source === 'file' ? 'The file' : 'The RPC'
  const money = (value: bigint, more = 0) => `${exactText({ value, decimals: decimals + more })} ${symbol}`
  const because = (cause: Place | undefined) => (cause ? ` Caused by ${at(cause)}.` : '')
  switch (finding.kind) {
    case 'gap':
      return finding.first === finding.place.sequence
        ? `${teller} left out ${at(finding.place)}.`
        : `${teller} left out ${at(finding.place)}; nothing it sent leads to the events ${finding.first} to ${finding.place.sequence - 1} before it.`
    case 'altered':
      return `${teller} changed “${finding.field}” of ${at(finding.place)}: the receipt has another value.`
    case 'invented':
      return `${teller} invented ${at(finding.place)}: it ${INVENTED[finding.reason]}.`
    case 'repeated':
      return `${teller} sent ${at(finding.place)} more than once.`
    case 'outOfOrder':
      return `${teller} numbered ${at(finding.place)} against the order of the ledger.`
    case 'malformed':
      return `${teller} sent something unreadable in block ${finding.place.block} for work ${finding.place.work}: ${finding.detail}.`
    case 'headMismatch':
      return finding.suspects.first.sequence === finding.suspects.last.sequence
        ? `The chain of hashes breaks at ${at(finding.suspects.first)}.`
        : `The chain of hashes does not end where the contract’s does: one of the events ${finding.suspects.first.sequence} to ${finding.suspects.last.sequence} of work ${finding.work} is false.`
    case 'stampWrong':
      return `The stamp of ${at(finding.place)} is wrong in “${finding.field}”: ${finding.actual} instead of ${finding.expected}.`
    case 'supplyWrong':
      return `${sharesText(finding.minted)} shares were minted by ${at(finding.place)}; there must be exactly 100.`
    case 'unitsMissing':
      return `${shortAddress(finding.account)} gave ${sharesText(finding.moved)} shares and had ${sharesText(finding.held)}: ${at(finding.place)}.`
    case 'claimTooHigh':
      return `${shortAddress(finding.account)} was paid ${money(finding.claimed)} and was owed ${money(finding.payable)}: ${at(finding.place)}.`
    case 'splitWrong':
      return `${partText(finding, money)} from event ${finding.sourceSequence} of work ${finding.source}: ${at(finding.place)}.`
    case 'flowWrong':
      return `${flowText(finding, money)} in the flow of ${shortAddress(finding.account)}: ${at(finding.place)}.`
    case 'requestWrong':
      return `${requestText(finding, money)} in the key request of ${shortAddress(finding.account)}: ${at(finding.place)}.`
    case 'creditWithoutPayment':
      return `No payment of work ${finding.source} has the number ${finding.sourceSequence} that is named by ${at(finding.place)}.`
    case 'creditMissing':
      return `${money(finding.expected, 8)} for work ${finding.ancestor} never arrived from ${at(finding.place)}.`
    case 'royaltyDiffers':
      return `Work ${finding.work} pays work ${finding.ancestor} ${finding.frozen / 100} %, which asks ${finding.asked / 100} %.`
    case 'incomeDiffers':
      return `Income of work ${finding.work}: ${money(finding.recomputed, 8)} recomputed, ${money(finding.onChain, 8)} on chain.${because(finding.cause)}`
    case 'prepaidDiffers':
      return `Paid in advance to work ${finding.work}: ${money(finding.recomputed, 8)} recomputed, ${money(finding.onChain, 8)} on chain.${because(finding.cause)}`
    case 'flowRateDiffers':
      return `Flows of work ${finding.work} bring ${money(finding.recomputed, 8)} a second recomputed, ${money(finding.onChain, 8)} on chain.${because(finding.cause)}`
    case 'balanceDiffers':
      return `${shortAddress(finding.account)} holds ${sharesText(finding.recomputed)} shares recomputed, ${sharesText(finding.onChain)} on chain.${because(finding.cause)}`
    case 'dueDiffers':
      return `${shortAddress(finding.account)} is owed ${money(finding.recomputed, 16)} recomputed, ${money(finding.onChain, 16)} on chain.${because(finding.cause)}`
    case 'stateDiffers':
      return `${teller} said ${finding.told} for “${finding.field}” of ${finding.account ? `${shortAddress(finding.account)} in ` : ''}work ${finding.work}; the storage of the block holds ${finding.proven}.`
    case 'proofWrong':
      return `${teller}’s proof of work ${finding.work} does not hold: ${finding.detail}.`
    case 'foreignCode':
      return `Something else than this contract stands at its address in the block ${source === 'file' ? 'of this file' : 'the RPC shows'}.`
    case 'otherChain':
      return `Block ${finding.block} is another one on the network than what was told here.`
    case 'couldNotCheck':
      return `The ${CHECKED[finding.what] ?? finding.what} of work ${finding.work}: ${ended(finding.detail)}`
  }
}
