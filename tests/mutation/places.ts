/** Where mutants live: every place of a file whose text can be chosen while it runs. */
import ts from 'typescript'
import { answers, edits, isComparison, isLogical, isNot, type Edit } from './operators.ts'

/** One node with all that may stand there instead. A statement is left out; an expression is another one. */
export interface Place {
  readonly node: ts.Node
  readonly edits: readonly Edit[]
}

export const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)

/** All places of one file, from its beginning to its end. */
export function placesOf(source: ts.SourceFile): Place[] {
  const found: Place[] = []
  const visit = (node: ts.Node, asked: boolean): void => {
    if (isType(node)) return
    const changes = isRemovable(node)
      ? [{ start: node.getStart(source), end: node.end, text: '' }]
      : isName(node) || isThrownText(node)
        ? []
        : [...edits(node, source), ...(asked || isComparison(node, source) ? answers(node, source) : [])]
    const unique = new Map(changes.map((edit) => [`${edit.start}:${edit.end}:${edit.text}`, edit]))
    if (unique.size > 0) found.push({ node, edits: [...unique.values()] })
    ts.forEachChild(node, (child) => visit(child, isAsked(child, node, asked)))
  }
  ts.forEachChild(source, (statement) => visit(statement, false))
  return found
}

/** What exists for the compiler only: nothing of it runs. */
export const isType = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node)

/** A statement that can be missing and leave a program. */
export function isRemovable(node: ts.Node): node is ts.Statement {
  if (ts.isExpressionStatement(node))
    return !(ts.isCallExpression(node.expression) && node.expression.expression.kind === ts.SyntaxKind.SuperKeyword)
  if (ts.isReturnStatement(node)) return node.expression === undefined
  return ts.isThrowStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)
}

/** Whether only the truth of `child` matters. */
function isAsked(child: ts.Node, parent: ts.Node, asked: boolean): boolean {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
    return child === parent.expression
  if (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) return child === parent.condition
  if (isNot(parent)) return true
  return asked && (isLogical(parent) ? child !== parent.operatorToken : ts.isParenthesizedExpression(parent))
}

/** Names of properties, and what is assigned to: another text there is no expression. */
function isName(node: ts.Node): boolean {
  const { parent } = node
  if ('name' in parent && parent.name === node) return true
  for (let at = node; ; at = at.parent) {
    const above = at.parent
    if (ts.isBinaryExpression(above) && above.operatorToken.kind === ts.SyntaxKind.EqualsToken && above.left === at)
      return ts.isArrayLiteralExpression(at)
    if (!ts.isArrayLiteralExpression(above) && !ts.isSpreadElement(above)) return false
  }
}

/** Words of an error. */
function isThrownText(node: ts.Node): boolean {
  if (!ts.isStringLiteral(node)) return false
  for (let at: ts.Node = node; !ts.isStatement(at); at = at.parent)
    if (ts.isNewExpression(at.parent)) return /Error$|Refusal$/.test(at.parent.expression.getText())
  return false
}
