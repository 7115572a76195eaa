import type { Unfitness } from '../../chain/deploy-fitness.ts'
import type { ProxyObstacle } from '../../chain/deploy-proxy.ts'

/** What each contract is for, in a creator's words. */
const PURPOSES: Readonly<Record<string, string>> = {
  Tributary: 'Keeps all works, shares and money, and pays out.',
  Publishing: 'Publishes works.',
  Authoring: 'Lets creators add versions and change prices.',
  Flows: 'Pays by the second.',
  Keys: 'Sells licences and sees that keys are handed over.',
  Market: 'Sells shares.',
  Bids: 'Takes offers for shares.',
  Inbox: 'Takes in money from other platforms.',
  Moving: 'Moves shares from one holder to another.',
  Reading: 'Answers what this app asks.',
  ShareToken: 'Lets shares be used like any other token.',
}

export const purposeOf = (name: string): string => PURPOSES[name] ?? 'A part of the rules.'

/** Why this chain is refused: what is the case, and what it means. */
export function unfitText(unfit: Unfitness, network: string): { title: string; text: string } {
  switch (unfit.kind) {
    case 'machine':
      return {
        title: `${unfit.name === network ? network : `${network} is a ${unfit.name} chain: it`} does not run programs as Ethereum does`,
        text: 'The contracts would get other addresses and other code here, and nobody could check them against this app. They are not deployed on such networks.',
      }
    case 'instruction':
      return {
        title: `${network} does not know the instruction ${unfit.name}`,
        text: 'The contracts need it, and deploying them would fail after it has cost you the fee. Networks learn it with an upgrade (Ethereum’s of March 2024, “Cancun”); until then choose another one.',
      }
    case 'addresses':
      return {
        title: `${network} gives new contracts other addresses than Ethereum does`,
        text: 'The contracts could not be where every copy of this app looks for them. They are not deployed on such networks.',
      }
  }
}

/** Why the deployment proxy cannot come. */
export const obstacleText: Readonly<Record<ProxyObstacle, { title: string; text: string }>> = {
  unprotected: {
    title: 'This network refuses the transaction that makes the deployment proxy',
    text: 'That transaction is older than the rule (EIP-155) that every transaction names its network; it has to be, to be the same everywhere. Another RPC of this network may take it, or its operators can put the proxy there themselves. Nothing was spent.',
  },
  spent: {
    title: 'The deployment proxy can never come to this network in the usual way',
    text: 'The one account that can make it has already used its first transaction here for nothing. Only the network’s operators can put the proxy there. Do not send money to that account.',
  },
  gas: {
    title: 'Making the deployment proxy costs more here than its transaction may spend',
    text: 'That transaction is the same everywhere and cannot be raised; it would fail, and could not be sent a second time. Only the network’s operators can put the proxy there. Nothing was spent.',
  },
  price: {
    title: 'The network is too expensive at the moment for the deployment proxy',
    text: 'Its transaction offers 100 gwei for a unit of gas, and the network asks for more. Try again when it has calmed down. Nothing was spent.',
  },
  foreign: {
    title: 'Something else stands where the deployment proxy should be',
    text: 'What is deployed through it could be anything, so this app deploys nothing here.',
  },
}
