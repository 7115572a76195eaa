/** The switch all mutants hang on: one number says which of them is on. 0: the code as it is written. */
export interface Switch {
  on: number
  /** Rounds of loops that may still be run: what a mutant sends round for ever ends here. */
  fuel: number
  /** The fuel has run out, whoever caught the error that said so. */
  spent: boolean
  /** By number of a place: whether it was come by. */
  readonly reached: Uint8Array
  readonly out: () => never
}

const MOST_PLACES = 65_536

export const $m: Switch = {
  on: 0,
  fuel: Infinity,
  spent: false,
  reached: new Uint8Array(MOST_PLACES),
  out: () => {
    $m.spent = true
    throw new Error('this goes round for ever')
  },
}
