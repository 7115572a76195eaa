import { openClient } from '../chain/client.ts'
import type { LocalConfig } from '../chain/local.ts'
import { NETWORKS, type Network } from '../chain/networks.ts'
import { demoRequests } from './demo-requests.svelte.ts'
import { Transactions } from './transactions.svelte.ts'
import { Wallet } from './wallet.svelte.ts'

/** Starts everything that signs: demo wallets first (they must be there when wagmi looks), then the wallet of the last
 * visit, then the transactions it left behind. */
export async function openWallet(
  network: Network,
  local?: LocalConfig,
): Promise<{ wallet: Wallet; transactions: Transactions }> {
  if (local) {
    const { announceDemoWallets } = await import('./demo.ts')
    demoRequests.automatic = new URLSearchParams(location.search).get('demo') === 'auto'
    announceDemoWallets(local, demoRequests.ask)
  }
  const known = [network, ...(local ? [local.network] : []), ...NETWORKS]
  const wallet = new Wallet(known.filter(({ id }, i) => known.findIndex((each) => each.id === id) === i))
  await wallet.start()
  const transactions = new Transactions({ wallet, client: openClient(network), network })
  transactions.resume()
  return { wallet, transactions }
}
