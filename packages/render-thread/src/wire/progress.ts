import { nullable, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

/**
 * A render was checked and begins. `steps` and `calls` are `null` where the solver chooses them; `sigmas` are the noise levels
 * that it goes down, `chain` the steps of its sampler in order, `notes` what is to be known of it.
 */
export const PreparedEvent = t.type(
  withAbout(
    {
      steps: nullable(wholeNumber(0)),
      sigmas: t.readonlyArray(t.number),
      calls: nullable(wholeNumber(0)),
      chain: t.readonlyArray(t.string),
      notes: t.readonlyArray(t.string),
    },
    {
      steps: 'how many steps there will be; null where the sampler chooses them',
      sigmas: 'the noise levels that it goes down',
      calls: 'how often the model will be called; null where the sampler chooses its steps',
      chain: 'what a step does, one after the other',
      notes: 'what is to be known of it',
    },
  ),
)

/**
 * A step is done: `index` counts from 0, from noise level `sigma` to `next`; `done` is how much of all is, from 0 to 1;
 * `rms` how far the estimate moved, `null` of the first step.
 */
export const StepEvent = t.type(
  withAbout(
    {
      index: wholeNumber(0),
      sigma: t.number,
      next: t.number,
      done: t.number,
      secondsLeft: t.number,
      rms: t.union([t.number, t.null]),
    },
    {
      index: 'which step is done, counted from 0',
      sigma: 'the noise level that it began at',
      next: 'the noise level that it ended at',
      done: 'how much of all is done, from 0 to 1',
      secondsLeft: 'how long the rest will take',
      rms: 'how far the estimate moved; null of the first step',
    },
  ),
)
