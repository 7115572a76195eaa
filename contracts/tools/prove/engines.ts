/** Two ways to prove a lemma. Both end in z3; they differ in what it is told. */
import { compile, type Lemma } from './compiler.ts'
import { Execution } from './execute.ts'
import { and, number, type Truth, type Word } from './terms.ts'
import { ask, askNow } from './z3.ts'

/** `unknown` is no proof. `vacuous`: nothing gets through the requirements, so the assertions say nothing. */
export type Verdict = 'proved' | 'refuted' | 'unknown' | 'vacuous'

export interface Finding {
  readonly verdict: Verdict
  /** The arguments that refute it, or why it is unknown. */
  readonly detail?: string
}

/** The values an argument of a type can have. */
function possible(type: string, { text }: Word): Truth {
  const [, kind, size] = /^(u?int|bytes)(\d+)$/.exec(type) ?? []
  const below = (bits: number) => `(bvult ${text} ${number(1n << BigInt(bits)).text})`
  if (type === 'bool') return below(1)
  if (type === 'address') return below(160)
  if (!kind) throw new Error(`Arguments of type ${type} cannot be proved about.`)
  const bits = Number(size)
  if (bits === 256 || kind === 'bytes') return 'true'
  return kind === 'uint'
    ? below(bits)
    : `(= ${text} ((_ sign_extend ${256 - bits}) ((_ extract ${bits - 1} 0) ${text})))`
}

/** z3's questions about one lemma. */
function questions(lemma: Lemma, exact: boolean) {
  const run = new Execution(lemma.yul, exact)
  const given = lemma.types.map(() => run.terms.unknown())
  const assumed = given.map((word, i) => possible(lemma.types[i]!, word)).reduce(and, 'true')
  const { on } = run.call(run.find('fun_prove_'), given, 'true')
  const script = (claim: Truth) =>
    [...run.terms.lines, `(assert ${assumed})`, `(assert ${claim})`, '(check-sat-using qfbv)'].join('\n')
  const values = given.length > 0 ? `(get-value (${given.map(({ text }) => text).join(' ')}))` : ''
  return {
    reached: script(on),
    wrong: `${script(run.wrong)}\n${values}`,
    multiplied: run.terms.multiplied,
  }
}

/** Whether any arguments pass the requirements and the assertions after them. Small ones usually do. */
export async function reachable(lemma: Lemma, seconds: number): Promise<boolean | undefined> {
  const count = lemma.types.length
  for (let choice = 0; choice < Math.min(3 ** count, 3 ** 7); ++choice) {
    const given = lemma.types.map((type, i) => (Math.floor(choice / 3 ** i) % 3) % (type === 'bool' ? 2 : 3))
    const run = new Execution(lemma.yul, true)
    const words = given.map((value) => number(BigInt(value)))
    if (run.call(run.find('fun_prove_'), words, 'true').on === 'true') return true
  }
  const answer = await ask(questions(lemma, true).reached, seconds)
  return answer.startsWith('sat') ? true : answer.startsWith('unsat') ? false : undefined
}

/**
 * The Yul of the lemma on words of 256 bits: exact for shifts, masks and wrapping, slow for products. Where there are
 * products it is tried first without knowing what they are, which is often enough.
 */
export async function words(lemma: Lemma, seconds: number): Promise<Finding> {
  const exact = questions(lemma, true)
  if (exact.multiplied && (await ask(questions(lemma, false).wrong, seconds)).startsWith('unsat'))
    return { verdict: 'proved' }
  const answer = await ask(exact.wrong, seconds)
  if (answer.startsWith('unsat')) return { verdict: 'proved' }
  if (!answer.startsWith('sat')) return { verdict: 'unknown', detail: `no answer in ${seconds} s` }
  const found = [...answer.matchAll(/#x([0-9a-f]{64})/g)].map(
    ([, hex], i) => `${lemma.names[i]} = 0x${hex!.replace(/^0+(?=.)/, '')}`,
  )
  return { verdict: 'refuted', detail: found.join(', ') }
}

/** solc's own model checker, which writes Horn clauses over whole numbers: good at products, lost among bits. */
export async function horn(lemma: Lemma, seconds: number): Promise<Finding> {
  const { errors = [] } = compile(
    lemma.file,
    {
      modelChecker: {
        engine: 'chc',
        contracts: { [lemma.file]: [lemma.name] },
        targets: ['assert', 'overflow', 'underflow', 'divByZero'],
        showProvedSafe: true,
        showUnproved: true,
        solvers: ['smtlib2'],
      },
    },
    (query) => ({ contents: askNow(query, seconds) }),
  )
  const told = errors.map(({ message }) => message)
  const broken = told.find((message) => /^CHC: .* happens here/.test(message))
  if (broken) return { verdict: 'refuted', detail: broken.split('\n').slice(2, 4).join(' ').trim() }
  const open = told.filter((message) =>
    /might happen here|Error during interaction|unsupported|not supported/i.test(message),
  )
  const safe = told.some((message) => /^CHC: Assertion violation check is safe/.test(message))
  return open.length === 0 && safe ? { verdict: 'proved' } : { verdict: 'unknown', detail: `no answer in ${seconds} s` }
}
