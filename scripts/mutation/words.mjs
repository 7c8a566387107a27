/**
 * What is words or looks, and no mutant is made of: the text of a string or template; all that stands in a tagged template or in
 * a template with a space, which is a sentence; arguments of what makes a message, a help text or an element of a drawing; and the
 * files of colours.
 */

const sayings = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'description',
  'summary',
  'option',
  'argument',
  'addHelpText',
])
const files = /^packages\/plot\/src\/(theme|colour|colour-bar)\.ts$/

export const isLooks = (file) => files.test(file)

/** What draws an element; one with others in it (its third argument) may be code. */
const isElement = ({ callee, arguments: given }) => callee.name === 'svgElement' && given.length < 3

const calleeOf = ({ callee }) => callee?.name ?? callee?.property?.name

export const isWords = (node) =>
  node.type === 'TaggedTemplateExpression' ||
  (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => value.raw.includes(' '))) ||
  ((node.type === 'CallExpression' || node.type === 'NewExpression') &&
    ((sayings.has(calleeOf(node)) && isLeaf(node)) || isElement(node)))

/** A chain `program.option(...).action(...)` holds code below its callee; only the arguments are words, and those of no function. */
const isLeaf = ({ callee, arguments: given }) =>
  (callee.type === 'Identifier' || !/Call/.test(callee.object?.type ?? '')) &&
  given.every(({ type }) => !/Function/.test(type))
