import { NETWORKS } from '../../chain/networks.ts'
import { listedCurrency } from '../../chain/tokens.ts'
import { shortAddress } from '../../design/money.ts'
import { NATIVE, type Address } from '../../royalties/words.ts'
import type { Report } from '../../verify/check.ts'
import type { Evidence } from '../../verify/evidence.ts'
import type { Writer } from '../verify/sentences.ts'
import type { View } from '../verify/view.ts'

/** A report without an app around it: nobody is you, and nothing is known by name. */
export function viewOfFile(
  { deployment }: Evidence,
  report: Report,
  holder: Address | undefined,
  choose: View['choose'],
): View {
  const network = NETWORKS.find(({ id }) => id === deployment.chainId)
  return {
    ...{
      report,
      source: 'file',
      chainId: deployment.chainId,
      network,
      holder,
      choose,
      writer: writerOf(report, network),
    },
    isYou: () => false,
    known: () => undefined,
    nameOf: shortAddress,
    titleOf: (work) => `Work ${work}`,
  }
}

/** How many decimals a token of no list has cannot be known offline: its amounts are told in its smallest unit. */
function writerOf({ works }: Report, network: View['network']): Writer {
  const address = works[0]?.facts.currency
  const currency = address && network && listedCurrency(network, address)
  if (currency) return { decimals: currency.decimals, symbol: currency.symbol }
  // Every EVM chain counts its own coin so.
  return address === NATIVE ? { decimals: 18, symbol: 'coins' } : { decimals: 0, symbol: 'smallest units' }
}
