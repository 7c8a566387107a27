import type { Region } from '@sigmastream/core'
import type { Repetition } from './codecs.js'
import type { InpaintMethod } from './names.js'
import type { RecipeFields, Task } from './recipe.js'

/** The task that makes something new. */
export const generate: Task = { command: 'generate' }

/**
 * How a gap is filled: `feather` in seconds; the steps `start <= step < end` on which the surroundings are put back;
 * `method` `posterior` weighs them in with two calls a step; `resample` walks each stretch of so many steps so often.
 */
export interface InpaintOptions {
  readonly feather?: number
  readonly paintStart?: number
  readonly paintEnd?: number
  readonly method?: InpaintMethod
  readonly resample?: Repetition
}

/** The task that makes regions, in seconds, anew. */
export const inpaint = (
  of: readonly Region[],
  options: InpaintOptions = {},
): Extract<Task, { readonly command: 'inpaint' }> & Pick<RecipeFields, 'method' | 'resample'> => ({
  command: 'inpaint',
  regions: of,
  feather: options.feather ?? 0,
  paintStart: options.paintStart ?? null,
  paintEnd: options.paintEnd ?? null,
  ...(options.method === undefined ? {} : { method: options.method }),
  ...(options.resample === undefined ? {} : { resample: options.resample }),
})

/** The task that makes a clip over: `strength` 0 ignores it, 1 is the clip itself. */
export const restyle = (of: number): Task => ({ command: 'restyle', strength: of })

/** How far a variation goes: `amount` from 0 to 1, or exactly, as the sigma that the clip is noised to. */
export type VaryOptions = Pick<RecipeFields, 'amount' | 'noiseLevel'>

/** The task that makes a variation: the clip noised, and denoised from there; as far as is usual unless it is said. */
export const vary = (how: VaryOptions = {}): Extract<Task, { readonly command: 'vary' }> & VaryOptions => ({
  command: 'vary',
  ...how,
})

/** The regions of a task, in seconds; none but of an inpainting. */
export const regionsOf = (task: Task): readonly Region[] => (task.command === 'inpaint' ? task.regions : [])
