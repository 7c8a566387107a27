import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { RecipeFields } from '../recipe/recipe.js'
import { field, words } from '../words.js'

/** How long a loop is asked to be. */
type LoopLength = Pick<RecipeFields, 'seconds' | 'bars' | 'bpm'>

/** Bars are of four beats. */
const secondsOfBars = (bars: number, bpm: number): number => (bars * 4 * 60) / bpm

/**
 * How many seconds of a loop a recipe asks for: so many, or so many bars of four beats; `null` where it says neither.
 * Refused: bars without their tempo or the other way round, and a length in seconds that is another than that in bars.
 */
export const loopSeconds = ({ seconds, bars, bpm }: LoopLength): E.Either<RenderError, number | null> => {
  if (bars === undefined && bpm === undefined) return E.right(seconds ?? null)
  if (bars === undefined || bpm === undefined) {
    const [given, other] = bars === undefined ? (['bpm', 'bars'] as const) : (['bars', 'bpm'] as const)
    return refuseRecipe(
      given,
      words`${field(given)} without ${field(other)} is no length`,
      words`give ${field(other)} as well`,
    )
  }
  const asked = secondsOfBars(bars, bpm)
  return seconds === undefined || seconds === asked
    ? E.right(asked)
    : refuseRecipe(
        'seconds',
        words`${field('bars')} and ${field('bpm')} are ${asked} s, and ${field('seconds')} is ${seconds}`,
        ['leave one of them out'],
      )
}
