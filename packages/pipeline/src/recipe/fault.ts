import type * as t from 'io-ts'
import { badRecipe, type RenderError } from '../errors.js'
import { field, showValue, words } from '../words.js'

/** What is wrong with what should be a recipe: the field, dotted where it is inside another, its value, and what would do. */
export interface RecipeFault {
  readonly field: string
  readonly value: unknown
  readonly right: string
}

/**
 * The deepest fault: alternatives of the task have many, and the one that went furthest is of the task that was meant.
 */
export const faultOf = (errors: t.Errors): RecipeFault => {
  const deepest = errors.reduce(
    (best, next) => (next.context.length > best.context.length ? next : best),
    errors[0] ?? { value: undefined, context: [] },
  )
  const keys = deepest.context.map(({ key }) => key).filter((key) => /^[a-z]/i.test(key))
  return {
    field: keys.join('.'),
    value: deepest.value,
    right: deepest.message ?? deepest.context.at(-1)?.type.name ?? 'something else',
  }
}

/** A fault as a refusal that names its field. */
export const fromFault = ({ field: name, value, right }: RecipeFault): RenderError =>
  badRecipe(name, words`${name === '' ? 'the recipe' : field(name)} is ${showValue(value)}`, [`give ${right}`])
