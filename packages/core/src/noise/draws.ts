import { either as E } from 'fp-ts'
import { type Refused, refuse } from '../errors.js'
import { type Shape, sizeOf } from '../shape.js'
import type { Draw } from './source.js'

/** The place of a draw in an ordered list of them. Throws, saying what the list has, where the draw is not in it. */
export type PlaceOf = (draw: Draw) => number

const keyOf = ({ lane, at }: Draw): string => `${at.index} ${lane}`

const show = ({ lane, at }: Draw): string => `lane "${lane}" at interval ${at.index}`

/**
 * Where each draw of an ordered list stands: a draw is known by its lane and the index of its interval.
 * Refused where two draws have both in common, since a query could not tell them apart.
 */
export const placesOf = (draws: readonly Draw[]): E.Either<Refused, PlaceOf> => {
  const places = new Map(draws.map((draw, place) => [keyOf(draw), place]))
  const twice = draws.find((draw, place) => places.get(keyOf(draw)) !== place)
  return twice !== undefined
    ? refuse('draws', `${show(twice)} twice`, 'every lane at most once for each interval')
    : E.right((draw) => {
        const place = places.get(keyOf(draw))
        if (place === undefined)
          throw new Error(`the tape has no draw for ${show(draw)}; it has ${contentsOf(draws, draw)}`)
        return place
      })
}

/**
 * How many numbers the draw at a place takes, where the one that is asked for is of `asked`. Throws where neither says:
 * behind a draw of a shape of its own, those of the run's are not known unless they say theirs.
 */
export const sizeOfDraw = (draws: readonly Draw[], place: number, asked: Draw & { readonly shape: Shape }): number => {
  const own = draws[place]
  if (own?.shape !== undefined) return sizeOf(own.shape)
  if (draws.some(({ shape, ...draw }) => shape !== undefined && keyOf(draw) === keyOf(asked)))
    throw new Error(`${show(asked)} has a shape of its own, and a draw before it says none; give each draw its shape`)
  return sizeOf(asked.shape)
}

/** What a tape holds, in the terms of the draw that it lacks. */
const contentsOf = (draws: readonly Draw[], { lane, at }: Draw): string => {
  const lanes = draws.filter((draw) => draw.at.index === at.index).map((draw) => `"${draw.lane}"`)
  const sameLane = draws.filter((draw) => draw.lane === lane).length
  const here = `${lanes.length > 0 ? lanes.join(', ') : 'none'} at interval ${at.index}`
  return `${draws.length} draws: ${here}, and lane "${lane}" at ${sameLane} intervals`
}
