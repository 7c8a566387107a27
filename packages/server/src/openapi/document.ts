import type { JsonSchema } from '@sigmastream/pipeline/recipe'
import type * as t from 'io-ts'
import { FaultAnswer } from '../api/fault-answer.js'
import type { Answer, Content, Parameter, Route } from '../api/route.js'
import { routes } from '../api/routes.js'
import { componentSchemas, schemaNames } from './components.js'
import { schemaOf } from './schema-of.js'
import { commonErrors, statusWords } from './statuses.js'

type Json = Readonly<Record<string, unknown>>

const of = (codec: t.Mixed): JsonSchema => schemaOf(codec, schemaNames)

/** An event as it comes: its number and its data are texts, and the data is JSON. Source: OpenAPI 3.2, 4.14.4, Server-Sent Events. */
const eventSchema = (event: string, codec: t.Mixed): Json => ({
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[0-9]+$' },
    event: { const: event },
    data: { type: 'string', contentMediaType: 'application/json', contentSchema: of(codec) },
  },
  required: ['id', 'event', 'data'],
})

const schemaOfContent = (content: Exclude<Content, { readonly _tag: 'Json' }>): Json =>
  content._tag === 'Bytes'
    ? {}
    : { anyOf: Object.entries(content.codecs).map(([event, codec]) => eventSchema(event, codec)) }

const contentOf = (content: Content): Json => {
  if (content._tag === 'Json') return { 'application/json': { schema: of(content.codec) } }
  return { [content._tag === 'Bytes' ? content.type : 'text/event-stream']: { schema: schemaOfContent(content) } }
}

const parametersOf = (place: 'path' | 'query', parameters: Readonly<Record<string, Parameter>> = {}): readonly Json[] =>
  Object.entries(parameters).map(([name, { codec, about }]) => ({
    name,
    in: place,
    required: place === 'path',
    description: about,
    schema: of(codec),
  }))

const rangeParameter: Json = {
  name: 'Range',
  in: 'header',
  required: false,
  description: 'the part that is wanted, such as bytes=0-99; what is no such part is passed over',
  schema: { type: 'string' },
}

const lastEventParameter: Json = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'the id of the last event that was read: those after it are sent, and all where it is none',
  schema: { type: 'string' },
}

const isStream = ({ content }: Answer): boolean => content?._tag === 'Events'

const headersOf = (status: number): Json =>
  status === 429
    ? {
        headers: { 'Retry-After': { description: 'after how many seconds to ask again', schema: { type: 'integer' } } },
      }
    : {}

/** Its own errors, those of every route, and what follows of what it takes: a query may be of no form, a range lie outside. */
const errorStatusesOf = ({ errors, query, ranges = false }: Route): readonly number[] => {
  const derived = [...(query === undefined ? [] : [400]), ...(ranges ? [416] : [])]
  return [...new Set([...errors, ...commonErrors, ...derived])].toSorted((a, b) => a - b)
}

const responsesOf = (route: Route): Json => {
  const { answers, errorCodec = FaultAnswer, ranges = false } = route
  return {
    ...Object.fromEntries(
      answers.flatMap(({ status, about, content }) => {
        const answer = { description: about, ...(content === null ? {} : { content: contentOf(content) }) }
        return [
          [status, answer] as const,
          ...(ranges && status === 200 ? [[206, { ...answer, description: `a part of ${about}` }] as const] : []),
        ]
      }),
    ),
    ...Object.fromEntries(
      errorStatusesOf(route).map(
        (status) =>
          [
            status,
            {
              description: statusWords[status] ?? 'an error',
              ...headersOf(status),
              content: contentOf({ _tag: 'Json', codec: commonErrors.includes(status) ? FaultAnswer : errorCodec }),
            },
          ] as const,
      ),
    ),
  }
}

const operationOf = (route: Route, name: string): Json => ({
  operationId: name,
  summary: route.summary,
  description: route.about,
  parameters: [
    ...parametersOf('path', route.parameters),
    ...parametersOf('query', route.query),
    ...(route.ranges === true ? [rangeParameter] : []),
    ...(route.answers.some(isStream) ? [lastEventParameter] : []),
  ],
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: route.body.required, content: contentOf(route.body.content) } }),
  responses: responsesOf(route),
})

/** A path as a document has it: `/v1/sounds/{id}` of `/v1/sounds/:id`. */
export const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

const pathsOf = (all: Readonly<Record<string, Route>>): Json => {
  const paths = [...new Set(Object.values(all).map(({ path }) => path))]
  return Object.fromEntries(
    paths.map((path) => {
      const here = Object.entries(all).filter(([, route]) => route.path === path)
      const operations = here.map(([name, route]) => [route.method.toLowerCase(), operationOf(route, name)] as const)
      return [templateOf(path), Object.fromEntries(operations)] as const
    }),
  )
}

/** What the document says of the product. */
export interface ProductVersion {
  readonly version: string
}

/** The API as an OpenAPI 3.1 document, from its routes and codecs. Source: OpenAPI 3.1.1, https://spec.openapis.org/oas/v3.1.1 */
export const openApiOf = ({ version }: ProductVersion): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'sigmastream',
    version,
    summary: 'Fill gaps, vary, restyle and extend recordings on this machine',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  security: [{}, { token: [] }],
  paths: pathsOf(routes),
  components: {
    schemas: componentSchemas,
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description: 'the token of --token, where the server was started with one',
      },
    },
  },
})
