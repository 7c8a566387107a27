import type { Recipe } from '../recipe/recipe.js'
import { fillsRegions } from '../recipe/tasks.js'

/** How long a patch is where nobody says, in seconds: about a beat, so that patches hold a rhythm. */
export const windowSeconds = 0.5

/** As many patches, at the least, are there to choose from in a clip that is varied: of fewer it comes back from most seeds. */
export const fewestPatches = 5

/** How long patches are, in seconds, where so many seconds are learnt from. */
export const patchSeconds = ({ command, windowLength }: Recipe, learnt: number): number =>
  windowLength ?? (command === 'vary' ? Math.min(windowSeconds, learnt / fewestPatches) : windowSeconds)

/**
 * Steps between one frame and the next at which clips are learnt: a gap must meet its borders, a variation has none.
 */
export const shiftsFor = (recipe: Recipe): number => (fillsRegions(recipe) ? 8 : 1)
