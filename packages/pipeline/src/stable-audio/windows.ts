import { atMost, type FrameRange, nearestCount } from '@sigmastream/core'
import type { StableAudio } from '@sigmastream/model-sao'
import { evenWindows, meanBlend, swapBlend, type WindowBlend, type WindowLayout } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { WindowBlendName } from '../recipe/names.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, showNumber, words } from '../words.js'

type WindowFields = Pick<Recipe, 'overlap' | 'windowBlend'>

/** The blend of each name. */
export const blends: Readonly<Record<WindowBlendName, WindowBlend>> = { swap: swapBlend, mean: meanBlend }

/** How windows are blended where nobody says. */
export const usualBlend: WindowBlendName = 'swap'

/** What part of a window neighbours share where nobody says. */
const usualShare = 1 / 4

/** Seconds of the longest sound that the model makes at once. */
export const windowSeconds = ({ geometry: { maxFrames, frameRate } }: StableAudio): number => maxFrames / frameRate

/** Seconds that neighbouring windows share at the least. */
export const overlapSeconds = (model: StableAudio, { overlap }: WindowFields): number =>
  overlap ?? windowSeconds(model) * usualShare

/** Frames that neighbouring windows share at the least. Refused: as much as a window. */
const overlapFrames = (model: StableAudio, fields: WindowFields): E.Either<RenderError, number> => {
  const { maxFrames, frameRate } = model.geometry
  const frames = Math.max(1, nearestCount(overlapSeconds(model, fields), frameRate))
  const most = maxFrames - 1
  return frames <= most
    ? E.right(frames)
    : refuseRecipe(
        'overlap',
        words`${field('overlap')} is ${showNumber(overlapSeconds(model, fields))} s, and a window of this model is ${showNumber(windowSeconds(model))} s`,
        words`give ${field('overlap')} up to ${atMost(most / frameRate)}`,
      )
}

/**
 * The windows of so many frames, where they are more than the model makes at once; else `null`. Refused: an overlap as
 * long as a window.
 */
export const windowsOf = (
  model: StableAudio,
  fields: WindowFields,
  frames: number,
): E.Either<RenderError, WindowLayout | null> => {
  const { maxFrames } = model.geometry
  return frames <= maxFrames
    ? E.right(null)
    : pipe(
        overlapFrames(model, fields),
        E.map((overlap) => evenWindows({ frames, window: maxFrames, overlap })),
      )
}

/** Refused: what says how windows are joined, where there is one; an overlap unless it says what is heard beside a gap. */
export const checkJoined = (
  fields: WindowFields,
  layout: WindowLayout | null,
  beside = false,
): E.Either<RenderError, void> => {
  const names = beside ? (['windowBlend'] as const) : (['overlap', 'windowBlend'] as const)
  const stray = names.find((name) => fields[name] !== undefined)
  return stray === undefined || layout !== null
    ? E.right(undefined)
    : refuseRecipe(
        stray,
        words`${field(stray)} is for sound that is longer than the model makes at once, and this is not`,
        ['leave it out'],
      )
}

/** The least that two neighbours share. */
const sharedFrames = (windows: readonly FrameRange[]): number =>
  windows.slice(1).reduce((least, { start }, i) => Math.min(least, windows[i]!.end - start), Infinity) // one is before each

/** How the model is asked of what is longer than it makes at once, for people. */
export const windowRemarks = (
  { geometry: { frameRate, maxFrames } }: StableAudio,
  layout: WindowLayout | null,
  { windowBlend = usualBlend }: WindowFields,
): readonly string[] => {
  if (layout === null) return []
  const { windows } = layout
  const [whole, shared] = [maxFrames, sharedFrames(windows)].map((frames) =>
    showNumber(Number((frames / frameRate).toPrecision(3))),
  )
  return [
    `${windows.length} windows of ${String(whole)} s, which share ${String(shared)} s or more with the next (${windowBlend}): each step asks the model of one after the other`,
  ]
}
