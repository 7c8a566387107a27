import { type JsonSchema, Recipe } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import * as api from '../api/index.js'
import { inlineSchema, type SchemaNames } from './schema-of.js'

type Named<A> = readonly (readonly [string, A])[]

const exported: Named<unknown> = Object.entries(api)

const named: Named<t.Mixed> = [
  ['Recipe', Recipe],
  ...exported
    .flatMap(([name, value]) => (value instanceof t.Type ? [[name, value] as const] : []))
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
]

/** What a document calls each codec that the API exports, and a recipe: by the name that it has in the code. */
export const schemaNames: SchemaNames = new Map(named.map(([name, codec]) => [codec, name] as const))

/** The schemas of all of them, each referring to the others, the recipe first. */
export const componentSchemas: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  named.map(([name, codec]) => [name, inlineSchema(codec, schemaNames)] as const),
)
