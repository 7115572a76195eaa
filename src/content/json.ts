/** A strict reader of JSON from strangers. Unlike `JSON.parse` it refuses what two readers may read differently or what
 * hurts the reader: a key twice, deep nesting, keys that reach prototypes, half surrogate pairs, numbers beyond doubles. */

export type JsonProblem =
  | { readonly kind: 'notJson'; readonly at: number; readonly sentence: string }
  | { readonly kind: 'duplicateKey'; readonly key: string; readonly sentence: string }
  | { readonly kind: 'forbiddenKey'; readonly key: string; readonly sentence: string }
  | { readonly kind: 'tooDeep'; readonly at: number; readonly sentence: string }

export type JsonResult = { ok: true; value: unknown } | { ok: false; problem: JsonProblem }

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
const SPACE = /[ \t\n\r]*/y
// eslint-disable-next-line no-control-regex -- JSON forbids control characters in strings; that is what this says.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

class Refused extends Error {
  readonly problem: JsonProblem
  constructor(problem: JsonProblem) {
    super(problem.sentence)
    this.problem = problem
  }
}

/** `depth`: how many lists and objects may stand inside each other. */
export function readJson(text: string, depth = 16): JsonResult {
  try {
    return { ok: true, value: new Reader(text, depth).document() }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem }
    throw error
  }
}

class Reader {
  readonly #text: string
  readonly #depth: number
  #at = 0

  constructor(text: string, depth: number) {
    this.#text = text
    this.#depth = depth
  }

  document(): unknown {
    const value = this.#value(0)
    this.#take(SPACE)
    if (this.#at < this.#text.length) this.#refuse()
    return value
  }

  #value(level: number): unknown {
    this.#take(SPACE)
    const next = this.#text[this.#at]
    if (next === '"') return this.#string()
    if (next === '{' || next === '[') {
      if (level === this.#depth) this.#tooDeep()
      this.#at++
      return next === '{' ? this.#object(level + 1) : this.#list(level + 1)
    }
    const literal = this.#take(LITERAL)
    return literal === undefined ? this.#number() : JSON.parse(literal)
  }

  #object(level: number): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    if (this.#skip('}')) return object
    do {
      this.#take(SPACE)
      const key = this.#string()
      if (FORBIDDEN.has(key)) this.#forbidden(key)
      if (Object.hasOwn(object, key)) this.#duplicate(key)
      if (!this.#skip(':')) this.#refuse()
      object[key] = this.#value(level)
    } while (this.#skip(','))
    return this.#skip('}') ? object : this.#refuse()
  }

  #list(level: number): unknown[] {
    const list: unknown[] = []
    if (this.#skip(']')) return list
    do list.push(this.#value(level))
    while (this.#skip(','))
    return this.#skip(']') ? list : this.#refuse()
  }

  #string(): string {
    const written = this.#take(STRING)
    const string = written === undefined ? this.#refuse() : (JSON.parse(written) as string)
    return string.isWellFormed() ? string : this.#refuse()
  }

  #number(): number {
    const number = Number(this.#take(NUMBER) ?? this.#refuse())
    return Number.isFinite(number) ? number : this.#refuse()
  }

  #skip(sign: string): boolean {
    this.#take(SPACE)
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #take(what: RegExp): string | undefined {
    what.lastIndex = this.#at
    const taken = what.exec(this.#text)?.[0]
    this.#at += taken?.length ?? 0
    return taken
  }

  #refuse(): never {
    throw new Refused({ kind: 'notJson', at: this.#at, sentence: `This is not JSON (character ${this.#at + 1}).` })
  }

  #tooDeep(): never {
    throw new Refused({ kind: 'tooDeep', at: this.#at, sentence: `More than ${this.#depth} levels deep.` })
  }

  #forbidden(key: string): never {
    throw new Refused({ kind: 'forbiddenKey', key, sentence: `The field name ${JSON.stringify(key)} is not allowed.` })
  }

  #duplicate(key: string): never {
    throw new Refused({ kind: 'duplicateKey', key, sentence: `The field ${JSON.stringify(key)} stands there twice.` })
  }
}
