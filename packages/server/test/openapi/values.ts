import type { JsonSchema } from '@sigmastream/pipeline/recipe'
import fc from 'fast-check'

type Named = Readonly<Record<string, JsonSchema>>

/** Numbers at which a bound may be wrong by one. */
const edges = [
  -0,
  -1,
  -1e-300,
  0,
  5e-324,
  0.5,
  1,
  1 + 2 ** -52,
  1.5,
  2,
  100,
  101,
  3600,
  10_000,
  10_001,
  1e12,
  1.1e12,
  2 ** 53 - 1,
  2 ** 53,
  1e300,
]

const numbers = (schema: JsonSchema): fc.Arbitrary<number> => {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = schema
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined)
  const near = bounds.flatMap((bound) => [bound, bound + 1, bound - 1, bound + 1e-9, bound - 1e-9])
  const [low, high] = [minimum ?? exclusiveMinimum ?? -1e6, maximum ?? exclusiveMaximum ?? 1e6]
  const inside =
    type === 'integer'
      ? fc.integer({ min: Math.ceil(low), max: Math.min(Math.floor(high), 2 ** 31) })
      : fc.double({ min: low, max: high, noNaN: true })
  return fc.oneof(
    { weight: 4, arbitrary: inside },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
    ...(near.length === 0 ? [] : [{ weight: 3, arbitrary: fc.constantFrom(...near) }]),
  )
}

const curveTexts = (mark: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(0, 1, 0.5, -1, 7), fc.double()), fc.constantFrom(0, 1, 1, 2, 5.5, -1)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((pairs) => pairs.map(([value, place]) => `${value}${mark}${place}`).join(','))

const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'scale-points': fc.oneof(
    curveTexts(':'),
    curveTexts('@'),
    fc.constantFrom('', '0x10:1', ' 7 : 500', '7', '7:500,', '1@0,2@0', '1@0,2@-0'),
  ),
  'fraction-points': fc.oneof(curveTexts('@'), fc.constantFrom('', '1@0,0.3@5.5', '1:2', '2@1')),
  forks: fc.oneof(
    fc
      .array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 3 })
      .map((pairs) => pairs.map((pair) => pair.join('@')).join(',')),
    fc.constantFrom('', '103@12,117@24', ' 1@2 , 3@4 ', '1@2,3@2', '9007199254740992@1', '1@0'),
  ),
}

const record = (properties: Named, required: readonly string[], of: (schema: JsonSchema) => fc.Arbitrary<unknown>) => {
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  const isKept = (some: readonly string[], name: string): boolean => required.includes(name) || some.includes(name)
  return fc.subarray(optional, { maxLength: Math.min(5, optional.length) }).chain((some) => {
    const kept = Object.entries(properties).filter(([name]) => isKept(some, name))
    return fc.record(Object.fromEntries(kept.map(([name, schema]) => [name, of(schema)] as const)))
  })
}

/** JSON values that fit a schema, or nearly: bounds, forms and orders are sometimes missed by little. */
export const valuesOf = (schema: JsonSchema, named: Named = {}): fc.Arbitrary<unknown> => {
  const of = (part: JsonSchema): fc.Arbitrary<unknown> => valuesOf(part, named)
  const { $ref, anyOf, allOf, type, properties = {}, required = [], items, prefixItems, format, pattern } = schema
  if ($ref !== undefined) return of(named[$ref.replace('#/components/schemas/', '')] ?? {})
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum, 'toString', '__proto__')
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(of))
  if (allOf !== undefined) return fc.tuple(...allOf.map(of)).map((parts) => Object.assign({}, ...parts))
  if (type === 'object') return record(properties, required, of)
  if (type === 'array')
    return prefixItems === undefined
      ? fc.array(of(items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
      : fc.tuple(...prefixItems.map(of))
  if (type === 'number' || type === 'integer') return numbers(schema)
  if (type === 'string')
    return (
      texts[format ?? ''] ??
      (pattern === undefined ? fc.string() : fc.oneof(fc.string(), fc.stringMatching(new RegExp(pattern, 'u'))))
    )
  if (type === 'boolean') return fc.boolean()
  return type === 'null' ? fc.constant(null) : fc.jsonValue({ maxDepth: 1 })
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', ' ', '7', 'cfg', [], {}, [1], { a: 1 }, ...edges),
  fc.jsonValue({ maxDepth: 1 }),
)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value with one place in it changed: another value, a key or an element less, or one more. */
export const changed = (value: unknown): fc.Arbitrary<unknown> => {
  const inside: readonly fc.Arbitrary<unknown>[] = Array.isArray(value)
    ? [
        anything.map((more) => [...value, more]),
        ...value.map((element, i) => changed(element).map((other) => value.with(i, other))),
        ...value.map((_, i) => fc.constant(value.toSpliced(i, 1))),
      ]
    : isObject(value)
      ? [
          fc
            .tuple(fc.constantFrom('a', 'steps', 'cfg', 'toString'), anything)
            .map(([key, more]) => ({ ...value, [key]: more })),
          ...Object.entries(value).map(([key, part]) => changed(part).map((other) => ({ ...value, [key]: other }))),
          ...Object.keys(value).map((key) =>
            fc.constant(Object.fromEntries(Object.entries(value).filter(([other]) => other !== key))),
          ),
        ]
      : []
  return inside.length === 0
    ? anything
    : fc.oneof({ weight: 1, arbitrary: anything }, ...inside.map((arbitrary) => ({ weight: 2, arbitrary })))
}
