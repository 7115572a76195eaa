import { expect, test } from 'vitest'
import { filesBelow, textOf } from './sources.ts'

const page = filesBelow('src').filter((path) => /\.(ts|svelte)$/.test(path) && !path.startsWith('src/local/'))
const having = (pattern: RegExp) => page.filter((path) => pattern.test(textOf(path)))

/** What is tried before it is signed goes through transactions; a delivery of a key must not be shown to anybody for a try. */
const DELIVERIES = 'src/keys/serving/hands.ts'

test('a call reaches the wallet through two doors, behind which the code of the contracts is compared first', () => {
  expect(having(/\bwallet\.send\(/)).toEqual([DELIVERIES, 'src/wallet/transactions.svelte.ts'])
  const hands = textOf(DELIVERIES)
  const order = ['describe(call)', 'assureDeployment(client)', 'await exposing()', 'wallet.send('].map((step) =>
    hands.indexOf(step),
  )
  expect(order[0]).toBeGreaterThan(0)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  const doors = having(/\b(sendTransaction|writeContract|sendCalls|deployContract|eth_sendTransaction)\b/)
  expect(doors).toEqual(['src/wallet/demo.ts', 'src/wallet/link.ts'])
  const transactions = textOf('src/wallet/transactions.svelte.ts')
  expect(transactions.indexOf('await prepare(')).toBeGreaterThan(0)
  expect(transactions.indexOf('await prepare(')).toBeLessThan(transactions.indexOf('wallet.send('))
  expect(textOf('src/wallet/prepare.ts')).toContain('assureDeployment(client)')
})

test('an allowance is signed only after that comparison, and nothing else is signed but the manifest', () => {
  expect(having(/\bwallet\.sign\(/)).toEqual(['src/screens/publish/publishing.svelte.ts', 'src/wallet/spend.ts'])
  const spend = textOf('src/wallet/spend.ts')
  expect(spend.indexOf('assureDeployment(')).toBeGreaterThan(0)
  expect(spend.indexOf('assureDeployment(')).toBeLessThan(spend.indexOf('wallet.sign('))
})

test('past the wallet go only what a purse signed, what the wallet itself has sent, and the deployment proxy’s', () => {
  const senders = ['src/chain/deploy-proxy.ts', 'src/keys/serving/spread.ts', 'src/purse/endpoints.ts']
  expect(having(/\bsendRawTransaction\b/)).toEqual(senders)
})
