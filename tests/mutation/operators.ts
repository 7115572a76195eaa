/** What is changed: for one node of the syntax tree, every small mistake somebody could have made in its place. */
import ts from 'typescript'

/** Replaces the text from `start` to `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * One of each group shows whatever the others would: `<` for `>` is found by any test that finds `true` or `false`, and so are
 * `!==` for `===`, `||` for `&&` in a condition, and the arms of a conditional in the wrong order.
 */
const BINARY: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '/',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '<<=': '>>=',
  '>>=': '<<=',
  '|=': '&=',
  '&=': '|=',
  '^=': '&=',
}
const COMPARING = new Set(['<', '<=', '>', '>=', '===', '!=='])

/** Calls that have a twin, or can be left out so that their receiver stays. */
const TWINS: Readonly<Record<string, string>> = { min: 'max', max: 'min', some: 'every', every: 'some' }
const LEFT_OUT = new Set(['slice', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'trim', 'toLowerCase'])

/** All edits of one expression itself; those of its parts come from them. */
export function edits(node: ts.Node, source: ts.SourceFile): Edit[] {
  if (ts.isBinaryExpression(node)) return binary(node, source)
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return unary(node, source)
  if (ts.isNumericLiteral(node)) return number(node, source)
  if (ts.isBigIntLiteral(node)) return bigint(node, source)
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [instead(node, source, 'false')]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [instead(node, source, 'true')]
  if (ts.isStringLiteral(node)) return word(node, source)
  if (ts.isArrayLiteralExpression(node)) return fewer(node, source)
  if (ts.isCallExpression(node)) return call(node, source)
  return []
}

/** A truth that is asked for, answered without looking. Where `a && b` is asked, its halves show what it would. */
export function answers(node: ts.Node, source: ts.SourceFile): Edit[] {
  if (ts.isParenthesizedExpression(node) || isTruth(node)) return []
  const operator = ts.isBinaryExpression(node) ? node.operatorToken.getText(source) : ''
  const words = operator === '&&' ? ['false'] : operator === '||' ? ['true'] : ['true', 'false']
  return words.map((text) => instead(node, source, text))
}

export const isComparison = (node: ts.Node, source: ts.SourceFile): boolean =>
  ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.getText(source))

export const isLogical = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind)

export const isNot = (node: ts.Node): node is ts.PrefixUnaryExpression =>
  ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken

const isTruth = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || isNot(node)

const instead = (node: ts.Node, source: ts.SourceFile, text: string): Edit => ({
  start: node.getStart(source),
  end: node.end,
  text,
})

function binary(node: ts.BinaryExpression, source: ts.SourceFile): Edit[] {
  const operator = node.operatorToken.getText(source)
  // Texts are put together by `+` as well; without types a literal beside it tells.
  if (operator === '+' && [node.left, node.right].some((side) => ts.isStringLiteralLike(side))) return []
  if (operator === '??') return [node.left, node.right].map((side) => instead(node, source, side.getText(source)))
  const other = BINARY[operator]
  return other === undefined ? [] : [instead(node.operatorToken, source, other)]
}

function unary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, source: ts.SourceFile): Edit[] {
  const text = node.getText(source)
  if (text.includes('++')) return [instead(node, source, text.replace('++', '--'))]
  if (text.includes('--')) return [instead(node, source, text.replace('--', '++'))]
  return isNot(node) ? [] : [instead(node, source, node.operand.getText(source))]
}

function number(node: ts.NumericLiteral, source: ts.SourceFile): Edit[] {
  const value = Number(node.text)
  return [value - 1, value + 1].filter((next) => next >= 0).map((next) => instead(node, source, String(next)))
}

function bigint(node: ts.BigIntLiteral, source: ts.SourceFile): Edit[] {
  const value = BigInt(node.text.slice(0, -1).replaceAll('_', ''))
  return [value - 1n, value + 1n].filter((next) => next >= 0n).map((next) => instead(node, source, `${next}n`))
}

/** Names that programs read. What people read has a blank in it, or is thrown, and is left alone. */
function word(node: ts.StringLiteral, source: ts.SourceFile): Edit[] {
  return /\s/.test(node.text) ? [] : [instead(node, source, node.text === '' ? "'x'" : "''")]
}

/** A list without one of its entries. */
function fewer(node: ts.ArrayLiteralExpression, source: ts.SourceFile): Edit[] {
  return node.elements.map((entry) => {
    const kept = node.elements.filter((other) => other !== entry).map((other) => other.getText(source))
    return instead(node, source, `[${kept.join(', ')}]`)
  })
}

function call(node: ts.CallExpression, source: ts.SourceFile): Edit[] {
  if (!ts.isPropertyAccessExpression(node.expression) || ts.isOptionalChain(node)) return []
  const { name, expression } = node.expression
  const twin = Object.hasOwn(TWINS, name.text) ? TWINS[name.text] : undefined
  if (twin !== undefined) return [instead(name, source, twin)]
  return LEFT_OUT.has(name.text) ? [instead(node, source, expression.getText(source))] : []
}
