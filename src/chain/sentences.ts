import type { Problem } from './problems.ts'

/** A problem as a person reads it: what happened, and what to do. */
export interface Sentence {
  readonly what: string
  readonly remedy: string
}

const of = (what: string, remedy: string): Sentence => ({ what, remedy })

/** What the contracts refuse, in the words of the interface. Arguments are looked at where they help. */
const refusals: Readonly<Record<string, Sentence>> = {
  Lock_Held: of('The contract was called from inside another call.', 'Send this as a transaction of its own.'),
  Work_Missing: of('There is no such work on this network.', 'Check the network and the number of the work.'),
  Work_CallerNotCreator: of('Only the creator of the work may do this.', "Connect the creator's account."),
  Holders_Sum: of('The split does not add up to 100 shares.', 'Correct the split.'),
  Holder_Repeated: of('An account stands twice in the split.', 'Join the two lines.'),
  Holder_Invalid: of('An account in the split cannot hold shares.', 'Replace it.'),
  Holder_WithoutUnits: of('An account in the split gets nothing.', 'Give it a part or remove it.'),
  Currency_WithoutCode: of('The currency is not a token on this network.', 'Choose another currency.'),
  Currency_ShareToken: of('The currency is the shares of a work.', 'Choose another currency.'),
  Parent_Closed: of('A parent work allows no derivatives.', 'Remove it, or ask its creator.'),
  Parent_NotApproved: of('A parent work allows derivatives by approval only.', 'Ask its creator to approve this one.'),
  Parent_OtherCurrency: of('A parent work earns in another currency.', "Choose the parent's currency."),
  Ancestors_AskTooMuch: of('The ancestors ask for more than 90 % together.', 'Remove a parent.'),
  Ancestors_Count: of('There would be more than 16 paid ancestors.', 'Remove a parent.'),
  Derivatives_MustBeClosed: of(
    'With this ancestor royalty nothing could build on the work.',
    'Lower it, or close the work.',
  ),
  Offers_Locked: of('The prices of this work are locked for ever.', 'They cannot be changed any more.'),
  Offer_BelowFloor: of('The creator promised never to go below the present price.', 'Choose a higher price.'),
  Key_Used: of('The content key already belongs to another work.', 'Seal the files again under a new key.'),
  Key_ProofWrong: of('The proof for the content key is not valid.', 'Reload the page and publish again.'),
  Payment_NotPayable: of('This usage cannot be paid directly.', 'Choose another usage.'),
  Payment_NotOffered: of('The creator does not offer this usage any more.', 'Look at what is offered now.'),
  Payment_TooSmall: of('The amount is below what the work takes.', 'Raise the amount.'),
  Payment_NoUnits: of('The number of usages is 0.', 'Enter at least 1.'),
  Payment_OtherCurrency: of('One work of the batch earns in another currency.', 'Pay it in a transaction of its own.'),
  Payment_ValueMismatch: of('The money sent is not the sum of what is paid.', 'Close this and start again.'),
  Payment_ReceivedMismatch: of(
    'The token keeps a part of every transfer, so the payment did not arrive in full.',
    'Works in this token cannot be paid exactly; tell the creator.',
  ),
  Payment_KeyMissing: of(
    'This usage brings the content key, which the account does not have.',
    'Support the work with a tip, or choose a usage without the key.',
  ),
  Income_TooLarge: of('The payment is larger than the contract can count.', 'Pay less.'),
  Shares_NotApproved: of('These shares belong to another account.', 'Connect the account that holds them.'),
  Shares_TooFew: of('The account does not hold that many shares.', 'Lower the number.'),
  Shares_InvalidReceiver: of('Shares cannot be sent to this address.', 'Check the address.'),
  Shares_ReceiverRefused: of(
    'The receiver is a contract that cannot hold shares (it does not answer the ERC-1155 hook).',
    'Use another address of the same person.',
  ),
  Shares_PolicyRefused: of(
    'The contract that decides where shares of this work may go refused it.',
    'Nothing was moved. Ask the creator of the work whom it allows.',
  ),
  Inbox_GasTooLow: of(
    'The currency of this work does not answer in time.',
    'Send it again with a gas limit of at least 750 000.',
  ),
  Claim_InvalidReceiver: of('Income cannot be sent to this address.', 'Check the address.'),
  Claim_NotAllowed: of('This holder has not allowed others to claim for it.', 'The holder has to claim itself.'),
  Transfer_Failed: of('The receiver did not take the money.', 'Choose another address to be paid at.'),
  Market_SaleNotOpen: of('The sale of shares of this work is not open.', 'Its creator can open it.'),
  Market_SaleAlreadyOpen: of('The sale is open already.', 'Nothing is left to do.'),
  Market_PriceZero: of('The price is 0.', 'Enter a price, or send the shares as a gift.'),
  Market_ExpiryOutOfRange: of('The offer must end within 90 days.', 'Choose an earlier day.'),
  Market_ListingExpired: of('The offer has ended.', 'Look for another one.'),
  Market_ListedTooFew: of('Somebody bought first: fewer shares are left than you asked for.', 'Lower the number.'),
  Market_BelowMinimum: of('At least 0.01 share (or the rest) has to be bought.', 'Raise the number.'),
  Market_DeadlinePassed: of('The transaction came too late and was undone.', 'Try again.'),
  Market_OwnListing: of('These are your own shares.', 'Withdraw the offer instead.'),
  ERC20InsufficientBalance: of('The account does not have enough of the currency.', 'Get more of it, or pay less.'),
  ERC20InsufficientAllowance: of('The allowance is smaller than the payment.', 'Allow the amount again.'),
  ERC2612ExpiredSignature: of('The signed allowance has run out.', 'Sign again.'),
  ERC2612InvalidSigner: of('The token did not accept the signature.', 'Pay by allowance instead.'),
  SafeERC20FailedOperation: of('The token refused the transfer.', 'Check balance and allowance of the token.'),
}

const fixed = {
  noWallet: of('No wallet is connected.', 'Connect a wallet first.'),
  rejected: of('You rejected it in the wallet.', 'Nothing was sent. Try again when you like.'),
  pending: of('The wallet still waits for an answer to an earlier question.', 'Open the wallet and answer it.'),
  closed: of(
    'The page was closed before the wallet answered.',
    'Look into the wallet whether it was sent before you send it again.',
  ),
  outdated: of(
    'A part of the app could not be fetched: this page is older than the site, or the site is out of reach.',
    'Reload the page. What was sent before is kept.',
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
      return refusals[problem.name] ?? unnamed(problem.name)
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

const unnamed = (name: string) =>
  name
    ? of(
        `The contract refused: ${name
          .replaceAll('_', ', ')
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase()}.`,
        'Check what was entered.',
      )
    : of('The contract refused the call.', 'Reload, check what was entered and try again.')

/** Both halves in one line. */
export function sentence(problem: Problem): string {
  const { what, remedy } = sentenceOf(problem)
  return `${what} ${remedy}`
}
