/** What is changed: for one node, every small mistake somebody could have made in its place. */
import { child, list, range, typeOf, word, type Node } from './ast.ts'

/** Replaces the bytes from `start` to `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One of each group shows whatever the others would: `<` for `>` is found by any test that finds `true` or `false`. */
const BINARY: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '!=': '==',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '/',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
}
const ASSIGNING: Record<string, string> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '%=': '/=',
  '|=': '&=',
  '&=': '|=',
  '^=': '&=',
  '<<=': '>>=',
  '>>=': '<<=',
}
const YUL: Record<string, string> = {
  add: 'sub',
  sub: 'add',
  mul: 'add',
  div: 'mul',
  mod: 'div',
  and: 'or',
  or: 'and',
  xor: 'and',
  shl: 'shr',
  shr: 'shl',
  gt: 'lt',
  lt: 'gt',
  eq: 'gt',
}

/** All edits of one expression node itself; those of its parts come from them. */
export function edits(node: Node, bytes: Buffer): Edit[] {
  switch (node.nodeType) {
    case 'BinaryOperation':
      return swapOperator(node, bytes, child(node, 'leftExpression'), child(node, 'rightExpression'), BINARY)
    case 'Assignment':
      return swapOperator(node, bytes, child(node, 'leftHandSide'), child(node, 'rightHandSide'), ASSIGNING)
    case 'UnaryOperation':
      return unary(node, bytes)
    case 'Literal':
      return literal(node, bytes)
    case 'FunctionCall':
      return swapArguments(node, bytes)
    case 'TupleExpression':
      return swapNeighbours(list(node, 'components'), bytes)
    case 'YulFunctionCall':
      return yulCall(node)
    case 'YulLiteral':
      return word(node, 'kind') === 'number' ? nextTo(node, BigInt(word(node, 'value')), String) : []
    default:
      return []
  }
}

/** A truth that is asked for, answered without looking. Where `a && b` is asked, its halves show what it would. */
export function answers(node: Node): Edit[] {
  const [start, end] = range(node)
  const operator = node.nodeType === 'BinaryOperation' ? word(node, 'operator') : ''
  if (node.nodeType === 'Literal' || (node.nodeType === 'UnaryOperation' && word(node, 'operator') === '!')) return []
  const words = operator === '&&' ? ['false'] : operator === '||' ? ['true'] : ['true', 'false']
  return words.map((text) => ({ start, end, text }))
}

/** A returned number, address or hash, left out. */
export function nothing(node: Node, bytes: Buffer): Edit[] {
  const [start, end] = range(node)
  const type = typeOf(node)
  const text = /^u?int\d+$/.test(type)
    ? '0'
    : type === 'address'
      ? 'address(0)'
      : /^bytes\d+$/.test(type)
        ? `${type}(0)`
        : undefined
  return text === undefined || bytes.toString('utf8', start, end) === text ? [] : [{ start, end, text }]
}

function swapOperator(
  node: Node,
  bytes: Buffer,
  left: Node,
  right: Node,
  table: Readonly<Record<string, string>>,
): Edit[] {
  const operator = word(node, 'operator')
  const other = table[operator]
  if (!other) return []
  const start = bytes.indexOf(operator, range(left)[1])
  if (start < 0 || start >= range(right)[0]) return []
  return [{ start, end: start + operator.length, text: other }]
}

function unary(node: Node, bytes: Buffer): Edit[] {
  const [start, end] = range(node)
  const operator = word(node, 'operator')
  if (operator === 'delete') return []
  if (operator === '++' || operator === '--') {
    const at = node['prefix'] === true ? start : end - 2
    return [{ start: at, end: at + 2, text: operator === '++' ? '--' : '++' }]
  }
  return [{ start, end, text: bytes.toString('utf8', start + operator.length, end) }]
}

function literal(node: Node, bytes: Buffer): Edit[] {
  const [start, end] = range(node)
  const kind = word(node, 'kind')
  if (kind === 'bool') return [{ start, end, text: word(node, 'value') === 'true' ? 'false' : 'true' }]
  const text = bytes.toString('utf8', start, end)
  // Addresses with a checksum are names, not numbers.
  if (kind !== 'number' || typeOf(node) === 'address') return []
  const [digits = ''] = text.replaceAll('_', '').split(' ')
  return /^(0x[0-9a-fA-F]+|\d+)$/.test(digits)
    ? nextTo(node, BigInt(digits), (value) =>
        / /.test(text) ? `(${text} ${value < BigInt(digits) ? '-' : '+'} 1)` : String(value),
      )
    : [{ start, end, text: `(${text} + 1)` }]
}

function nextTo(node: Node, value: bigint, write: (value: bigint) => string): Edit[] {
  const [start, end] = range(node)
  return [...(value > 0n ? [value - 1n] : []), value + 1n].map((next) => ({ start, end, text: write(next) }))
}

function swapArguments(call: Node, bytes: Buffer): Edit[] {
  const inAnyOrder = ['min', 'max'].includes(word(child(call, 'expression'), 'memberName'))
  return inAnyOrder || word(call, 'kind') === 'typeConversion' || list(call, 'names').length > 0
    ? []
    : swapNeighbours(list(call, 'arguments'), bytes)
}

/** Two neighbours of one type, in the wrong order. */
function swapNeighbours(nodes: readonly Node[], bytes: Buffer): Edit[] {
  const text = (node: Node) => bytes.toString('utf8', ...range(node))
  return nodes.slice(1).flatMap((right, i) => {
    const left = nodes[i]!
    if (typeOf(left) !== typeOf(right) || typeOf(left) === '' || text(left) === text(right)) return []
    const [[start, middle], [next, end]] = [range(left), range(right)]
    return [{ start, end, text: text(right) + bytes.toString('utf8', middle, next) + text(left) }]
  })
}

function yulCall(node: Node): Edit[] {
  const name = child(node, 'functionName')
  const [start, end] = range(name)
  const other = YUL[word(name, 'name')]
  if (other) return [{ start, end, text: other }]
  const [argument] = list(node, 'arguments')
  return word(name, 'name') === 'iszero' && argument ? [{ start, end, text: 'not' }] : []
}
