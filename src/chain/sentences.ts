import type { Problem, Sentence } from './problems.ts'

const of = (what: string, remedy: string): Sentence => ({ what, remedy })

const fixed = {
  noWallet: of('No wallet is connected.', 'Connect a wallet first.'),
  rejected: of('You rejected it in the wallet.', 'Nothing was sent. Try again when you like.'),
  pending: of('The wallet still waits for an answer to an earlier question.', 'Open the wallet and answer it.'),
  switched: of(
    'The wallet was switched to another account before this could be signed.',
    'Nothing was sent. Switch back and start again.',
  ),
  closed: of(
    'The page was closed before the wallet answered.',
    'Look into the wallet whether it was sent before you send it again.',
  ),
  outdated: of(
    'A part of the app could not be fetched: this page is older than the site, or the site is out of reach.',
    'Reload the page. What was sent before is kept.',
  ),
  unkept: of('This browser has no room to keep a record of the payment.', 'Nothing was sent. Free some space first.'),
  feeTooHigh: of('The network asks a higher fee than was allowed.', 'Nothing was sent. Try later, or allow more.'),
  tooMuchGas: of(
    'This needs more computing than one transaction may have.',
    'Nothing was sent. Take fewer works at once.',
  ),
  insufficientFunds: of(
    'The account does not have enough for the amount and the network fee.',
    'Add money to the account, or pay less.',
  ),
  timeout: of(
    'Could not see the result yet; the transaction may still land.',
    'The app keeps looking. Do not send it again.',
  ),
  priceChanged: of('The price changed since you looked.', 'Nothing was paid. Look at the new price and decide again.'),
  foreign: of(
    'The code at the contracts’ address is not what this app was built with.',
    'Nothing was sent. Do not sign anything here; choose another network.',
  ),
} satisfies Partial<Record<Problem['kind'], Sentence>>

export function sentenceOf(problem: Problem): Sentence {
  switch (problem.kind) {
    case 'wrongNetwork':
      return of(
        `The wallet is on ${problem.actual ?? 'another network'}.`,
        `Switch it to ${problem.wanted || 'the network of the app'}.`,
      )
    case 'reverted':
      return problem.said ?? of('The contract refused the call.', 'Reload, check what was entered and try again.')
    case 'rpcDown':
      return of(
        'The network does not answer.',
        'Check the connection, or choose another RPC in the settings. Then try again.',
      )
    case 'replaced':
      return problem.reason === 'cancelled'
        ? of('The transaction was cancelled in the wallet.', 'Nothing was changed.')
        : of('Another transaction took its place in the wallet.', 'Look into the wallet to see which.')
    case 'dropped':
      return of(
        'The network forgot the transaction, and its number was used by another.',
        'Nothing was changed. Send it again.',
      )
    case 'notDeployed':
      return of('The contracts are not on this network yet.', 'Choose another network, or deploy them: anyone can.')
    case 'elsewhere':
      return of(
        `The RPC given for ${problem.wanted} answers for network ${problem.answered}.`,
        'Nothing was sent. Correct its address in the settings.',
      )
    case 'mismatch':
      return of(
        `This was not signed: ${problem.detail}`,
        'Reload the page. If it happens again, do not use this copy of the app.',
      )
    case 'unknown':
      return of(problem.detail ? `It failed: ${problem.detail}` : 'It failed.', 'Try again, or look into the wallet.')
    default:
      return fixed[problem.kind]
  }
}

/** Both halves in one line. */
export function sentence(problem: Problem): string {
  const { what, remedy } = sentenceOf(problem)
  return `${what} ${remedy}`
}
