import * as c from '@sigmastream/pipeline/recipe'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import * as api from '../../src/api/index.js'
import { inlineSchema, schemaOf } from '../../src/openapi/schema-of.js'
import { validatorOf } from './validator.js'
import { changed, valuesOf } from './values.js'

/** The first of some JSON values, made from the schema or changed a little, of which codec and schema do not say the same. */
const disagreement = (codec: t.Mixed, numRuns: number): unknown => {
  const schema = inlineSchema(codec)
  const fits = validatorOf(schema)
  const agrees = (value: unknown): boolean => fits(value) === E.isRight(codec.decode(value))
  const values = valuesOf(schema)
  const json = fc.oneof(values, values.chain(changed)).map((value): unknown => JSON.parse(JSON.stringify(value)))
  return fc.check(fc.property(json, agrees), { numRuns }).counterexample?.[0]
}

const isCodec = (value: unknown): value is t.Mixed => value instanceof t.Type

/** Codecs of everything that a recipe is built of, and of every shape of io-ts. */
const kinds: Readonly<Record<string, t.Mixed>> = {
  ...Object.fromEntries(Object.entries(c).filter((entry): entry is [string, t.Mixed] => isCodec(entry[1]))),
  wholeNumber: c.wholeNumber(1, 100),
  fractionCurve: c.fractionCurve(''),
  oneOf: c.oneOf({ one: null, two: null }),
  sigmaList: c.sigmaList(2),
  positive: c.positive('a number'),
  tuple: t.tuple([t.string, t.Int]),
  dictionary: t.record(t.string, t.boolean),
  exact: t.strict({ a: t.number, b: t.union([t.string, t.undefined]) }),
  keyof: t.keyof({ a: null, b: null }),
  literals: t.union([t.literal('a'), t.literal(1), t.literal(true), t.null]),
  array: t.array(t.unknown),
  refinement: c.withKeywords(
    t.brand(t.number, (n): n is t.Branded<number, { readonly Above: symbol }> => n > 1, 'Above'),
    { exclusiveMinimum: 1 },
  ),
}

/** Codecs of bodies, and of what is sent. */
const bodies: Readonly<Record<string, t.Mixed>> = {
  ...Object.fromEntries(
    Object.entries<unknown>({ ...api }).filter((entry): entry is [string, t.Mixed] => isCodec(entry[1])),
  ),
  ...api.renderEvents,
}

describe('codec and schema accept the same values', () => {
  it.each(Object.entries(kinds))('%s', (_, codec) => expect(disagreement(codec, 60)).toBeUndefined())
  it.each(Object.entries(bodies))('%s', (_, codec) => expect(disagreement(codec, 20)).toBeUndefined())
  it.each(Object.entries({ ...c.askedFields, ...c.taskFields }))('recipes with %s', (name, codec) =>
    expect(disagreement(t.partial({ [name]: codec }), 25)).toBeUndefined(),
  )

  it.each<readonly [string, t.Mixed]>([
    ['too narrow', c.withKeywords(c.wholeNumber(1, 9), { maximum: 8 })],
    ['too wide', c.withKeywords(c.wholeNumber(1, 9), { maximum: 10 })],
    [
      'without the order of a share',
      c.withKeywords(c.askedFields.cfgInterval, {
        anyOf: [
          { type: 'null' },
          { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], minItems: 2, maxItems: 2 },
        ],
      }),
    ],
    ['of any text', c.withKeywords(c.prompt, { pattern: '^.*$' })],
  ])('a schema that is %s is found', (_, codec) => expect(disagreement(codec, 1000)).not.toBeUndefined())
})

describe('what has no structure carries its schema', () => {
  it('or is a fault in the program', () => {
    const opaque = new t.Type('a mystery', t.string.is, t.string.validate, t.identity)
    expect(() => inlineSchema(t.array(opaque))).toThrow('the codec "a mystery" carries no schema')
    const refined = t.brand(
      t.string,
      (text): text is t.Branded<string, { readonly Long: symbol }> => text !== '',
      'Long',
    )
    expect(() => inlineSchema(refined)).toThrow('the codec "Long" carries no schema')
  })
})

it('a codec with a name is referred to, with what was added to it since', () => {
  const names = new Map<t.Mixed, string>([[c.Recipe, 'Recipe']])
  const told = c.withKeywords(c.withKeywords(c.Recipe, { title: 'Again' }), { description: 'what to make again' })
  expect(schemaOf(t.type({ first: c.Recipe, again: told }), names)).toEqual({
    type: 'object',
    properties: {
      first: { $ref: '#/components/schemas/Recipe' },
      again: { $ref: '#/components/schemas/Recipe', title: 'Again', description: 'what to make again' },
    },
    required: ['first', 'again'],
  })
})

describe('every field of a recipe', () => {
  const inside = (schema: c.JsonSchema): readonly (readonly [string, c.JsonSchema])[] => [
    ...Object.entries(schema.properties ?? {}),
    ...[
      ...(schema.allOf ?? []),
      ...(schema.anyOf ?? []),
      ...Object.values(schema.properties ?? {}),
      ...(schema.items === undefined ? [] : [schema.items]),
    ].flatMap(inside),
  ]
  const fields = inside(inlineSchema(c.Recipe)).filter(([name]) => name !== 'command')

  it('there are many', () => expect(new Set(fields.map(([name]) => name)).size).toBeGreaterThan(70))

  it.each(fields)('%s says what it is, with a default and examples that fit', (_, schema) => {
    const { title, description, examples = [] } = schema
    expect(title).toMatch(/^[A-Z].{1,40}$/)
    expect(description).toMatch(/.{10,}/)
    expect(description).not.toMatch(/--|IN\b/)
    const fits = validatorOf(schema)
    expect(examples.length).toBeGreaterThan(0)
    expect([...examples, ...('default' in schema ? [schema.default] : [])].filter((value) => !fits(value))).toEqual([])
  })
})
