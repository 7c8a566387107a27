import type { JsonSchema } from '@sigmastream/pipeline/recipe'
import { Ajv2020 } from 'ajv/dist/2020.js'

// What JSON Schema has no words for, written here once more: a law never judges a codec by itself.

/** A number as JavaScript reads one, which is finite. */
const numberIn = (text: string): number | null => {
  const isNumber = /^\s*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|0x[\da-f]+|0o[0-7]+|0b[01]+)\s*$/iu.test(text)
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : null
}

/** Pairs with a mark between, commas between them. */
const pairsIn = (text: string, mark: string): readonly (readonly [number, number])[] | null => {
  const pairs = text.split(',').map((pair) => pair.split(mark).map(numberIn))
  const whole = pairs.flatMap(([a, b, ...more]) =>
    typeof a === 'number' && typeof b === 'number' && more.length === 0 ? [[a, b] as const] : [],
  )
  return whole.length === pairs.length && whole.length <= 10_000 ? whole : null
}

const areApart = (places: readonly number[]): boolean =>
  new Set(places.map((place) => place + 0)).size === places.length

const isCurve = (text: string, mark: string, fits: (value: number, place: number) => boolean): boolean => {
  const pairs = pairsIn(text, mark)
  return (
    pairs !== null && pairs.every(([value, place]) => fits(value, place)) && areApart(pairs.map(([, place]) => place))
  )
}

const isScaleCurve = (text: string): boolean =>
  text.includes('@') ? isCurve(text, '@', (_, at) => at >= 0) : isCurve(text, ':', (_, at) => at > 0)

const isForks = (text: string): boolean => {
  if (!/^ *\d+@\d+ *(, *\d+@\d+ *)*$/.test(text)) return false
  const pairs = [...text.matchAll(/(\d+)@(\d+)/g)].map(([, seed, step]) => [Number(seed), Number(step)] as const)
  const steps = pairs.map(([, step]) => step)
  return pairs.flat().every(Number.isSafeInteger) && steps.every((step, i) => step > Math.max(0, ...steps.slice(0, i)))
}

const isRising = (list: unknown): boolean =>
  !Array.isArray(list) || list.every((value, i) => i === 0 || list[i - 1] <= value)

/** One for all schemas: what a schema must be like is compiled once, which takes longer than a schema does. */
const ajv = new Ajv2020({ strictTypes: false, strictTuples: false })
ajv.addVocabulary(['x-unit', 'components'])
ajv.addKeyword({ keyword: 'x-rising', schemaType: 'boolean', validate: (_: true, list: unknown) => isRising(list) })
ajv.addFormat('scale-points', isScaleCurve)
ajv.addFormat('fraction-points', (text) => isCurve(text, '@', (value, at) => 0 <= value && value <= 1 && at >= 0))
ajv.addFormat('forks', isForks)

/** Whether values fit a schema, as ajv says; the named schemas are those that it refers to. */
export const validatorOf = (
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>> = {},
): ((value: unknown) => boolean) => {
  const validate = ajv.compile({ ...schema, components: { schemas: named } })
  return (value) => validate(value)
}
