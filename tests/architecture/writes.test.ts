import { expect, test } from 'vitest'
import { filesBelow, textOf } from './sources.ts'

const page = filesBelow('src').filter((path) => /\.(ts|svelte)$/.test(path) && !path.startsWith('src/local/'))
const having = (pattern: RegExp) => page.filter((path) => pattern.test(textOf(path)))

test('a call reaches the wallet through one door, behind which the code of the contracts is compared first', () => {
  expect(having(/\bwallet\.send\(/)).toEqual(['src/wallet/transactions.svelte.ts'])
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

test('only the transaction of the deployment proxy, which is nobody’s, is sent past the wallet', () => {
  expect(having(/\bsendRawTransaction\b/)).toEqual(['src/chain/deploy-proxy.ts'])
})
