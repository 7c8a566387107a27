import { type Latent, plan } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Comparison, compare, exactTolerance, type Measure } from '../comparison.js'
import { replay } from '../kdiffusion/replay.js'
import { inputsOf, type ReferenceInputs } from './inputs.js'
import type { ReferenceRun } from './recorded-run.js'
import { reportedStates } from './reported.js'
import { stepOf } from './step-of.js'

const measure: Measure = 'of largest'

const valuesOf = (states: readonly Latent[]): readonly number[] => states.flatMap(({ data }) => [...data])

/** Whether the recorded function of a run is one of ours. */
export const isKnown = (run: ReferenceRun): boolean => stepOf(run) !== undefined

/** Every comparison of one recorded run; `Left` where the recording makes no run. */
export const compareRun = (
  name: string,
  run: ReferenceRun,
  inputs: ReferenceInputs,
  out: Tensor,
  callback: Tensor | undefined,
): TE.TaskEither<string, readonly Comparison[]> => {
  const own = inputsOf(run, inputs)
  const step = stepOf(run)
  if (step === undefined) return TE.right([])
  return pipe(
    replay(plan({ step, schedule: own.sigmas, shape: own.start.shape }), own),
    TE.map((replayed) => {
      const last = replayed.frames.at(-1)?.carry.x.data ?? []
      const reported = reportedStates(run, replayed)
      return [
        compare(`sampler ${name}`, last, out.data, { bound: run.tolerance, measure }),
        compare(`sampler ${name}: draws`, [replayed.draws], [run.noise_draws], exactTolerance),
        compare(`sampler ${name}: calls`, [replayed.calls.length], [run.model_calls], exactTolerance),
        ...(callback === undefined || reported === null
          ? []
          : [
              compare(`sampler ${name}: x of each step`, valuesOf(reported), callback.data, {
                bound: run.tolerance_x_at_callback,
                measure,
              }),
            ]),
      ]
    }),
  )
}
