/** solc's syntax tree of the contracts, as far as a mutator needs it. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ROOT } from '../forge.ts'

/** A node as solc writes it: what every node has, and the rest by name. */
export interface Node {
  readonly id: number
  readonly nodeType: string
  /** `start:length:file`, in bytes. */
  readonly src: string
  readonly [key: string]: unknown
}

/** One file. Positions in the tree are bytes, so the text is too. */
export interface Source {
  readonly file: string
  readonly bytes: Buffer
  readonly tree: Node
}

export interface CompilerError {
  readonly severity: string
  readonly formattedMessage: string
  readonly sourceLocation?: { readonly file: string; readonly start: number }
}

interface Output {
  readonly errors?: readonly CompilerError[]
  readonly sources?: Record<string, { readonly ast?: Node }>
}

const { compile } = createRequire(import.meta.url)('solc') as {
  compile: (input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }) => string
}

/** Types and names only: no code is generated, so it takes a second or two. Files that are not given are read from disk. */
export function analyse(files: ReadonlyMap<string, string>): Output {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...files].map(([file, content]) => [file, { content }])),
    settings: {
      evmVersion: 'cancun',
      remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
      outputSelection: { '*': { '': ['ast'] } },
    },
  }
  return JSON.parse(compile(JSON.stringify(input), { import: (path) => read(files, path) })) as Output
}

function read(files: ReadonlyMap<string, string>, path: string): { contents: string } | { error: string } {
  const given = files.get(path)
  if (given !== undefined) return { contents: given }
  const place = join(ROOT, path)
  return existsSync(place) ? { contents: readFileSync(place, 'utf8') } : { error: 'not found' }
}

/** Parses files that compile; throws the compiler's words if they do not. */
export function parse(files: ReadonlyMap<string, string>): Source[] {
  const { errors = [], sources = {} } = analyse(files)
  const wrong = errors.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return [...files].map(([file, text]) => ({ file, bytes: Buffer.from(text), tree: sources[file]!.ast! }))
}

/** Where a node begins and ends, in bytes. */
export function range(node: Node): [number, number] {
  const [start, length] = node.src.split(':').map(Number) as [number, number]
  return [start, start + length]
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value

/** The nodes directly below, in the order of the text. Types are no code. */
export function children(node: Node): Node[] {
  const below: Node[] = []
  for (const [key, value] of Object.entries(node)) {
    if (key === 'typeDescriptions' || key === 'typeName') continue
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(part)) below.push(part)
  }
  return below.sort((a, b) => range(a)[0] - range(b)[0])
}

/** The node and everything below it. */
export function* walk(node: Node): Generator<Node> {
  yield node
  for (const child of children(node)) yield* walk(child)
}

export const child = (node: Node, key: string): Node => node[key] as Node
export const list = (node: Node, key: string): Node[] => ((node[key] ?? []) as unknown[]).filter(isNode)
export const word = (node: Node, key: string): string => node[key] as string
export const typeOf = (node: Node): string =>
  (node['typeDescriptions'] as { typeString?: string } | undefined)?.typeString ?? ''
