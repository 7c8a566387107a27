import { AskedRecipe, type JsonSchema, Recipe } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import * as api from '../api/index.js'
import { inlineSchema, type SchemaNames } from './schema-of.js'

type NameTable<A> = readonly (readonly [string, A])[]

const apiValues: NameTable<unknown> = Object.entries(api)

const codecs: NameTable<t.Mixed> = [
  ['Recipe', Recipe],
  ['AskedRecipe', AskedRecipe],
  ...apiValues
    .flatMap(([name, value]) => (value instanceof t.Type ? [[name, value] as const] : []))
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
]

/** What a document calls each codec that the API exports, and recipes: by the name that it has in the code. */
export const schemaNames: SchemaNames = new Map(codecs.map(([name, codec]) => [codec, name] as const))

/** The schemas of all of them, each referring to the others, the recipes first. */
export const componentSchemas: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  codecs.map(([name, codec]) => [name, inlineSchema(codec, schemaNames)] as const),
)
