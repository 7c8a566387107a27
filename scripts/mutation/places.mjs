import { mutantsAt } from './kinds.mjs'
import { childrenOf, read, treeOf } from './sources.mjs'
import { isLooks, isWords } from './words.mjs'

/** Types are no behaviour; a cast is what stands in it. */
const casts = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSInstantiationExpression'])
const isType = ({ type }) => type.startsWith('TS') && !casts.has(type)
const isImport = ({ type, source }) =>
  type === 'ImportDeclaration' ||
  type === 'ExportAllDeclaration' ||
  (type === 'ExportNamedDeclaration' && source !== null)

export const mutated = (code, { start, end, to }) => code.slice(0, start) + to + code.slice(end)

/** Whether a mutant is a program at all. */
export const isProgram = (code, mutant) => {
  try {
    treeOf(mutated(code, mutant))
    return true
  } catch {
    return false
  }
}

/** Every place in the code of a file where a mutant can be made, with the line it is on. */
export const placesOf = (file, code) => {
  if (isLooks(file)) return []
  const found = []
  const visit = (node) => {
    if (isType(node) || isImport(node) || isWords(node.type === 'ExpressionStatement' ? node.expression : node)) return
    found.push(...mutantsAt(node, code))
    childrenOf(node).forEach(visit)
  }
  visit(treeOf(code))
  const lines = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)]
  const lineOf = (at) => lines.findLastIndex((start) => start <= at) + 1
  return found
    .map((one) => ({ file, line: lineOf(one.start), from: code.slice(one.start, one.end), ...one }))
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
}

/** Places in a file, by its path from the root of the repository. */
export const placesIn = (file) => placesOf(file, read(file))

/** A line shorter than this names no place by itself: the line in front is said with it. */
const TELLING = 24

const startOfLines = (code, at, end) => {
  const from = code.lastIndexOf('\n', at - 1) + 1
  return from > 0 && code.slice(from, end).trim().length < TELLING ? startOfLines(code, from - 1, end) : from
}

/** The lines that a mutant changes, before and after it, without the indent: how a list of mutants names one. */
export const linesAround = (code, mutant) => {
  const until = code.indexOf('\n', mutant.end)
  const to = until === -1 ? code.length : until
  const from = startOfLines(code, mutant.start, to)
  const shift = { ...mutant, start: mutant.start - from, end: mutant.end - from }
  const before = code.slice(from, to)
  const flat = (lines) => lines.trim().replace(/\n\s*/g, '\n')
  return { before: flat(before), after: flat(mutated(before, shift)) }
}
