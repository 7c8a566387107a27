import { type Audio, sampleCount } from '@sigmastream/audio'
import type { Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundClip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { Order } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { inpaint } from '../recipe/tasks.js'
import { featherOf } from '../regions.js'
import { stretchOf } from '../samples.js'
import { field, words } from '../words.js'
import { checkedRegions, checkKept, type LoopLength, lengthOf, wholeRecipe } from './asked.js'
import { inTurn, type Turn, turnAudio, turnFor } from './turn.js'

/** A loop as a model works on it: gaps in a clip that is turned, so that what goes round its end is inside. */
export interface LoopOrder {
  readonly order: Order
  /** What was asked for, with nothing of the loop left open. */
  readonly recipe: Recipe
  readonly turn: Turn
  /** The turned loop, from end to end. */
  readonly audio: Audio
}

/** How the loop is turned; its regions are in seconds. Refused: regions that, with their feather, leave nothing of it. */
const turnOf = (
  recipe: Recipe,
  regions: readonly Region[],
  { samples }: LoopLength,
  sampleRate: number,
): E.Either<RenderError, Turn> => {
  const feather = featherOf(recipe) * sampleRate
  const wide = regions.map(({ from, to }) => {
    const start = Math.floor(from * sampleRate - feather)
    const end = Math.ceil(to * sampleRate + feather) + (to > from ? 0 : samples)
    return { from: start, width: end - start }
  })
  const turn = turnFor(wide, samples, sampleRate)
  return turn === null
    ? refuseRecipe(
        recipe.command === 'loop' ? 'seam' : 'regions',
        recipe.command === 'loop'
          ? words`${field('seam')} leaves nothing of the loop`
          : words`${field('regions')}: with their ${field('feather')} they leave nothing of the loop`,
        ['make less of it anew'],
      )
    : E.right(turn)
}

/** The gaps of a turned loop, asked for as of any clip that goes round: it is cut to its length already. */
const gapsIn = (recipe: Recipe, regions: readonly Region[], turn: Turn): Recipe => {
  const { seam: _seam, bars: _bars, bpm: _bpm, seconds: _seconds, ...fields } = recipe
  return { ...fields, ...inpaint(regions.map(inTurn(turn)), { feather: featherOf(recipe), loop: true }) }
}

/**
 * The turned loop, and behind it, as another stretch of the same recording, what was left over when it was cut: no part of
 * the loop, and there to be learnt from.
 */
const withRest = (loop: Audio, rest: Audio): { readonly audio: Audio; readonly excerpt: Excerpt } => {
  const [length, more] = [sampleCount(loop), sampleCount(rest)]
  const stretches = [
    { start: 0, end: length },
    { start: length + 1, end: length + 1 + more },
  ]
  const channels = loop.channels.map((samples, c) => {
    const out = new Float32Array(length + more)
    out.set(samples)
    out.set(rest.channels[c] ?? [], length)
    return out
  })
  return { audio: { sampleRate: loop.sampleRate, channels }, excerpt: { of: length + 1 + more, stretches } }
}

/**
 * A loop of sound as a model works on it, and as one that `learns` from its clip does. Refused: a length that the clip has
 * not, regions that are none of the loop's.
 */
export const loopOrder = (order: Order, clip: SoundClip, learns: boolean): E.Either<RenderError, LoopOrder> =>
  pipe(
    E.Do,
    E.tap(() => checkKept(order.recipe)),
    E.bind('length', () => lengthOf(order.recipe, clip)),
    E.bind('recipe', ({ length }) => wholeRecipe(order.recipe, length)),
    E.bind('regions', ({ recipe, length }) => checkedRegions(recipe, length)),
    E.bind('turn', ({ recipe, regions, length }) => turnOf(recipe, regions, length, clip.audio.sampleRate)),
    E.map(({ length: { samples }, recipe, regions, turn }) => {
      const audio = turnAudio(stretchOf(clip.audio, 0, samples), turn.by)
      const rest = stretchOf(clip.audio, samples, sampleCount(clip.audio))
      // of several gaps the model would work on several stretches
      const isLearnt = learns && recipe.command === 'loop' && sampleCount(rest) > 0
      const worked = { ...clip, ...(isLearnt ? withRest(audio, rest) : { audio }) }
      return { order: { ...order, recipe: gapsIn(recipe, regions, turn), clip: worked }, recipe, turn, audio }
    }),
  )
