/** Kinds of JSON values. */
type Kind = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** Words of a person about a value, and what it is in. */
interface Annotations {
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  /** Its unit, where it has one. */
  readonly 'x-unit'?: 'seconds'
}

/**
 * A JSON Schema of the year 2020, as OpenAPI 3.1 has it: the words of it that schemas here are made of. What it has no
 * words for is a `format`, where it is about a text, or begins with `x-`, as OpenAPI's own additions do: numbers that
 * fall nowhere are `x-rising`.
 */
export interface JsonSchema extends Annotations {
  readonly $ref?: string
  readonly type?: Kind
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly pattern?: string
  readonly format?: string
  readonly contentMediaType?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly 'x-rising'?: true
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
}
