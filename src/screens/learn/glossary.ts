/** One word per idea: the same in the contracts, the code and the interface. */
export const glossary: readonly { readonly word: string; readonly meaning: string }[] = [
  {
    word: 'Work',
    meaning:
      'One published piece: a song, a video, a book, an image, a dataset, an AI model, anything. Works are numbered 1, 2, 3 …',
  },
  {
    word: 'Share',
    meaning: 'One hundredth of a work’s royalties. Every work has exactly 100 shares, in millionths, fixed for ever.',
  },
  { word: 'Royalty', meaning: 'Income of a work, owed to whoever holds its shares.' },
  {
    word: 'Usage',
    meaning: 'Why money came in: a play, a download, a training run, an inference, a performance, a tip.',
  },
  {
    word: 'Parent, ancestor',
    meaning:
      'A work that another one builds on, directly or further up: what was remixed, covered, sampled, or trained on.',
  },
  {
    word: 'Ancestor royalty',
    meaning:
      'The part of every payment to any descendant that an ancestor asks for. Fixed when the ancestor was published.',
  },
  {
    word: 'Ledger',
    meaning: 'Everything that moved money or shares of one work, in order, each line chained to the one before it.',
  },
  { word: 'Claim', meaning: 'Taking out income that has arrived for you. It waits for as long as you like.' },
  {
    word: 'Manifest',
    meaning: 'The document that describes a work. Its fingerprint is on the chain, its text on IPFS.',
  },
  {
    word: 'Content key',
    meaning:
      'The secret that opens an encrypted work. Its creator has it, and everybody who bought it; any of them can hand it to the next buyer.',
  },
  {
    word: 'Root',
    meaning:
      'A random number that your browser made once. Your keys follow from it, so that a backup brings them all back. Nobody else has it.',
  },
  { word: 'Licence', meaning: 'What somebody may do with a work, and the terms under which they bought it.' },
  { word: 'Statement', meaning: 'What a holder or a work earned, computed again from the ledger by your own browser.' },
  {
    word: 'IPFS',
    meaning: 'A network where files are asked for by fingerprint, so that it does not matter who sends them.',
  },
]
