/** From files to mutants that compile. */
import { analyse, walk, type Node, type Source } from './ast.ts'
import { places } from './find.ts'
import type { Survivor } from './report.ts'
import { LIBRARY, LIBRARY_TEXT } from './library.ts'
import { blamed, instrument, type Mutant } from './schema.ts'

/** All mutants of some files, numbered from 1. */
export function mutantsOf(sources: readonly Source[]): Mutant[] {
  let number = 0
  return sources
    .flatMap(places)
    .flatMap((place) => place.edits.map((edit) => ({ place, edit })))
    .map(({ place, edit }) => ({ number: ++number, place, edit }))
}

export interface Batch {
  readonly mutants: readonly Mutant[]
  /** What the compiler refuses, or nothing would choose: no test has to find it. */
  readonly stillborn: readonly Mutant[]
  /** The instrumented contracts, the untouched ones included. */
  readonly files: ReadonlyMap<string, string>
}

/** Instruments and takes out what does not compile until the rest does. */
export function compilable(sources: readonly Source[], mutants: readonly Mutant[]): Batch {
  let alive = mutants
  for (;;) {
    const files = new Map([...instrument(sources, alive), [LIBRARY, LIBRARY_TEXT]])
    const errors = (analyse(files).errors ?? []).filter(({ severity }) => severity === 'error')
    if (errors.length === 0) {
      const idle = unchosen(sources)
      const live = alive.filter(({ place: { node } }) => !idle.has(node))
      return { files, mutants: live, stillborn: mutants.filter((mutant) => !live.includes(mutant)) }
    }
    const guilty = new Set(errors.map(({ sourceLocation: at }) => at && blamed(files.get(at.file) ?? '', at.start)))
    const left = alive.filter(({ number }) => !guilty.has(number))
    if (left.length === alive.length) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
    alive = left
  }
}

/** Constants that only assembly uses, which cannot choose between them and their mutants. */
function unchosen(sources: readonly Source[]): Set<Node> {
  const all = sources.flatMap(({ tree }) => [...walk(tree)])
  const chosen = new Set(all.map((node) => node['referencedDeclaration']))
  const assembly = new Set(
    all
      .filter(({ nodeType }) => nodeType === 'InlineAssembly')
      .flatMap((node) =>
        (node['externalReferences'] as { declaration: number }[]).map(({ declaration }) => declaration),
      ),
  )
  return new Set(
    all.filter(({ id, nodeType }) => nodeType === 'VariableDeclaration' && assembly.has(id) && !chosen.has(id)),
  )
}

/** The same mutants in an order whose every beginning is spread evenly over all: steps of the golden section. */
export function spread(mutants: readonly Mutant[]): Mutant[] {
  const place = (i: number) => (i * 0.618033988749895) % 1
  return mutants
    .map((mutant, i) => ({ mutant, at: place(i) }))
    .sort((a, b) => a.at - b.at)
    .map(({ mutant }) => mutant)
}

/** Where a mutant is, for people. `column` counts from the first letter of the line. */
export function describe({ bytes }: Source, { edit }: Mutant): Omit<Survivor, 'file'> {
  const before = bytes.subarray(0, edit.start).toString().split('\n')
  const text = bytes.toString().split('\n')[before.length - 1]!
  const old = bytes.toString('utf8', edit.start, edit.end)
  const short = (code: string) => code.replace(/\s+/g, ' ').trim() || 'nothing'
  return {
    line: before.length,
    column: before.at(-1)!.length - text.search(/\S/) + 1,
    text: text.trim(),
    change: `${short(old)} → ${short(edit.text)}`,
  }
}
