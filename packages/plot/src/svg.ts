import { theme } from './theme.js'

/** The attributes of an element; a number is written with two decimals at most. */
export type Attributes = Readonly<Record<string, string | number>>

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What XML 1.0, section 2.2, allows nowhere, even escaped: most control characters, and halves of surrogate pairs. */
const isForbidden = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  const control = code < 0x20 && !'\t\n\r'.includes(character)
  return control || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff
}

/** Text as it stands in XML, between tags or in an attribute; a character that XML cannot hold becomes U+FFFD. */
export const escapeXml = (text: string): string =>
  [...text].map((character) => (isForbidden(character) ? '\ufffd' : (entities[character] ?? character))).join('')

/** A number with two decimals at most. */
export const numberText = (value: number): string => String(Number(value.toFixed(2)))

const attribute = ([name, value]: readonly [string, string | number]): string =>
  ` ${name}="${typeof value === 'number' ? numberText(value) : escapeXml(value)}"`

/** One element. `children` are elements already: text goes through `text`, which escapes it. */
export const svgElement = (name: string, attributes: Attributes, children: readonly string[] = []): string => {
  const open = `${name}${Object.entries(attributes).map(attribute).join('')}`
  return children.length === 0 ? `<${open}/>` : `<${open}>${children.join('')}</${name}>`
}

/** Text at a point, its baseline at `y`. */
export const text = (content: string, x: number, y: number, attributes: Attributes = {}): string =>
  svgElement('text', { x, y, ...attributes }, [escapeXml(content)])

/** A heading in bold with a note after it, its baseline at `y`. */
export const heading = (name: string, note: string, x: number, y: number, attributes: Attributes = {}): string =>
  svgElement('text', { x, y, 'font-size': theme.label, 'font-weight': 'bold', fill: theme.ink, ...attributes }, [
    escapeXml(name),
    svgElement('tspan', { dx: 8, 'font-size': theme.small, 'font-weight': 'normal', fill: theme.soft }, [
      escapeXml(note),
    ]),
  ])

/** A straight line. */
export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string =>
  svgElement('line', { x1, y1, x2, y2, ...attributes })
