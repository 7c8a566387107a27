/** A step of a sampler as its name says it: `addNoise(ancestral)`, `when(noiseReference > maskProject)`. */
export interface ChainPart {
  readonly name: string
  /** What stands before its inner chains, or in their place: `ancestral`, `0.05`. */
  readonly detail: string | null
  /** The chains inside, one of which runs; none in most steps. */
  readonly inside: readonly (readonly ChainPart[])[]
}

/** Cuts a text at a mark wherever that stands outside brackets. */
const cut = (text: string, mark: string): readonly string[] => {
  const pieces: string[] = []
  let [depth, start] = [0, 0]
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (depth === 0 && text.startsWith(mark, i)) {
      pieces.push(text.slice(start, i))
      start = i + mark.length
    }
  }
  return [...pieces, text.slice(start)]
}

/** Steps that hold others, even where it is one alone. */
const holders = ['choose', 'when', 'inFlowTime', 'reuse']

const partOf = (text: string): ChainPart => {
  const open = text.indexOf('(')
  if (open < 0 || !text.endsWith(')')) return { name: text, detail: null, inside: [] }
  const [name, body] = [text.slice(0, open), text.slice(open + 1, -1)]
  const [first = '', ...rest] = cut(body, ': ')
  const [detail, chains] = rest.length === 0 ? [null, body] : [first, rest.join(': ')]
  const holds = detail !== null || holders.includes(name) || cut(body, ' > ').length > 1
  return holds
    ? { name, detail, inside: cut(chains, ' | ').map(chainParts) }
    : { name, detail: body === '' ? null : body, inside: [] }
}

/** The steps of a chain, from the name that the algebra gives it: `denoise > score > eulerStep`. */
export const chainParts = (chain: string): readonly ChainPart[] => (chain === '' ? [] : cut(chain, ' > ').map(partOf))

/** The name of a chain from its steps: `chainParts` of it gives them back. */
export const chainName = (parts: readonly ChainPart[]): string =>
  parts
    .map(({ name, detail, inside }) => {
      const chains = inside.map(chainName).join(' | ')
      const body = [...(detail === null ? [] : [detail]), ...(inside.length === 0 ? [] : [chains])].join(': ')
      return body === '' ? name : `${name}(${body})`
    })
    .join(' > ')
