import type { FrameRange } from '@sigmastream/core'
import type { StableAudio } from '@sigmastream/model-sao'
import type { SoundLength } from '../model.js'
import { scalePointsIn } from '../recipe/guidance-scale.js'
import { regionsOf } from '../recipe/tasks.js'
import { wideRegions } from '../regions.js'
import type { StableAudioRecipe } from './recipe.js'
import { overlapSeconds, windowSeconds } from './windows.js'

/** Whether all of a sound is made anew, on some steps at least, so that all of it counts; or its seconds do, as of curves. */
const needsWhole = (recipe: StableAudioRecipe): boolean =>
  recipe.method === 'native' ||
  typeof recipe.paintAmount === 'string' ||
  (recipe.command === 'edit' && typeof recipe.strength === 'string') ||
  scalePointsIn(String(recipe.cfg))?.by === 'second' ||
  (recipe.command === 'inpaint' && (recipe.paintStart !== null || recipe.paintEnd !== null))

/** So much of a window is heard beside a gap at the least, where the two are made as one window. */
const leastShare = 1 / 32

/**
 * What room beside a gap is enough for one window, in seconds. Stable Audio Open hears no less than windows share, so
 * that what it made before comes out again bit for bit; of Stable Audio 3 two windows are asked where there is hardly any.
 */
const enoughRoom = (model: StableAudio, recipe: StableAudioRecipe): number =>
  model.traits.family === 'stable-audio-3' ? windowSeconds(model) * leastShare : overlapSeconds(model, recipe)

/**
 * The stretch of a recording, in samples, that the model is given, where that is not all of it: what its regions take,
 * and to each side as much as the overlap says; where it says nothing, as much as a window has room for, or, where that
 * is not enough, as much as windows share. A recording of which nobody says how much is heard, and that fits into a
 * window, is heard whole.
 */
export const heardStretch = (
  model: StableAudio,
  recipe: StableAudioRecipe,
  { sampleRate, frames }: SoundLength,
): FrameRange | null => {
  const [window, total] = [windowSeconds(model), frames / sampleRate]
  if (regionsOf(recipe).length === 0 || needsWhole(recipe)) return null
  if (recipe.overlap === undefined && total <= window) return null
  const regions = wideRegions(recipe)
  const first = Math.max(0, Math.min(...regions.map(({ from }) => from)))
  const last = Math.min(total, Math.max(...regions.map(({ to }) => to)))
  const sides = (first > 0 ? 1 : 0) + (last < total ? 1 : 0)
  // two frames less than there is room for: the ends of a stretch are none of the latents' own
  const room = (window - 2 / model.geometry.frameRate - (last - first)) / Math.max(1, sides)
  const beside = recipe.overlap ?? (room >= enoughRoom(model, recipe) ? room : overlapSeconds(model, recipe))
  const stretch = {
    start: Math.max(0, Math.floor((first - beside) * sampleRate)),
    end: Math.min(frames, Math.ceil((last + beside) * sampleRate)),
  }
  return stretch.start === 0 && stretch.end === frames ? null : stretch
}
