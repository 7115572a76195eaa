/**
 * One copy of the contracts that contains all mutants: each place chooses its text by the number the block's coinbase
 * carries while a test runs, so that one compilation serves thousands of mutants.
 */
import { child, isNode, list, range, walk, word, type Node, type Source } from './ast.ts'
import type { Place } from './find.ts'
import { LIBRARY } from './library.ts'
import type { Edit } from './operators.ts'

export interface Mutant {
  /** What the coinbase has to be. */
  readonly number: number
  readonly place: Place
  readonly edit: Edit
}

/** Replaces a stretch of text by what `write` makes of the already replaced stretch `inner`. */
interface Region {
  readonly start: number
  readonly end: number
  readonly inner: readonly [number, number]
  readonly write: (inner: string) => string
}

/** Constants by the identity of their declaration, with the mutants that reach each, own and through others. */
type Constants = ReadonlyMap<number, { readonly node: Node; readonly source: Source; readonly mutants: Mutant[] }>

/** The instrumented text of every file. */
export function instrument(sources: readonly Source[], mutants: readonly Mutant[]): Map<string, string> {
  const constants = reach(sources, mutants)
  const byPlace = Map.groupBy(mutants, ({ place }) => place)
  const byFile = new Map(sources.map((source) => [source, [] as Region[]]))
  for (const [place, own] of byPlace) {
    const source = sources.find(({ tree }) => place.node.src.split(':')[2] === tree.src.split(':')[2])!
    const region = chooser(source, place, own)
    if (region) byFile.get(source)!.push(region)
  }
  return new Map(
    sources.map((source) => {
      const chosen = [...byFile.get(source)!, ...references(source, constants), ...variants(source, constants)]
      const regions = [...chosen, ...modifiers(source, chosen, mutants)]
      return [source.file, write(source, [...regions, ...importing(source, regions)])]
    }),
  )
}

const choice = (number: number): string => `Mutation.on(${number})`
/** Marks whose mutant a text is, so that the compiler's complaint about it finds it. */
const marked = ({ number }: Mutant, text: string): string => `/*m${number}*/${text}/*n${number}*/`

