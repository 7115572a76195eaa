/**
 * Runs the Yul that solc makes of a function on unknown words, all paths at once. What is not arithmetic (memory, storage,
 * the chain) is any word, so a proof holds whatever it is.
 */
import { and, not, number, or, Terms, type Truth, type Word } from './terms.ts'

/** A node of solc's Yul tree, as far as it is looked at. */
interface Yul {
  readonly nodeType: string
  readonly [key: string]: unknown
}

type Variables = Map<string, Word>
/** When control goes on after a statement, and when it left the function; what is missing was reverted. */
interface Way {
  readonly on: Truth
  readonly left: Truth
}
interface Frame {
  readonly returned: readonly string[]
  readonly exits: { readonly at: Truth; readonly words: readonly Word[] }[]
}

const ENDS = ['revert', 'return', 'stop', 'invalid', 'selfdestruct']
const FOREIGN = ['call', 'staticcall', 'delegatecall', 'callcode', 'create', 'create2']
const LONGEST_LOOP = 64
const below = (node: Yul, key: string): Yul => node[key] as Yul
const all = (node: Yul, key: string): Yul[] => (node[key] ?? []) as Yul[]
const nameOf = (node: Yul): string => node['name'] as string

export class Execution {
  readonly terms: Terms
  /** When something is wrong: an assertion that fails, a number that overflows, a loop without an end. */
  wrong: Truth = 'false'
  readonly #functions = new Map<string, Yul>()

  constructor(tree: unknown, exact: boolean) {
    this.terms = new Terms(exact)
    this.#collect(tree)
  }

