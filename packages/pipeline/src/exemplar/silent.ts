import { type Audio, sampleCount } from '@sigmastream/audio'
import { constant, type Region, type Shape } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import type { Excerpt } from '../excerpt.js'
import { framedTask } from '../framed-task.js'
import type { Recipe } from '../recipe/recipe.js'
import type { LearntPiece } from './learn.js'
import { pieceOf } from './piece-of.js'

/** Samples of a frame of latents of which every one is 0. */
const hop = 512

/** Between which sigmas it is sampled: the answer is the same at any. */
const levels = { min: 0.01, max: 1 }

/**
 * What fills gaps in silence, regions in seconds of the sound: silence. It is what the embedded model comes to as what
 * it learns grows quiet, D(x) = 0, and where there is nothing but silence to learn from it needs no engine.
 */
export const silentPiece = (
  recipe: Recipe,
  audio: Audio,
  excerpt: Excerpt | undefined,
  regions: readonly Region[],
  steps: number,
): LearntPiece => {
  const samples = sampleCount(audio)
  const shape: Shape = [1, audio.channels.length, Math.ceil(samples / hop) + 1]
  const frameRate = audio.sampleRate / hop
  const ranges = regions.map(({ from, to }) => ({
    start: Math.floor(from * frameRate),
    end: Math.min(shape[2], Math.ceil(to * frameRate) + 1),
  }))
  const silence: Audio = { ...audio, channels: audio.channels.map((channel) => new Float32Array(channel.length)) }
  const heard = { original: audio, excerpt, listen: () => silence }
  return {
    piece: pieceOf(
      { recipe, shape, framed: framedTask(recipe, shape, ranges, frameRate, steps), frameRate, heard },
      0,
      levels,
    ),
    open: TE.right({
      denoiser: (x) => Promise.resolve(constant(x.shape, 0)),
      close: () => Promise.resolve(),
      reference: constant(shape, 0),
      listen: () => TE.right(silence),
    }),
  }
}
