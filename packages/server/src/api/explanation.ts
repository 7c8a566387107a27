import { nullable, Recipe, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** Seconds of one call of the model and of all else; `measured` where the call was timed on this machine. */
const Duration = t.type({ call: t.number, beside: t.number, measured: t.boolean })

/** From which lane noise is drawn, and how often; `null` where the solver chooses its steps. */
const Lane = t.type({ lane: t.string, draws: nullable(wholeNumber(0)) })

/**
 * What a recipe would do, as `sigmastream explain` says it: `recipe` with nothing left open, the `chain` of steps, `shape` of
 * the latents, how many past estimates a step reads (`memory`), how often the model is called, the noise levels, and
 * `lines`, the same for a person to read.
 */
export const Explanation = t.type({
  recipe: Recipe,
  chain: t.readonlyArray(t.string),
  shape: t.readonlyArray(t.number),
  frameRate: t.union([t.number, t.null]),
  memory: wholeNumber(0),
  peakBytes: nullable(wholeNumber(0)),
  calls: nullable(wholeNumber(0)),
  duration: t.union([Duration, t.null]),
  lanes: t.readonlyArray(Lane),
  sigmas: t.readonlyArray(t.number),
  adaptive: t.boolean,
  lines: t.readonlyArray(t.string),
})

/** See the codec of the same name. */
export type Explanation = Readonly<t.TypeOf<typeof Explanation>>
