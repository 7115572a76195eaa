import type { Telling } from '../../purse/purse.ts'

/** What goes on, in a sentence; nothing where there is nothing to say. */
export function tellingWords(telling: Telling | undefined): string | undefined {
  switch (telling?.kind) {
    case 'waiting for turn':
      return 'Waiting for another tab to finish …'
    case 'checking':
      return 'Trying it without sending …'
    case 'sent':
    case 'seen again':
      return 'Sent. Waiting for the network …'
    case 'raised':
      return 'It takes long: sent again with a higher fee …'
    case 'unseen':
      return 'The network does not answer. It is tried again by itself; nothing is paid twice.'
    case 'refused':
      return 'The network does not take it at the moment. It is tried again by itself.'
    default:
      return undefined
  }
}