/** Numbers of the mutants around a byte of instrumented text. */
export function blamed(text: string, at: number): number | undefined {
  const before = Buffer.from(text).subarray(0, at).toString()
  const opened = [...before.matchAll(/\/\*m(\d+)\*\//g)].at(-1)?.[1]
  return opened === undefined || before.includes(`/*n${opened}*/`) ? undefined : Number(opened)
}

/** `from` to `to` of a file with one edit applied. */
function edited({ bytes }: Source, { start, end, text }: Edit, from: number, to: number): string {
  return bytes.toString('utf8', from, start) + text + bytes.toString('utf8', end, to)
}

function chooser(source: Source, { kind, node, start, end }: Place, mutants: readonly Mutant[]): Region | undefined {
  const other = (mutant: Mutant, from = start, to = end) => marked(mutant, edited(source, mutant.edit, from, to))
  const chain = (inner: string, alternative: (mutant: Mutant) => string) =>
    mutants.map((mutant) => `if (${choice(mutant.number)}) { ${alternative(mutant)} } else `).join('') + `{ ${inner} }`
  switch (kind) {
    case 'statement':
      return { start, end, inner: [start, end], write: (inner) => `{ ${chain(inner, other)} }` }
    case 'expression':
      return {
        start,
        end,
        inner: [start, end],
        write: (inner) =>
          `(${mutants.map((mutant) => `${choice(mutant.number)} ? (${other(mutant)}) : `).join('')}(${inner}))`,
      }
    case 'declaration': {
      const value = range(child(node, 'initialValue'))
      const slots = node['declarations'] as (Node | null)[]
      const names = slots.map((slot) => (slot ? word(slot, 'name') : '')).join(', ')
      const declared = slots.flatMap((slot) => (slot ? `${source.bytes.toString('utf8', ...range(slot))}; ` : []))
      const assign = (text: string) => `${slots.length === 1 ? names : `(${names})`} = ${text};`
      return {
        start,
        end,
        inner: value,
        write: (inner) => declared.join('') + chain(assign(inner), (mutant) => assign(other(mutant, ...value))),
      }
    }
    case 'modifier': {
      const name = word(child(node, 'modifierName'), 'name')
      return { start, end, inner: [start, start], write: () => `${name}__(${mutants[0]!.number})` }
    }
    case 'constant':
      return undefined
  }
}

/** Which mutants each constant has to follow: its own, and those of the constants it is made of. */
function reach(sources: readonly Source[], mutants: readonly Mutant[]): Constants {
  const constants = new Map<number, { node: Node; source: Source; mutants: Mutant[] }>()
  for (const source of sources) {
    for (const node of walk(source.tree)) {
      if (node.nodeType !== 'VariableDeclaration' || node['constant'] !== true || !isNode(node['value'])) continue
      constants.set(node.id, { node, source, mutants: mutants.filter(({ place }) => place.node === node) })
    }
  }
  for (let grown = true; grown;) {
    grown = false
    for (const entry of constants.values()) {
      for (const { declaration } of used(child(entry.node, 'value'))) {
        for (const mutant of constants.get(declaration)?.mutants ?? []) {
          if (entry.mutants.includes(mutant)) continue
          entry.mutants.push(mutant)
          grown = true
        }
      }
    }
  }
  return new Map([...constants].filter(([, entry]) => entry.mutants.length > 0))
}

/** Names in an expression, and what they name. */
function* used(node: Node): Generator<{ name: Node; declaration: number }> {
  for (const name of walk(node)) {
    if (name.nodeType !== 'Identifier' && name.nodeType !== 'MemberAccess') continue
    const declaration = name['referencedDeclaration']
    if (typeof declaration === 'number') yield { name, declaration }
  }
}

/** Uses of constants in code choose among the constants. */
function references(source: Source, constants: Constants): Region[] {
  const within = list(source.tree, 'nodes').flatMap((node) =>
    node.nodeType === 'ContractDefinition' ? list(node, 'nodes') : [node],
  )
  return within
    .filter(({ nodeType }) => nodeType === 'FunctionDefinition' || nodeType === 'ModifierDefinition')
    .flatMap((definition) => [...used(definition)])
    .flatMap(({ name, declaration }) => {
      const entry = constants.get(declaration)
      if (!entry) return []
      const [start, end] = range(name)
      const others = entry.mutants.map(
        ({ number }) =>
          (inner: string) =>
            `${choice(number)} ? ${inner}__${number} : `,
      )
      const write = (inner: string) => `(${others.map((other) => other(inner)).join('')}${inner})`
      return [{ start, end, inner: [start, end] as const, write }]
    })
}

/** After each constant the same constant under each mutant, and its name wherever it is imported by name. */
function variants(source: Source, constants: Constants): Region[] {
  const after = (at: number, text: string): Region => ({ start: at, end: at, inner: [at, at], write: () => text })
  const declared = [...constants.values()].flatMap(({ node, source: home, mutants }) => {
    if (home !== source) return []
    const at = source.bytes.indexOf(';', range(node)[1]) + 1
    return [after(at, mutants.map((mutant) => ` ${variant(source, node, mutant, constants)}`).join(''))]
  })
  const imported = list(source.tree, 'nodes').flatMap((node) => {
    const aliases = (node['symbolAliases'] ?? []) as { foreign: Node }[]
    return aliases.flatMap(({ foreign }) => {
      const mutants = constants.get(foreign['referencedDeclaration'] as number)?.mutants ?? []
      const name = word(foreign, 'name')
      return mutants.length === 0
        ? []
        : [after(range(foreign)[1], mutants.map(({ number }) => `, ${name}__${number}`).join(''))]
    })
  })
  return [...declared, ...imported]
}

function variant({ bytes }: Source, node: Node, mutant: Mutant, constants: Constants): string {
  const value = child(node, 'value')
  const name = word(node, 'name')
  const [start, end] = range(node)
  const [at] = word(node, 'nameLocation').split(':').map(Number) as [number]
  const changes: Edit[] =
    mutant.place.node === node
      ? [mutant.edit]
      : [...used(value)]
          .filter(({ declaration }) => constants.get(declaration)?.mutants.includes(mutant))
          .map(({ name: { src } }) => range({ src } as Node)[1])
          .map((place) => ({ start: place, end: place, text: `__${mutant.number}` }))
  const renamed = { start: at + name.length, end: at + name.length, text: `__${mutant.number}` }
  let text = ''
  let from = start
  for (const change of [renamed, ...changes.sort((a, b) => a.start - b.start)]) {
    text += bytes.toString('utf8', from, change.start) + change.text
    from = change.end
  }
  return marked(mutant, `${text}${bytes.toString('utf8', from, end)};`)
}

/** Beside each modifier that is taken away somewhere one that stands aside for the mutant it is given. */
function modifiers(source: Source, regions: readonly Region[], mutants: readonly Mutant[]): Region[] {
  const taken = new Set(
    mutants
      .filter(({ place }) => place.kind === 'modifier')
      .map(({ place }) => child(place.node, 'modifierName')['referencedDeclaration']),
  )
  return [...walk(source.tree)].flatMap((node) => {
    if (!taken.has(node.id)) return []
    const body = list(child(node, 'body'), 'statements').map((statement, i, all) => {
      if (statement.nodeType === 'PlaceholderStatement') return '_;'
      const to = i + 1 < all.length ? range(all[i + 1]!)[0] : range(child(node, 'body'))[1] - 1
      return `if (!Mutation.on(mutant)) { ${write(source, regions, range(statement)[0], to)} }`
    })
    const at = range(node)[1]
    const text = ` modifier ${word(node, 'name')}__(uint256 mutant) { ${body.join(' ')} }`
    return [{ start: at, end: at, inner: [at, at] as const, write: () => text }]
  })
}

function importing({ tree }: Source, regions: readonly Region[]): Region[] {
  if (regions.length === 0) return []
  const at = range(list(tree, 'nodes').find(({ nodeType }) => nodeType === 'PragmaDirective')!)[1]
  return [{ start: at, end: at, inner: [at, at], write: () => ` import {Mutation} from "${LIBRARY}";` }]
}

/** `from` to `to` with the outermost regions replaced, each around its own replaced inside. */
function write(source: Source, regions: readonly Region[], from = 0, to = source.bytes.length): string {
  const inside = regions.filter(({ start, end }) => start >= from && end <= to)
  const sorted = inside.sort((a, b) => a.start - b.start || b.end - a.end)
  let text = ''
  let at = from
  for (const region of sorted) {
    if (region.start < at) continue
    const below = sorted.filter((other) => other !== region)
    text += source.bytes.toString('utf8', at, region.start)
    text += region.write(write(source, below, ...region.inner))
    at = region.end
  }
  return text + source.bytes.toString('utf8', at, to)
}
