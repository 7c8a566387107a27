/** What a mutant does at a node: for each kind of node the texts that it may become, by place in the file. */

const swaps = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '^': ['|'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-=', '='],
  '-=': ['+=', '='],
  '*=': ['/=', '='],
  '/=': ['*=', '='],
  '++': ['--'],
  '--': ['++'],
}
const comparisons = new Set(['<', '<=', '>', '>=', '===', '!=='])
const logic = new Set(['&&', '||', '??'])

/** Methods and functions of which one stands for the other. */
const names = new Map(
  Object.entries({
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    round: 'floor',
    every: 'some',
    some: 'every',
    left: 'right',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
  }),
)

/** Methods that give what they were asked of in another order, length or form: without the call it stays as it is. */
const passing = new Set(
  'slice subarray filter sort toSorted reverse toReversed trim trimEnd toLowerCase toUpperCase concat flat replace replaceAll'.split(
    ' ',
  ),
)

const reads = /^\s*\.(?:find|findIndex|forEach|reduce|some|every|map)\(/

const isText = ({ type, value }) => type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string')

const withOperator = (code, node, left, right) => {
  const at = code.indexOf(node.operator, left.end)
  // Behind a parenthesis or a comment the first such sign may be another: then the place is left out.
  if (code.slice(left.end, at).trim() !== '' || at + node.operator.length > right.start) return []
  const kind = comparisons.has(node.operator) ? 'comparison' : logic.has(node.operator) ? 'logic' : 'arithmetic'
  return (swaps[node.operator] ?? []).map((to) => ({ kind, start: at, end: at + node.operator.length, to }))
}

const numbers = ({ value, raw }) => {
  if (typeof value === 'bigint') return [`${value + 1n}n`]
  if (value === 0) return ['1']
  if (value === 1) return ['0', '2']
  if (/e-/.test(raw)) return [String(value * 1000)]
  return Number.isInteger(value) ? [String(value + 1), String(value * 2)] : [String(value * 2), String(value / 2)]
}

const constant = (node) => {
  const { value, start, end } = node
  if (typeof value === 'boolean') return [{ kind: 'boolean', start, end, to: String(!value) }]
  if (typeof value === 'number' || typeof value === 'bigint')
    return numbers(node).map((to) => ({ kind: 'constant', start, end, to }))
  return []
}

/** A string that decides: what is compared, a case, a tag, a key. Its text is no wording. */
const keyString = ({ type, value, start, end }) =>
  type === 'Literal' && typeof value === 'string' ? [{ kind: 'key', start, end, to: "'?'" }] : []

const whole = (kind, { start, end }, to) => ({ kind, start, end, to })

const removable = new Set(['CallExpression', 'AssignmentExpression', 'AwaitExpression', 'UpdateExpression'])

const byType = {
  BinaryExpression: (node, code) => {
    const { left, right, operator } = node
    if (operator === '+' && (isText(left) || isText(right))) return []
    const keys = operator === '===' || operator === '!==' ? [...keyString(left), ...keyString(right)] : []
    return [...withOperator(code, node, left, right), ...keys]
  },
  LogicalExpression: (node, code) => withOperator(code, node, node.left, node.right),
  AssignmentExpression: (node, code) => withOperator(code, node, node.left, node.right),
  UpdateExpression: ({ operator, prefix, start, end }) => {
    const at = prefix ? start : end - 2
    return swaps[operator].map((to) => ({ kind: 'arithmetic', start: at, end: at + 2, to }))
  },
  UnaryExpression: ({ operator, start }) =>
    operator === '!' || operator === '-' || operator === '~'
      ? [{ kind: operator === '!' ? 'boolean' : 'arithmetic', start, end: start + 1, to: ' ' }]
      : [],
  Literal: constant,
  ConditionalExpression: ({ test }) => [whole('conditional', test, 'true'), whole('conditional', test, 'false')],
  IfStatement: ({ test }) => [whole('conditional', test, 'true'), whole('conditional', test, 'false')],
  WhileStatement: ({ test }) => [whole('conditional', test, 'false')],
  ExpressionStatement: (node) => (removable.has(node.expression.type) ? [whole('removed statement', node, ';')] : []),
  SwitchCase: ({ test }) => (test === null ? [] : keyString(test)),
  ArrayExpression: (node) => (node.elements.length > 0 ? [whole('removed elements', node, '[]')] : []),
  Property: ({ key, value }) => (key.name === '_tag' || key.name === 'kind' ? keyString(value) : []),
  MemberExpression: ({ computed, property }) => {
    if (computed) return keyString(property)
    return names.has(property.name) ? [whole('name', property, names.get(property.name))] : []
  },
  CallExpression: ({ callee, start, end, arguments: given }, code) => {
    const method = callee.type === 'MemberExpression' && !callee.computed ? callee.property.name : undefined
    // A copy in front of what only reads is for the type of readonly samples, which has no such method; the array has it.
    const forType = method === 'slice' && given.length === 0 && reads.test(code.slice(end))
    const left =
      passing.has(method) && !forType
        ? [{ kind: 'removed call', start, end, to: code.slice(start, callee.object.end) }]
        : []
    return [...left, ...(method === 'has' || method === 'get' ? given.flatMap(keyString) : [])]
  },
}

/** The mutants of one node, without those of the nodes below it. */
export const mutantsAt = (node, code) => byType[node.type]?.(node, code) ?? []
