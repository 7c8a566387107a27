import type { Shape } from '@sigmastream/core'
import { mostFrames } from '@sigmastream/model-exemplar'
import type { MemoryNeeds } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { regionsOf } from '../recipe/tasks.js'
import { field, type Words, words } from '../words.js'

/** Node with this library loaded, the engine, and the largest matrices of a call: measured, 150 to 180 MB. */
const process = 200 * 2 ** 20

const float = Float32Array.BYTES_PER_ELEMENT

/** Copies of what is learnt: encoded, in a row, in the graph, and in the engine's own order. */
const learntCopies = 5

/** Copies of a latent: the reference, a mask, x, the estimate and what a step makes of them; and of the sound. */
const latentCopies = 12

/** Frames over each end of a stretch that is learnt. */
const framesOver = 2

/**
 * Frames that are learnt at so many steps of a recording that is longer than that: as many as there may be, whatever is
 * found in it, so that what is predicted depends on nothing that is.
 */
export const mostLearnt = (steps: number): number => mostFrames + 2 * framesOver * steps

const remediesOf = (recipe: Recipe): Words => {
  const fewer = regionsOf(recipe).length > 1 ? 'fill fewer gaps at once, ' : ''
  return words`${fewer}give a shorter ${field('clip')}, or close other programs`
}

/**
 * The memory of a run of the embedded model on a latent of this shape, with `learnt` elements to learn from. An upper
 * bound: of clips of 6 to 120 seconds, it was 2 to 20 % above what was measured.
 */
export const needsOf = (recipe: Recipe, [batch, channels, frames]: Shape, learnt: number): MemoryNeeds => {
  const model = process + learntCopies * float * learnt
  const remedies = remediesOf(recipe)
  return {
    model,
    peak: model + latentCopies * float * batch * channels * frames,
    remedies: { model: remedies, peak: remedies },
  }
}
