import { childrenOf, treeOf } from './sources.mjs'

/**
 * Functions of a file, in the order of the text: which tests reach a mutant is known by the function that it stands in. The first
 * stands for the whole file, which runs when it is loaded.
 */

const hasBody = (node) => /Function/.test(node.type) && node.body?.type !== undefined && !node.type.startsWith('TS')

export const functionsOf = (code) => {
  const found = [{ start: 0, end: code.length, body: null }]
  const visit = (node) => {
    if (hasBody(node)) found.push({ start: node.start, end: node.end, body: node.body })
    childrenOf(node).forEach(visit)
  }
  visit(treeOf(code))
  return found
}

/** The number of the innermost function around a place. Default values of parameters run with their function. */
export const functionAround = (functions, { start, end }) => {
  const around = functions.flatMap((one, number) => (one.start <= start && end <= one.end ? [number] : []))
  return around.at(-1)
}

const NAME = '__reached'

/** The same code, which notes each of its functions that runs in a table of the process. Lines stay where they are. */
export const marked = (file, code) => {
  const functions = functionsOf(code)
  const head = code.startsWith('#!') ? code.indexOf('\n') + 1 : 0
  const table = `const ${NAME} = ((globalThis.${NAME} ??= {})[${JSON.stringify(file)}] ??= new Uint8Array(${functions.length})); ${NAME}[0] = 1; `
  const inserted = functions.flatMap(({ body }, number) => {
    if (body === null) return [{ at: head, text: table }]
    const mark = `${NAME}[${number}] = 1`
    return body.type === 'BlockStatement' || body.type === 'FunctionBody'
      ? [{ at: body.start + 1, text: ` ${mark};` }]
      : [
          { at: body.start, text: `(${mark}, ` },
          { at: body.end, text: ')', closes: true },
        ]
  })
  // From the end to the front, so that places stay true. At one place what closes an inner function stands before what opens.
  return inserted
    .map((one, order) => ({ ...one, order }))
    .toSorted((a, b) => b.at - a.at || Number(a.closes ?? false) - Number(b.closes ?? false) || b.order - a.order)
    .reduce((text, { at, text: more }) => text.slice(0, at) + more + text.slice(at), code)
}
