/** Words of 256 bits as z3 knows them: constants are calculated at once, everything else gets a name of its own. */

export interface Word {
  readonly text: string
  /** The number, where it is known. */
  readonly value?: bigint
  /** Where the word is 0 or 1: the truth it stands for. */
  readonly truth?: Truth
}
/** `true`, `false` or an expression of sort Bool. */
export type Truth = string

const SIZE = 1n << 256n
const wrap = (value: bigint): bigint => BigInt.asUintN(256, value)
const signed = (value: bigint): bigint => BigInt.asIntN(256, value)
const bit = (truth: boolean): bigint => (truth ? 1n : 0n)
const shift = (by: bigint, result: () => bigint): bigint => (by > 255n ? 0n : result())

export const number = (value: bigint): Word => {
  const text = `#x${wrap(value).toString(16).padStart(64, '0')}`
  return value < 2n ? { text, value, truth: value === 1n ? 'true' : 'false' } : { text, value: wrap(value) }
}

export const not = (a: Truth): Truth => (a === 'true' ? 'false' : a === 'false' ? 'true' : `(not ${a})`)
export function and(a: Truth, b: Truth): Truth {
  if (a === 'false' || b === 'false') return 'false'
  return a === 'true' ? b : b === 'true' ? a : `(and ${a} ${b})`
}
export const or = (a: Truth, b: Truth): Truth => not(and(not(a), not(b)))

type Rule = readonly [calculate: (...values: bigint[]) => bigint, write: (...texts: string[]) => string]

const plain =
  (name: string) =>
  (...texts: string[]) =>
    `(${name} ${texts.join(' ')})`
/** Division by zero is zero on the EVM. */
const divided = (name: string) => (a: string, b: string) => `(ite (= ${b} ${number(0n).text}) ${b} (${name} ${a} ${b}))`

/** Word operations whose result is any word. */
const WORDS: Record<string, Rule> = {
  add: [(a, b) => a + b, plain('bvadd')],
  sub: [(a, b) => a - b, plain('bvsub')],
  mul: [(a, b) => a * b, plain('bvmul')],
  div: [(a, b) => (b === 0n ? 0n : a / b), divided('bvudiv')],
  mod: [(a, b) => (b === 0n ? 0n : a % b), divided('bvurem')],
  sdiv: [(a, b) => (b === 0n ? 0n : signed(a) / signed(b)), divided('bvsdiv')],
  smod: [(a, b) => (b === 0n ? 0n : signed(a) % signed(b)), divided('bvsrem')],
  and: [(a, b) => a & b, plain('bvand')],
  or: [(a, b) => a | b, plain('bvor')],
  xor: [(a, b) => a ^ b, plain('bvxor')],
  not: [(a) => SIZE - 1n - a, (a) => `(bvnot ${a})`],
  shl: [(by, a) => shift(by, () => a << by), (by, a) => `(bvshl ${a} ${by})`],
  shr: [(by, a) => shift(by, () => a >> by), (by, a) => `(bvlshr ${a} ${by})`],
  sar: [(by, a) => signed(a) >> (by > 255n ? 255n : by), (by, a) => `(bvashr ${a} ${by})`],
}

/** Word operations whose result is 0 or 1. */
const TRUTHS: Record<string, Rule> = {
  lt: [(a, b) => bit(a < b), plain('bvult')],
  gt: [(a, b) => bit(a > b), plain('bvugt')],
  slt: [(a, b) => bit(signed(a) < signed(b)), plain('bvslt')],
  sgt: [(a, b) => bit(signed(a) > signed(b)), plain('bvsgt')],
  eq: [(a, b) => bit(a === b), plain('=')],
  iszero: [(a) => bit(a === 0n), (a) => `(= ${a} ${number(0n).text})`],
}

/** Collects definitions, so that a word that is used often is written once. */
export class Terms {
  readonly lines: string[] = []
  /** Whether a product of two unknown words was met. */
  multiplied = false
  #count = 0
  readonly #exact: boolean

  readonly #products: { readonly factors: readonly Word[]; readonly product: Word }[] = []

  /** `exact`: what products are. If not, all that is known of a product is that its factors decide it. */
  constructor(exact: boolean) {
    this.#exact = exact
  }

  /** Any word. */
  unknown(): Word {
    const text = `any${this.#count++}`
    this.lines.push(`(declare-const ${text} (_ BitVec 256))`)
    return { text }
  }

  #named(expression: string, sort: string): string {
    const text = `t${this.#count++}`
    this.lines.push(`(define-fun ${text} () ${sort} ${expression})`)
    return text
  }

  /** A truth, by name. */
  fact(truth: Truth): Truth {
    return truth.startsWith('(') ? this.#named(truth, 'Bool') : truth
  }

  /** A truth as a word. */
  word(truth: Truth): Word {
    if (truth === 'true' || truth === 'false') return number(bit(truth === 'true'))
    const named = this.fact(truth)
    return { text: this.#named(`(ite ${named} ${number(1n).text} ${number(0n).text})`, '(_ BitVec 256)'), truth: named }
  }

  /** Whether a word is not zero. */
  holds({ text, value, truth }: Word): Truth {
    if (value !== undefined) return value === 0n ? 'false' : 'true'
    return truth ?? `(not (= ${text} ${number(0n).text}))`
  }

  choose(truth: Truth, a: Word, b: Word): Word {
    if (truth === 'true' || a.text === b.text) return a
    return truth === 'false' ? b : { text: this.#named(`(ite ${truth} ${a.text} ${b.text})`, '(_ BitVec 256)') }
  }

  /** The result of an EVM instruction, or `undefined` for one that is not arithmetic. */
  operate(name: string, words: readonly Word[]): Word | undefined {
    const rule = WORDS[name] ?? TRUTHS[name]
    if (name === 'signextend') return this.#extend(words[0]!, words[1]!)
    if (!rule) return undefined
    const [calculate, write] = rule
    if (words.every(({ value }) => value !== undefined))
      return number(wrap(calculate(...words.map(({ value }) => value!))))
    const [a, b] = words.map(({ truth }) => truth)
    if (name === 'iszero') return this.word(not(this.holds(words[0]!)))
    if (a && b && (name === 'and' || name === 'or')) return this.word((name === 'and' ? and : or)(a, b))
    const unknown = name === 'mul' && words.every(({ value }) => value === undefined)
    this.multiplied ||= unknown
    if (unknown && !this.#exact) return this.#product(words)
    const expression = write(...words.map(({ text }) => text))
    return name in TRUTHS ? this.word(expression) : { text: this.#named(expression, '(_ BitVec 256)') }
  }

  #product(factors: readonly Word[]): Word {
    const product = this.unknown()
    for (const earlier of this.#products) {
      const same = factors.map(({ text }, i) => `(= ${text} ${earlier.factors[i]!.text})`)
      this.lines.push(`(assert (=> (and ${same.join(' ')}) (= ${product.text} ${earlier.product.text})))`)
    }
    this.#products.push({ factors, product })
    return product
  }

  #extend(bytes: Word, word: Word): Word {
    const size = Number(bytes.value! + 1n) * 8
    if (word.value !== undefined) return number(wrap(BigInt.asIntN(size, word.value)))
    const low = `((_ extract ${size - 1} 0) ${word.text})`
    return { text: this.#named(`((_ sign_extend ${256 - size}) ${low})`, '(_ BitVec 256)') }
  }
}
