/** The lemmas in contracts/proofs, and what solc makes of them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { ROOT } from '../forge.ts'

/** One contract with one function `prove`, whose assertions hold for all arguments that its requirements let through. */
export interface Lemma {
  readonly file: string
  readonly name: string
  /** The comment above it. */
  readonly says: string
  /** Which engine is asked first: `@custom:engine CHC` where products matter, else words. */
  readonly first: 'CHC' | 'words'
  /** The types of the arguments of `prove`, as the ABI has them. */
  readonly types: readonly string[]
  readonly names: readonly string[]
  /** The syntax tree of its Yul. */
  readonly yul: unknown
}

export interface Message {
  readonly severity: string
  readonly errorCode?: string
  readonly message: string
  readonly formattedMessage: string
  readonly sourceLocation?: { readonly file: string }
}
interface Documented {
  readonly nodeType: string
  readonly name?: string
  readonly nodes?: readonly Documented[]
  readonly documentation?: { readonly text: string }
}
interface Compiled {
  readonly abi: readonly { readonly name?: string; readonly inputs: readonly { name: string; type: string }[] }[]
  readonly irAst: unknown
}
interface Output {
  readonly errors?: readonly Message[]
  readonly sources?: Record<string, { readonly ast: Documented }>
  readonly contracts?: Record<string, Record<string, Compiled>>
}

interface Callbacks {
  import: (path: string) => { contents: string } | { error: string }
  smtSolver?: (query: string) => { contents: string }
}
const solc = createRequire(import.meta.url)('solc') as { compile: (input: string, callbacks: Callbacks) => string }

/** Runs solc on one file of lemmas; what it imports is read from the project. */
export function compile(file: string, settings: object, smtSolver?: Callbacks['smtSolver']): Output {
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readFileSync(join(ROOT, file), 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
      ...settings,
    },
  }
  const read = (path: string) => {
    const place = join(ROOT, path)
    return existsSync(place) ? { contents: readFileSync(place, 'utf8') } : { error: 'not found' }
  }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), smtSolver ? { import: read, smtSolver } : { import: read }),
  ) as Output
  const wrong = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return output
}

/** All lemmas of the files whose base names are given, or of all files. */
export function lemmas(only?: readonly string[]): Lemma[] {
  const files = globSync('contracts/proofs/*.sol', { cwd: ROOT }).sort()
  return files.filter((file) => !only || only.includes(basename(file))).flatMap(lemmasOf)
}

function lemmasOf(file: string): Lemma[] {
  const { sources, contracts } = compile(file, {
    experimental: true,
    outputSelection: { [file]: { '*': ['abi', 'irAst'], '': ['ast'] } },
  })
  return sources![file]!.ast.nodes!.flatMap(({ nodeType, name, documentation }) => {
    const compiled = contracts?.[file]?.[name ?? '']
    const prove = compiled?.abi.find((entry) => entry.name === 'prove')
    if (nodeType !== 'ContractDefinition' || !compiled || !prove) return []
    return [
      {
        file,
        name: name!,
        says: (documentation?.text ?? '')
          .replace(/@custom.*/s, '')
          .replace(/\s+/g, ' ')
          .trim(),
        first: documentation?.text.includes('@custom:engine CHC') ? ('CHC' as const) : ('words' as const),
        types: prove.inputs.map(({ type }) => type),
        names: prove.inputs.map((input) => input.name),
        yul: compiled.irAst,
      },
    ]
  })
}
