import { type JsonSchema, Recipe } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import * as api from '../api/index.js'
import { inlineSchema, type SchemaNames } from './schema-of.js'

type Entries<A> = readonly (readonly [string, A])[]

const apiExports: Entries<unknown> = Object.entries(api)

const namedCodecs: Entries<t.Mixed> = [
  ['Recipe', Recipe],
  ...apiExports
    .flatMap(([name, value]) => (value instanceof t.Type ? [[name, value] as const] : []))
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
]

/** What a document calls each codec that the API exports, and a recipe: by the name that it has in the code. */
export const schemaNames: SchemaNames = new Map(namedCodecs.map(([name, codec]) => [codec, name] as const))

/** The schemas of all of them, each referring to the others, the recipe first. */
export const componentSchemas: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  namedCodecs.map(([name, codec]) => [name, inlineSchema(codec, schemaNames)] as const),
)
