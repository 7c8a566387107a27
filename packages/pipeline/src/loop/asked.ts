import { sampleCount } from '@sigmastream/audio'
import { atMost, nearestCount, type Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundClip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Recipe } from '../recipe/recipe.js'
import { regionsOf } from '../recipe/tasks.js'
import { field, showNumber, words } from '../words.js'
import { loopSeconds } from './length.js'

/** How much of a loop's end is made anew where nobody says: so many seconds, and at most this part of it. */
const usualSeam = 0.5
const mostOfLoop = 1 / 8

/** Below this a loop is a tone, of which nothing is learnt, in seconds. */
const leastLoop = 0.1

/** The least of it that can be told from a step, in seconds. */
const leastSeam = 0.001

/** How far behind the end a place is still taken as that, in seconds, as of `framesOf`. */
const slack = 0.001

/** The length of the loop, in seconds as they were said and in samples. */
export interface LoopLength {
  readonly seconds: number
  readonly samples: number
}

/** The length that a loop of a clip is asked for with, else the clip's own. Refused: more than the clip has. */
export const lengthOf = (recipe: Recipe, { name, audio }: SoundClip): E.Either<RenderError, LoopLength> =>
  pipe(
    loopSeconds(recipe),
    E.flatMap((asked) => {
      const own = sampleCount(audio)
      const seconds = asked ?? own / audio.sampleRate
      const samples = asked === null ? own : nearestCount(asked, audio.sampleRate)
      const blamed = recipe.bars === undefined ? 'seconds' : 'bars'
      return samples <= own
        ? E.right({ seconds, samples })
        : refuseRecipe(
            blamed,
            words`${name} is ${atMost(own / audio.sampleRate)} s long, and no loop of ${showNumber(seconds)} s can be cut from it`,
            words`give fewer ${field(blamed)}, or a longer ${field('clip')}`,
          )
    }),
  )

/** What is asked for, with the length and the seam of the loop in it. Refused: a loop or a seam that is too short, or too long a seam. */
export const wholeRecipe = (recipe: Recipe, { seconds }: LoopLength): E.Either<RenderError, Recipe> => {
  if (recipe.command !== 'loop') return E.right(recipe)
  if (seconds < leastLoop)
    return refuseRecipe(
      'seconds',
      [`a loop of ${showNumber(seconds)} s is too short`],
      [`give at least ${leastLoop} s`],
    )
  const { seam = Math.min(usualSeam, seconds * mostOfLoop) } = recipe
  const refuse = (right: string): E.Either<RenderError, never> =>
    refuseRecipe('seam', words`${field('seam')} is ${seam} s, and the loop is ${showNumber(seconds)} s long`, [right])
  if (seam < leastSeam) return refuse(`give at least ${leastSeam}`)
  return seam < seconds ? E.right({ ...recipe, seconds, seam }) : refuse('give less, so that something of it stays')
}

/** What goes round has no step on which its surroundings are let go: they would not meet where it was turned. */
export const checkKept = (recipe: Recipe): E.Either<RenderError, void> => {
  if (recipe.method === 'native')
    return refuseRecipe(
      'method',
      words`${field('method')} native makes over what surrounds a gap, and of a ${field('loop')} it stays`,
      words`give ${field('method')} both, or leave it out`,
    )
  if (recipe.command !== 'inpaint') return E.right(undefined)
  const stray = recipe.paintStart !== null ? 'paintStart' : recipe.paintEnd === null ? null : 'paintEnd'
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} lets go what surrounds a gap, and of a ${field('loop')} it stays`, [
        'leave one of them out',
      ])
}

/** The regions of a loop, an end a little behind its own as that. Refused: what is no stretch of it. */
export const checkedRegions = (recipe: Recipe, { seconds }: LoopLength): E.Either<RenderError, readonly Region[]> => {
  const isPlace = (place: number): boolean => 0 <= place && place <= seconds + slack
  const regions = regionsOf(recipe)
  const stray = regions.find(({ from, to }) => !isPlace(from) || !isPlace(to) || from === to)
  return stray === undefined
    ? E.right(regions.map(({ from, to }) => ({ from: Math.min(from, seconds), to: Math.min(to, seconds) })))
    : refuseRecipe(
        'regions',
        words`${field('regions')}: from ${stray.from} to ${stray.to}`,
        words`give places of the loop, from 0 to ${atMost(seconds)} s, the end before the beginning where it goes round`,
      )
}
