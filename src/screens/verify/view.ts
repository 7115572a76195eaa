import { listedCurrency } from '../../chain/tokens.ts'
import { NETWORKS, type Network } from '../../chain/networks.ts'
import { shortAddress } from '../../design/money.ts'
import type { Address, Deployment, WorkId } from '../../royalties/words.ts'
import type { Report } from '../../verify/report.ts'
import type { App } from '../context.ts'
import type { People } from '../flows/people.svelte.ts'
import type { Source, Writer } from './sentences.ts'

/** What all parts of the page need to tell one report. */
export interface View {
  readonly report: Report
  readonly source: Source
  /** Of the network the report is about. */
  readonly chainId: number
  /** That network, as far as this app knows it: a file may be of any. */
  readonly network: Network | undefined
  /** Whose balance the page is about; `undefined`: everybody's. */
  readonly holder: Address | undefined
  readonly writer: Writer
  isYou(account: Address): boolean
  /** As manifests or the demo call it: a claim, never proof. */
  known(account: Address): string | undefined
  /** For where nothing else tells who it is. */
  nameOf(account: Address): string
  titleOf(work: WorkId): string
  /** The same page about one holder, or about everybody. */
  choose(holder: Address | undefined): void
}

interface Ingredients {
  readonly app: App
  readonly people: People
  readonly report: Report
  readonly source: Source
  readonly deployment: Deployment
  readonly holder: Address | undefined
  readonly choose: (holder: Address | undefined) => void
}

/** A file from elsewhere is told without names: those of this app's network would be the names of other works. */
export function viewOf({ app, people, report, source, deployment, holder, choose }: Ingredients): View {
  const here = deployment.chainId === app.network.id
  const known = networkOf(app, deployment.chainId)
  const works = report.works.map(({ facts }) => facts.work)
  const nameIfHere = (account: Address) => (here ? people.known(account, works) : undefined)
  const isYou = (account: Address) => people.isYou(account)
  return {
    ...{ report, source, holder, choose, isYou },
    ...{ chainId: deployment.chainId, network: known },
    writer: writerOf(app, report, known, here),
    known: nameIfHere,
    nameOf: (account) => (isYou(account) ? 'You' : (nameIfHere(account) ?? shortAddress(account))),
    titleOf: (work) => (here ? app.catalogue.entry(work).title : `Work ${work}`),
  }
}

/** As this app knows it: a file may be of any. */
export const networkOf = (app: App, chainId: number): Network | undefined =>
  [app.network, ...app.choices.networks, ...NETWORKS].find(({ id }) => id === chainId)

/** Without knowing the currency, amounts are told in its smallest unit. */
function writerOf(app: App, { works, subject }: Report, network: Network | undefined, here: boolean): Writer {
  const address = works[0]?.facts.currency
  const currency =
    address &&
    ((network && listedCurrency(network, address)) ?? (here ? app.catalogue.entry(subject).currency : undefined))
  if (currency) return { decimals: currency.decimals, symbol: currency.symbol }
  return { decimals: 0, symbol: address ? `smallest units of ${shortAddress(address)}` : 'units' }
}
