import type { JsonSchema } from '@sigmastream/pipeline/recipe'
import { type Html, html, noHtml } from './html.js'

const code = (value: unknown): Html => html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`

const between = (pieces: readonly Html[], mark: string): Html =>
  html`${pieces.map((piece, i) => (i === 0 ? piece : html`${mark}${piece}`))}`

/** A bound to read: a large one as a power of ten. */
const boundText = (bound: number): string =>
  Math.abs(bound) < 1e6 ? String(bound) : bound.toExponential().replace('+', '')

const boundsText = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string => {
  const largest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  const parts = [
    minimum === undefined ? [] : [`from ${boundText(minimum)}`],
    exclusiveMinimum === undefined ? [] : [`above ${boundText(exclusiveMinimum)}`],
    largest === undefined ? [] : [`to ${boundText(largest)}`],
    exclusiveMaximum === undefined ? [] : [`below ${boundText(exclusiveMaximum)}`],
  ].flat()
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`
}

const numberHtml = (schema: JsonSchema): Html => {
  const kind = schema.type === 'integer' ? 'whole number' : 'number'
  return html`${kind}${boundsText(schema)}${schema['x-unit'] === undefined ? '' : `, in ${schema['x-unit']}`}`
}

const isObject = ({ properties }: JsonSchema): boolean => properties !== undefined

/** What kind of value fits, in a few words. */
export const kindHtml = (schema: JsonSchema): Html => {
  const { $ref, type, anyOf, items, prefixItems } = schema
  const name = $ref?.split('/').at(-1)
  if (name !== undefined) return html`<a href="#${name}">${name}</a>`
  if ('const' in schema) return code(schema.const)
  if (schema.enum !== undefined) return between(schema.enum.map(code), ' | ')
  if (anyOf !== undefined) return between(anyOf.map(kindHtml), ' or ')
  if (prefixItems !== undefined) return html`list of ${between(prefixItems.map(kindHtml), ' and ')}`
  if (type === 'array') return html`list of ${kindHtml(items ?? {})}`
  if (type === 'number' || type === 'integer') return numberHtml(schema)
  return html`${type === 'string' ? 'text' : (type ?? 'anything')}`
}

const wordsHtml = (schema: JsonSchema): Html => {
  const { title, description, examples } = schema
  const label = title === undefined ? noHtml : html`<b>${title}.</b> `
  const shown = examples === undefined ? noHtml : html` Such as ${between(examples.map(code), ', ')}.`
  return html`${label}${description === undefined ? noHtml : html`${description}.`}${shown}`
}

/** A row of a table of values: its name, what fits, what it is. */
export const rowHtml = (name: string, schema: JsonSchema, required: boolean): Html =>
  html`<tr><th scope="row"><code>${name}</code>${required ? html` <i>needed</i>` : noHtml}</th><td>${kindHtml(schema)}</td><td>${wordsHtml(schema)}${inside(schema)}</td></tr>`

/** The objects that are in a value without a name of their own, which its row has room for. */
const inside = (schema: JsonSchema): Html => {
  const here = [schema, ...(schema.items === undefined ? [] : [schema.items]), ...(schema.anyOf ?? [])]
  return html`${here.filter((one) => isObject(one) || one.allOf !== undefined).map(fieldsHtml)}`
}

const tableHtml = ({ properties = {}, required = [] }: JsonSchema): Html =>
  html`<table><tbody>${Object.entries(properties).map(([name, schema]) => rowHtml(name, schema, required.includes(name)))}</tbody></table>`

/** The fields of an object, and of those that it is put together from or one of. */
export const fieldsHtml = (schema: JsonSchema): Html => {
  const { allOf = [], anyOf = [] } = schema
  const own = isObject(schema) ? tableHtml(schema) : noHtml
  const choices = anyOf.filter((one) => isObject(one) || one.allOf !== undefined)
  const oneOf = choices.length === 0 ? noHtml : html`<p>One of these:</p>${choices.map(fieldsHtml)}`
  const parts = allOf.map((part) =>
    part.$ref === undefined ? fieldsHtml(part) : html`<p>All of ${kindHtml(part)}, and:</p>`,
  )
  return html`${own}${parts}${oneOf}`
}
