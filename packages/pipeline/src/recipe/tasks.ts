import type { Region } from '@sigmastream/core'
import type { Repetition } from './list-codecs.js'
import type { InpaintMethod } from './names.js'
import type { RecipeFields, Task } from './recipe.js'
import { usualStrength } from './words/task-words.js'

/** The task that makes something new. */
export const generate: Task = { command: 'generate' }

/**
 * How a gap is filled: `feather` in seconds; the steps `start <= step < end` on which the surroundings are put back; how
 * much of what is in it is made anew, a number from 0 to 1 or numbers by second, all of it unless it is said; `method`
 * `posterior` weighs the surroundings in with two calls a step, `native` and `both` tell them to a model that fills gaps
 * itself; `resample` walks each stretch of so many steps so often;
 * `loop` where the clip goes round, so that its end has its beginning behind it.
 */
export interface InpaintOptions {
  readonly feather?: number
  readonly paintStart?: number
  readonly paintEnd?: number
  readonly paintAmount?: number | string
  readonly method?: InpaintMethod
  readonly resample?: Repetition
  readonly loop?: boolean
}

/** The task that makes regions, in seconds, anew. Of a loop, one that begins after its end goes round. */
export const inpaint = (
  of: readonly Region[],
  options: InpaintOptions = {},
): Extract<Task, { readonly command: 'inpaint' }> &
  Pick<RecipeFields, 'paintAmount' | 'method' | 'resample' | 'loop'> => ({
  command: 'inpaint',
  regions: of,
  feather: options.feather ?? 0,
  paintStart: options.paintStart ?? null,
  paintEnd: options.paintEnd ?? null,
  ...(options.paintAmount === undefined ? {} : { paintAmount: options.paintAmount }),
  ...(options.method === undefined ? {} : { method: options.method }),
  ...(options.resample === undefined ? {} : { resample: options.resample }),
  ...(options.loop === true ? { loop: true } : {}),
})

/**
 * How long a loop is, in seconds or in bars of four beats: all of the clip unless it is said; and how much of its end is
 * made anew, in seconds. `method` as of `inpaint`, but for `native`.
 */
export type LoopOptions = Pick<RecipeFields, 'seconds' | 'bars' | 'bpm' | 'seam' | 'method'>

/** The task that makes the beginning of a clip a loop: its end is made anew, so that it leads into the beginning. */
export const loop = (how: LoopOptions = {}): Extract<Task, { readonly command: 'loop' }> & LoopOptions => ({
  command: 'loop',
  ...how,
})

/** Whether what is made goes round: what follows its end is its beginning. */
export const isLoop = ({ command, loop: asked }: Task & Pick<RecipeFields, 'loop'>): boolean =>
  command === 'loop' || asked === true

/** The task that makes a clip over: `strength` 0 ignores it, 1 is the clip itself; or strengths by second, as `1@0,0.3@5.5`. */
export const restyle = (of: number | string): Task => ({ command: 'restyle', strength: of })

/**
 * How far a variation goes: `amount` from 0 to 1, a number or numbers by second, as `0@1,0.6@4`; or exactly, as the sigma that
 * the clip is noised to.
 */
export type VaryOptions = Pick<RecipeFields, 'amount' | 'noiseLevel'>

/** The task that makes a variation: the clip noised, and denoised from there; as far as is usual unless it is said. */
export const vary = (how: VaryOptions = {}): Extract<Task, { readonly command: 'vary' }> & VaryOptions => ({
  command: 'vary',
  ...how,
})

/**
 * How a clip is edited: `strength` as of `restyle`; in `regions`, in seconds, alone, whose soft borders are `feather`
 * seconds long; `fromCfg` is the scale of guidance on the side of what is heard, `cfg` unless it is said. `invert` takes the
 * clip's own noise from it as `fromPrompt` says it, and runs again on that, by a sampler that draws noise.
 */
export interface EditOptions {
  readonly strength?: number | string
  readonly regions?: readonly Region[]
  readonly feather?: number
  readonly fromCfg?: number
  readonly invert?: boolean
}

/** The task that makes of what is heard, as `fromPrompt` says it, what the recipe's own prompt says. */
export const edit = (
  fromPrompt: string,
  options: EditOptions = {},
): Extract<Task, { readonly command: 'edit' }> & Pick<RecipeFields, 'invert'> => ({
  command: 'edit',
  fromPrompt,
  fromCfg: options.fromCfg ?? null,
  strength: options.strength ?? usualStrength,
  regions: options.regions ?? [],
  feather: options.feather ?? 0,
  ...(options.invert === true ? { invert: true } : {}),
})

/** How much new sound there is to be around a recording, in seconds. `method` as of `inpaint`, but for `native`. */
export interface ExtendOptions {
  readonly before?: number
  readonly after?: number
  readonly method?: InpaintMethod
}

/** The task that lets a recording go on: new sound before it, behind it, or both. */
export const extend = ({
  before = 0,
  after = 0,
  method,
}: ExtendOptions): Extract<Task, { readonly command: 'extend' }> & Pick<RecipeFields, 'method'> => ({
  command: 'extend',
  before,
  after,
  ...(method === undefined ? {} : { method }),
})

/**
 * The regions of a task, in seconds: those that are filled, or those outside of which nothing is edited; of an extension
 * those where it is new, once its recording is known, and the end of a loop whose length is.
 */
export const regionsOf = (recipe: Task & LoopOptions & Pick<RecipeFields, 'regions'>): readonly Region[] => {
  const { seconds, seam, regions = [] } = recipe
  if (recipe.command === 'loop')
    return seconds === undefined || seam === undefined ? [] : [{ from: Math.max(0, seconds - seam), to: seconds }]
  return recipe.command === 'inpaint' || recipe.command === 'edit' || recipe.command === 'extend' ? regions : []
}

/** Whether a task makes regions of a recording anew. */
export const fillsRegions = ({ command }: Pick<Task, 'command'>): boolean =>
  command === 'inpaint' || command === 'extend' || command === 'loop'
