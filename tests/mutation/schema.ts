/**
 * One text of a file that contains all of its mutants. Each place looks at the switch while it runs, so that a mutant costs
 * neither a compilation nor a load: the tests of one process try thousands of them.
 */
import ts from 'typescript'
import type { Edit } from './operators.ts'
import { isRemovable, isType, type Place } from './places.ts'

export interface Mutant {
  /** What the switch has to be. Those of one place follow each other. */
  readonly number: number
  /** Number of the place. */
  readonly place: number
  readonly edit: Edit
}

export interface Numbered {
  readonly place: Place
  readonly mutants: readonly Mutant[]
}

/** The instrumented text. `runtime`: where it imports the switch from. */
export function instrument(source: ts.SourceFile, numbered: readonly Numbered[], runtime: string): string {
  const byNode = new Map(numbered.map((each) => [each.place.node, each]))
  const { text } = source

  const edited = (node: ts.Node, { start, end, text: other }: Edit): string =>
    text.slice(node.getStart(source), start) + other + text.slice(end, node.end)

  const within = (node: ts.Node): string => {
    let written = ''
    let at = node.getStart(source)
    ts.forEachChild(node, (child) => {
      const start = child.getStart(source)
      written += text.slice(at, start) + write(child)
      at = child.end
    })
    return written + text.slice(at, node.end)
  }

  const write = (node: ts.Node): string => {
    if (isType(node)) return text.slice(node.getStart(source), node.end)
    const chosen = byNode.get(node)
    const plain = () => (ts.isExpressionStatement(node) ? braced(within(node)) : within(node))
    const written = chosen ? choosing(node, chosen) : plain()
    return ts.isStatement(node) && isLoopBody(node) ? `{ --$m.fuel < 0 && $m.out(); ${written}\n }` : written
  }

  const choosing = (node: ts.Node, chosen: Numbered): string => {
    if (isRemovable(node)) return `{ if (${on(chosen)}) {} else { ${within(node)}\n } }`
    const others = chosen.mutants.map(({ number, edit }) => `$m.on === ${number} ? (${edited(node, edit)}) : `)
    return `(${on(chosen)} ? ${others.join('')}0 : ${within(node)})`
  }

  const body = write(source)
  return `import { $m } from ${JSON.stringify(runtime)}\n${body}`
}

/** A statement that now begins with a parenthesis would else be the arguments of the line before it. */
const braced = (statement: string): string => `{ ${statement}\n }`

/** Notes that the place was come by, and asks whether one of its mutants is on. */
function on({ mutants }: Numbered): string {
  const [first, last] = [mutants[0]!, mutants.at(-1)!]
  return `($m.reached[${first.place}] = 1, $m.on >= ${first.number} && $m.on <= ${last.number})`
}

const isLoopBody = (node: ts.Statement): boolean =>
  ts.isIterationStatement(node.parent, false) && node.parent.statement === node
