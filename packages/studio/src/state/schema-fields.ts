import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { OpenApi, type Schema } from './schema.js'

/** How a field of a recipe is asked for. */
export type FieldKind =
  | { readonly _tag: 'Choice'; readonly names: readonly string[] }
  | { readonly _tag: 'Count'; readonly least: number | null; readonly most: number | null; readonly whole: boolean }
  | { readonly _tag: 'Switch' }
  | { readonly _tag: 'Text' }
  | { readonly _tag: 'List' }

/** A field of the recipe's schema: its name there, and what is said of it. */
export interface SchemaField {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly kind: FieldKind
  readonly example: string
  /** The tasks that have it; `null` where all have. */
  readonly tasks: readonly string[] | null
}

type Schemas = Readonly<Record<string, Schema>>

const deepest = 8

/** A schema with what it refers to in its place. */
const resolve = (schemas: Schemas, schema: Schema): Schema => {
  const name = schema.$ref?.split('/').at(-1)
  const found = name === undefined ? undefined : schemas[name]
  return found === undefined ? schema : { ...found, ...schema }
}

const partsOf = ({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] => [...anyOf, ...oneOf, ...allOf]

/** A property, and the tasks whose part of the schema has it. */
interface Property {
  readonly name: string
  readonly schema: Schema
  readonly task: string | null
}

/** Every property that a schema has somewhere; a part of it that is of one command is of that task. */
const propertiesOf = (schemas: Schemas, schema: Schema, task: string | null = null, depth = 0): readonly Property[] => {
  const whole = resolve(schemas, schema)
  if (depth > deepest) return []
  const command = whole.properties?.['command']?.const
  const of = typeof command === 'string' ? command : task
  return [
    ...Object.entries(whole.properties ?? {}).map(([name, one]) => ({ name, schema: one, task: of })),
    ...partsOf(whole).flatMap((part) => propertiesOf(schemas, part, of, depth + 1)),
  ]
}

/** The one that says most where a value may be of several forms; `null` is none. */
const formOf = (schemas: Schemas, schema: Schema, depth = 0): readonly Schema[] => {
  const whole = resolve(schemas, schema)
  const parts = partsOf(whole)
  if (parts.length === 0 || depth > deepest) return whole.type === 'null' ? [] : [whole]
  return parts.flatMap((part) => formOf(schemas, part, depth + 1))
}

const hasType = (type: string, { type: types }: Schema): boolean =>
  typeof types === 'string' ? types === type : (types?.includes(type) ?? false)

const kindOf = (forms: readonly Schema[]): FieldKind | null => {
  const names = forms.flatMap((form) => [...(form.enum ?? []), ...(form.const === undefined ? [] : [form.const])])
  const texts = names.filter((name) => typeof name === 'string')
  if (texts.length > 0) return { _tag: 'Choice', names: texts }
  if (forms.some((form) => hasType('boolean', form))) return { _tag: 'Switch' }
  if (forms.some((form) => hasType('array', form))) return { _tag: 'List' }
  if (forms.some((form) => hasType('string', form))) return { _tag: 'Text' }
  const number = forms.find((form) => hasType('number', form) || hasType('integer', form))
  if (number === undefined) return null
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = number
  return {
    _tag: 'Count',
    least: minimum ?? exclusiveMinimum ?? null,
    most: maximum ?? exclusiveMaximum ?? null,
    whole: hasType('integer', number),
  }
}

/** A name of a program as words: `sigmaMin` is "Sigma min". */
const wordsOf = (name: string): string => {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const exampleText = (example: unknown): string =>
  typeof example === 'string' ? example : example === undefined ? '' : JSON.stringify(example).replaceAll(/[[\]]/g, '')

/** The fields of a recipe, from the description of the API that the server gives; none where it gives no such thing. */
export const schemaFields = (openApi: unknown): readonly SchemaField[] =>
  pipe(
    OpenApi.decode(openApi),
    E.match(
      () => [],
      ({ components: { schemas } }) => {
        const properties = propertiesOf(schemas, schemas['Recipe'] ?? {})
        const names = [...new Set(properties.map(({ name }) => name))]
        return names.flatMap((name) => {
          const all = properties.filter((property) => property.name === name)
          const schema = resolve(schemas, all[0]?.schema ?? {})
          const kind = kindOf(formOf(schemas, schema))
          const tasks = all.flatMap(({ task }) => (task === null ? [] : [task]))
          const { title = wordsOf(name), description: about = '', examples: [example] = [] } = schema
          const isOfAll = tasks.length < all.length
          return kind === null
            ? []
            : [{ name, title, about, kind, example: exampleText(example), tasks: isOfAll ? null : tasks }]
        })
      },
    ),
  )
