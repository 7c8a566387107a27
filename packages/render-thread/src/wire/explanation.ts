import { nullable, Recipe, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/** Seconds of one call of the model and of all else; `measured` where the call was timed on this machine. */
const Duration = t.type(
  withAbout(
    { call: t.number, beside: t.number, measured: t.boolean },
    {
      call: 'how long one call of the model takes, in seconds',
      beside: 'how long all else takes, in seconds',
      measured: 'whether the call was timed on this machine',
    },
  ),
)

/** From which lane noise is drawn, and how often; `null` where the solver chooses its steps. */
const Lane = t.type(
  withAbout(
    { lane: t.string, draws: nullable(wholeNumber(0)) },
    {
      lane: 'the name of a lane of noise',
      draws: 'how often noise is drawn from it; null where the sampler chooses its steps',
    },
  ),
)

/**
 * What a recipe would do, as `sigmastream explain` says it: `recipe` with nothing left open, the `chain` of steps, `shape` of
 * the latents, how many past estimates a step reads (`memory`), how often the model is called, the noise levels, and
 * `lines`, the same for a person to read.
 */
export const Explanation = t.type(
  withAbout(
    {
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
    },
    {
      recipe: 'the recipe with nothing left open',
      chain: 'what a step does, one after the other',
      shape: 'the shape of the latents: how many, channels, frames',
      frameRate: 'frames a second',
      memory: 'how many past estimates a step reads',
      peakBytes: 'the most memory that it takes',
      calls: 'how often the model will be called',
      duration: 'how long it will take, where that is known',
      lanes: 'where noise is drawn',
      sigmas: 'the noise levels that it goes down',
      adaptive: 'whether the sampler chooses its steps',
      lines: 'the same for a person to read',
    },
  ),
)

/** See the codec of the same name. */
export type Explanation = Readonly<t.TypeOf<typeof Explanation>>