  #collect(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    const node = value as Yul
    if (node.nodeType === 'YulFunctionDefinition') this.#functions.set(nameOf(node), node)
    for (const part of Object.values(value)) this.#collect(part)
  }

  /** The only function whose name begins so. */
  find(beginning: string): string {
    const names = [...this.#functions.keys()].filter((name) => name.startsWith(beginning))
    if (names.length !== 1) throw new Error(`${names.length} functions are called ${beginning}…`)
    return names[0]!
  }

  /** Calls a function where `at` holds. Returns its results and when it comes back. */
  call(name: string, given: readonly Word[], at: Truth): { words: readonly Word[]; on: Truth } {
    if (name.startsWith('panic_error_')) {
      this.wrong = this.terms.fact(or(this.wrong, at))
      return { words: [], on: 'false' }
    }
    if (name === 'checked_mul_t_uint256') return this.#multiply(given, at)
    const definition = this.#functions.get(name)
    if (!definition) throw new Error(`There is no function ${name}.`)
    const variables: Variables = new Map(all(definition, 'parameters').map((node, i) => [nameOf(node), given[i]!]))
    const returned = all(definition, 'returnVariables').map(nameOf)
    for (const variable of returned) variables.set(variable, number(0n))
    const frame: Frame = { returned, exits: [] }
    const { on, left } = this.#block(below(definition, 'body'), variables, at, frame)
    let words = returned.map((variable) => variables.get(variable)!)
    for (const exit of frame.exits) words = words.map((word, i) => this.terms.choose(exit.at, exit.words[i]!, word))
    return { words, on: this.terms.fact(or(on, left)) }
  }

  /** solc looks for an overflow by dividing, z3 has a shorter way; what is wrong is the same. */
  #multiply(given: readonly Word[], at: Truth): { words: readonly Word[]; on: Truth } {
    const [a, b] = given.map(({ value }) => value)
    const known = a !== undefined && b !== undefined
    const fits = known ? String(a * b < 1n << 256n) : `(bvumul_noovfl ${given.map(({ text }) => text).join(' ')})`
    this.wrong = this.terms.fact(or(this.wrong, and(at, not(fits))))
    return { words: [this.terms.operate('mul', given)!], on: this.terms.fact(and(at, fits)) }
  }

  #block(block: Yul, outer: Variables, at: Truth, frame: Frame): Way {
    const variables: Variables = new Map(outer)
    let way: Way = { on: at, left: 'false' }
    for (const statement of all(block, 'statements')) {
      if (way.on === 'false') break
      const next = this.#statement(statement, variables, way.on, frame)
      way = { on: next.on, left: this.terms.fact(or(way.left, next.left)) }
    }
    for (const name of outer.keys()) outer.set(name, variables.get(name)!)
    return way
  }

  #statement(node: Yul, variables: Variables, at: Truth, frame: Frame): Way {
    switch (node.nodeType) {
      case 'YulFunctionDefinition':
        return { on: at, left: 'false' }
      case 'YulBlock':
        return this.#block(node, variables, at, frame)
      case 'YulExpressionStatement':
        return { on: this.#value(below(node, 'expression'), variables, at).on, left: 'false' }
      case 'YulVariableDeclaration':
      case 'YulAssignment': {
        const names = all(node, node.nodeType === 'YulAssignment' ? 'variableNames' : 'variables').map(nameOf)
        const { words, on } = node['value']
          ? this.#value(below(node, 'value'), variables, at)
          : { words: names.map(() => number(0n)), on: at }
        names.forEach((name, i) => variables.set(name, words[i] ?? number(0n)))
        return { on, left: 'false' }
      }
      case 'YulLeave':
        frame.exits.push({ at, words: frame.returned.map((name) => variables.get(name)!) })
        return { on: 'false', left: at }
      case 'YulIf': {
        const { words, on } = this.#value(below(node, 'condition'), variables, at)
        return this.#branch(this.terms.holds(words[0]!), below(node, 'body'), undefined, variables, on, frame)
      }
      case 'YulSwitch':
        return this.#switch(node, variables, at, frame)
      case 'YulForLoop':
        return this.#loop(node, variables, at, frame)
      default:
        throw new Error(`${node.nodeType} cannot be proved about.`)
    }
  }

  #branch(
    condition: Truth,
    yes: Yul,
    no: ((variables: Variables, at: Truth) => Way) | undefined,
    variables: Variables,
    at: Truth,
    frame: Frame,
  ): Way {
    const asked = this.terms.fact(condition)
    const taken: Variables = new Map(variables)
    const other: Variables = new Map(variables)
    const then = this.#block(yes, taken, this.terms.fact(and(at, asked)), frame)
    const passed = this.terms.fact(and(at, not(asked)))
    const otherwise = no ? no(other, passed) : { on: passed, left: 'false' }
    for (const name of variables.keys()) {
      variables.set(name, this.terms.choose(then.on === 'false' ? 'false' : asked, taken.get(name)!, other.get(name)!))
    }
    return {
      on: this.terms.fact(or(then.on, otherwise.on)),
      left: this.terms.fact(or(then.left, otherwise.left)),
    }
  }

  #switch(node: Yul, variables: Variables, at: Truth, frame: Frame): Way {
    const { words, on } = this.#value(below(node, 'expression'), variables, at)
    const choose =
      (cases: readonly Yul[]) =>
      (inner: Variables, here: Truth): Way => {
        const [first, ...rest] = cases
        if (!first) return { on: here, left: 'false' }
        if (first['value'] === 'default') return this.#block(below(first, 'body'), inner, here, frame)
        const { words: wanted } = this.#value(below(first, 'value'), inner, here)
        const equal = this.terms.holds(this.terms.operate('eq', [words[0]!, wanted[0]!])!)
        return this.#branch(equal, below(first, 'body'), choose(rest), inner, here, frame)
      }
    const cases = all(node, 'cases')
    const ordered = [
      ...cases.filter((one) => one['value'] !== 'default'),
      ...cases.filter((one) => one['value'] === 'default'),
    ]
    return choose(ordered)(variables, on)
  }

  /** Unrolled. A loop that could go on after that is wrong, never cut off in silence. */
  #loop(node: Yul, outer: Variables, at: Truth, frame: Frame): Way {
    const variables: Variables = new Map(outer)
    let left: Truth = 'false'
    let done: Truth = 'false'
    const results: { at: Truth; variables: Variables }[] = []
    let on = this.#statements(below(node, 'pre'), variables, at, frame).on
    for (let turn = 0; on !== 'false'; ++turn) {
      const { words, on: asked } = this.#value(below(node, 'condition'), variables, on)
      const goes = this.terms.fact(this.terms.holds(words[0]!))
      const ends = this.terms.fact(and(asked, not(goes)))
      results.push({ at: ends, variables: new Map(variables) })
      done = this.terms.fact(or(done, ends))
      on = this.terms.fact(and(asked, goes))
      if (turn === LONGEST_LOOP) {
        this.wrong = this.terms.fact(or(this.wrong, on))
        break
      }
      const way = this.#block(below(node, 'body'), variables, on, frame)
      left = this.terms.fact(or(left, way.left))
      on = this.#block(below(node, 'post'), variables, way.on, frame).on
    }
    for (const name of outer.keys()) {
      let word = results.at(-1)!.variables.get(name)!
      for (const result of results) word = this.terms.choose(result.at, result.variables.get(name)!, word)
      outer.set(name, word)
    }
    return { on: done, left }
  }

  /** As a block, but its variables stay. */
  #statements(block: Yul, variables: Variables, at: Truth, frame: Frame): Way {
    let way: Way = { on: at, left: 'false' }
    for (const statement of all(block, 'statements')) way = this.#statement(statement, variables, way.on, frame)
    return way
  }

  #value(node: Yul, variables: Variables, at: Truth): { words: readonly Word[]; on: Truth } {
    if (node.nodeType === 'YulLiteral') {
      const text = node['value'] as string
      return { words: [node['kind'] === 'number' ? number(BigInt(text)) : this.terms.unknown()], on: at }
    }
    if (node.nodeType === 'YulIdentifier') return { words: [variables.get(nameOf(node))!], on: at }
    const name = nameOf(below(node, 'functionName'))
    // Evaluated from right to left, as Yul does.
    let on = at
    const given: Word[] = []
    for (const argument of all(node, 'arguments').toReversed()) {
      const one = this.#value(argument, variables, on)
      on = one.on
      given.unshift(one.words[0] ?? number(0n))
    }
    if (this.#functions.has(name)) return this.call(name, given, on)
    if (ENDS.includes(name)) return { words: [], on: 'false' }
    if (FOREIGN.includes(name)) throw new Error(`A call to another contract cannot be proved about.`)
    return { words: [this.terms.operate(name, given) ?? this.terms.unknown()], on }
  }
}
