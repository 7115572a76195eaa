/** Where mutants live: every place of a file whose text can be chosen while the contract runs. */
import { child, children, isNode, list, range, typeOf, walk, word, type Node, type Source } from './ast.ts'
import { answers, edits, nothing, type Edit } from './operators.ts'

/**
 * How a place is made to choose. `statement`: if-else over whole statements. `declaration`: the variables first, then
 * if-else over what they begin as. `expression`: a conditional expression. `modifier`: a copy that can be told to stand
 * aside. `constant`: one more constant per mutant, chosen where it is used.
 */
export type Kind = 'statement' | 'declaration' | 'expression' | 'modifier' | 'constant'

/** One place with all that may stand there instead. */
export interface Place {
  readonly kind: Kind
  readonly node: Node
  readonly start: number
  readonly end: number
  readonly edits: readonly Edit[]
}

/** All places of one file, from its beginning to its end. */
export function places({ tree, bytes }: Source): Place[] {
  const found: Place[] = []

  const add = (kind: Kind, node: Node, changes: readonly Edit[], end = range(node)[1]) => {
    const unique = new Map(changes.map((edit) => [`${edit.start}:${edit.end}:${edit.text}`, edit]))
    if (unique.size > 0) found.push({ kind, node, start: range(node)[0], end, edits: [...unique.values()] })
  }
  const toSemicolon = (node: Node) => bytes.indexOf(';', range(node)[1]) + 1
  const removal = (node: Node): Edit => ({ start: range(node)[0], end: toSemicolon(node), text: '' })

  /** Edits of an expression and its parts. `asked`: only its truth matters. */
  const within = (node: Node, asked = false): Edit[] => {
    const operator = node.nodeType.endsWith('Operation') ? word(node, 'operator') : ''
    const logical = ['&&', '||', '!'].includes(operator)
    const truth = asked || logical || ['<', '<=', '>', '>=', '==', '!='].includes(operator)
    const below = children(node).flatMap((part) => {
      const condition = node.nodeType === 'Conditional' && part === node['condition']
      const parentheses = node.nodeType === 'TupleExpression' && asked
      return within(part, logical || condition || parentheses)
    })
    const own = node.nodeType === 'TupleExpression' && asked ? [] : truth ? answers(node) : []
    return [...edits(node, bytes), ...own, ...below]
  }

  const returned = (node: Node): Edit[] => {
    if (!isNode(node['expression'])) return []
    const value = node['expression']
    return [...within(value, typeOf(value) === 'bool'), ...nothing(value, bytes)]
  }

  const statement = (node: Node, alone = false): void => {
    switch (node.nodeType) {
      case 'Block':
      case 'UncheckedBlock':
        return list(node, 'statements').forEach((part, _, { length }) => statement(part, alone && length === 1))
      case 'IfStatement':
        add('expression', child(node, 'condition'), within(child(node, 'condition'), true))
        // Where a condition guards nothing but a revert, taking the revert away is answering no.
        statement(child(node, 'trueBody'), !isNode(node['falseBody']))
        if (isNode(node['falseBody'])) statement(node['falseBody'])
        return
      case 'ForStatement': {
        const first = node['initializationExpression']
        if (isNode(first) && isNode(first['initialValue']))
          add('expression', first['initialValue'], within(first['initialValue']))
        if (isNode(node['condition'])) add('expression', node['condition'], within(node['condition'], true))
        const step = node['loopExpression']
        if (isNode(step)) add('expression', child(step, 'expression'), within(child(step, 'expression')))
        return statement(child(node, 'body'))
      }
      case 'WhileStatement':
      case 'DoWhileStatement':
        add('expression', child(node, 'condition'), within(child(node, 'condition'), true))
        return statement(child(node, 'body'))
      case 'TryStatement':
        add('statement', node, within(child(node, 'externalCall')))
        return list(node, 'clauses').forEach((clause) => statement(child(clause, 'block')))
      case 'ExpressionStatement':
        return add(
          'statement',
          node,
          [...within(child(node, 'expression')), ...deletable(node).map(removal)],
          toSemicolon(node),
        )
      case 'EmitStatement':
        return add('statement', node, [...within(child(node, 'eventCall')), removal(node)], toSemicolon(node))
      case 'RevertStatement':
        return add(
          'statement',
          node,
          [...within(child(node, 'errorCall')), ...(alone ? [] : [removal(node)])],
          toSemicolon(node),
        )
      case 'Return':
        return add('statement', node, returned(node), toSemicolon(node))
      case 'VariableDeclarationStatement':
        if (isNode(node['initialValue'])) add('declaration', node, within(node['initialValue']), toSemicolon(node))
        return
      case 'InlineAssembly':
        return add(
          'statement',
          node,
          [...walk(child(node, 'AST'))].flatMap((part) => edits(part, bytes)),
        )
    }
  }

  const all = [...walk(tree)]
  for (const node of all) {
    if (node.nodeType === 'FunctionDefinition' || node.nodeType === 'ModifierDefinition') {
      for (const invocation of list(node, 'modifiers')) {
        // Those of others' contracts cannot be copied beside their original.
        const defined = child(invocation, 'modifierName')['referencedDeclaration']
        if (!all.some(({ id, nodeType }) => id === defined && nodeType === 'ModifierDefinition')) continue
        if (list(invocation, 'arguments').length > 0) continue
        const [start, end] = range(invocation)
        add('modifier', invocation, [{ start, end, text: '' }])
      }
      if (isNode(node['body'])) statement(node['body'])
    }
    if (node.nodeType === 'VariableDeclaration' && node['constant'] === true && isNode(node['value'])) {
      add('constant', node, within(node['value']))
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end)
}

/** Without it a reference would point nowhere, which the compiler sees. */
function deletable(statement: Node): Node[] {
  const expression = child(statement, 'expression')
  const assigned = expression.nodeType === 'Assignment' ? typeOf(child(expression, 'leftHandSide')) : ''
  return /storage pointer|calldata/.test(assigned) ? [] : [statement]
}
