import { additionIn, type JsonSchema, keywordsIn } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** Codecs that have a name in a document: it says their schema once, and refers to it where they are met. */
export type SchemaNames = ReadonlyMap<t.Mixed, string>

type SchemaOf = (codec: t.Mixed) => JsonSchema

/** The keys of an object, those that need not be there left out of `required`. */
const objectSchema = (props: t.Props, isRequired: (codec: t.Mixed) => boolean, of: SchemaOf): JsonSchema => {
  const entries = Object.entries(props)
  const required = entries.flatMap(([name, codec]) => (isRequired(codec) ? [name] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, codec]) => [name, of(codec)] as const)),
    ...(required.length === 0 ? {} : { required }),
  }
}

const anyOf = (codecs: readonly t.Mixed[], of: SchemaOf): JsonSchema => {
  const inJson = codecs.filter((codec) => !(codec instanceof t.UndefinedType))
  return { anyOf: inJson.map(of) }
}

/** What the structure of a codec says of its schema; `undefined` where it has none. */
const structureOf = (codec: t.Mixed, of: SchemaOf): JsonSchema | undefined => {
  if (codec instanceof t.UnknownType) return {}
  if (codec instanceof t.NullType) return { type: 'null' }
  if (codec instanceof t.BooleanType) return { type: 'boolean' }
  if (codec instanceof t.NumberType) return { type: 'number' }
  if (codec instanceof t.StringType) return { type: 'string' }
  if (codec instanceof t.LiteralType) return { const: codec.value }
  if (codec instanceof t.KeyofType) return { enum: Object.keys(codec.keys) }
  if (codec === t.Int) return { type: 'integer' }
  if (codec instanceof t.ArrayType || codec instanceof t.ReadonlyArrayType)
    return { type: 'array', items: of(codec.type) }
  // io-ts leaves out what is behind the last of a tuple.
  if (codec instanceof t.TupleType)
    return { type: 'array', prefixItems: codec.types.map(of), minItems: codec.types.length }
  if (codec instanceof t.InterfaceType) return objectSchema(codec.props, (prop) => !prop.is(undefined), of)
  if (codec instanceof t.PartialType) return objectSchema(codec.props, () => false, of)
  if (codec instanceof t.DictionaryType && codec.domain instanceof t.StringType)
    return { type: 'object', additionalProperties: of(codec.codomain) }
  if (codec instanceof t.ExactType || codec instanceof t.ReadonlyType) return of(codec.type)
  if (codec instanceof t.UnionType) return anyOf(codec.types, of)
  if (codec instanceof t.IntersectionType) return { allOf: codec.types.map(of) }
  return undefined
}

/**
 * The schema of the JSON values that a codec accepts: of what it is built of, and of what its parts carry. Throws where
 * a codec has neither: `withKeywords` gives it what its structure does not say, a refinement its condition.
 * Law: a value that the codec accepts validates against the schema, and the other way round. What JSON Schema has no
 * words for is in its own: `format` of texts, and `x-rising`.
 */
export const inlineSchema = (codec: t.Mixed, names: SchemaNames = new Map()): JsonSchema => {
  const of = (part: t.Mixed): JsonSchema => schemaOf(part, names)
  const carried = keywordsIn(codec)
  const refined =
    codec instanceof t.RefinementType && codec !== t.Int && carried !== undefined ? of(codec.type) : undefined
  const structure = structureOf(codec, of) ?? refined
  if (structure === undefined && carried === undefined)
    throw new TypeError(`the codec "${codec.name}" carries no schema`)
  return { ...structure, ...carried }
}

/** A reference to a codec that has a name, with what was added to it since; `undefined` where it has none. */
const referenceTo = (codec: t.Mixed, names: SchemaNames): JsonSchema | undefined => {
  const name = names.get(codec)
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  const addition = additionIn(codec)
  const reference = addition === undefined ? undefined : referenceTo(addition.to, names)
  return reference === undefined ? undefined : { ...reference, ...addition?.keywords }
}

/** The same, or a reference to it where the codec has a name. */
export const schemaOf = (codec: t.Mixed, names: SchemaNames = new Map()): JsonSchema =>
  referenceTo(codec, names) ?? inlineSchema(codec, names)
