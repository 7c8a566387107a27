import * as t from 'io-ts'

/** As much of a JSON Schema as is read here. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly $ref?: string
}

/** See the type of the same name. */
export const Schema: t.Type<Schema, unknown, unknown> = t.recursion('a schema', () =>
  t.partial({
    type: t.union([t.string, t.readonlyArray(t.string)]),
    title: t.string,
    description: t.string,
    examples: t.readonlyArray(t.unknown),
    enum: t.readonlyArray(t.unknown),
    const: t.unknown,
    minimum: t.number,
    maximum: t.number,
    exclusiveMinimum: t.number,
    exclusiveMaximum: t.number,
    properties: t.record(t.string, Schema),
    anyOf: t.readonlyArray(Schema),
    oneOf: t.readonlyArray(Schema),
    allOf: t.readonlyArray(Schema),
    $ref: t.string,
  }),
)

/** A description of an API, as far as it is read here. */
export const OpenApi = t.type({ components: t.type({ schemas: t.record(t.string, Schema) }) })
