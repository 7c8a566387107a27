import { carryAt, type Latent, type PlanResult, plan } from '@sigmastream/core'
import { dpmAdaptive, dpmFast, stepCounts } from '@sigmastream/samplers'
import type { Tensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Comparison, compare, exactTolerance } from '../comparison.js'
import type { RecordedRun } from './recorded-run.js'
import { firstCalls, type ReplayedRun, replay } from './replay.js'
import type { SharedInputs } from './shared-inputs.js'
import { stepOf } from './step-of.js'

const lastOf = ({ frames }: ReplayedRun, start: Latent) => frames.at(-1)?.carry ?? carryAt(start)

/** What is compared of every run: the output, and how many tensors of noise it takes. */
const common = (
  name: string,
  run: RecordedRun,
  { start }: SharedInputs,
  out: Tensor,
  replayed: ReplayedRun,
): readonly Comparison[] => [
  compare(`sampler ${name}`, lastOf(replayed, start).x.data, out.data, { bound: run.tolerance, measure: 'of largest' }),
  compare(`sampler ${name}: draws`, [replayed.draws], [run.noise_draws], exactTolerance),
]

/** x at the first call of each step, which is where the reference reports. */
const reportedStates = (replayed: ReplayedRun): readonly number[] =>
  firstCalls(replayed).flatMap(({ x }) => [...x.data])

const compareListed = (
  name: string,
  run: RecordedRun,
  planned: PlanResult,
  inputs: SharedInputs,
  out: Tensor,
  callback: Tensor | undefined,
) =>
  pipe(
    replay(planned, inputs),
    TE.map((replayed) => [
      ...common(name, run, inputs, out, replayed),
      ...(callback === undefined
        ? []
        : [
            compare(`sampler ${name}: x before each step`, reportedStates(replayed), callback.data, {
              bound: run.tolerance,
              measure: 'of largest',
            }),
          ]),
    ]),
  )

const compareAdaptive = (name: string, run: RecordedRun, inputs: SharedInputs, out: Tensor) => {
  const { sigma_min: sigmaMin = NaN, sigma_max: sigmaMax = NaN, rtol = 0.05, atol = 0.0078, h_init = 0.05, info } = run
  const gains = {
    proportional: run.pcoeff ?? 0,
    integral: run.icoeff ?? 1,
    derivative: run.dcoeff ?? 0,
    acceptSafety: run.accept_safety ?? 0.81,
  }
  const planned = plan({
    step: dpmAdaptive({ relative: rtol, absolute: atol, firstStep: h_init, gains }),
    schedule: [sigmaMax, sigmaMin],
    shape: inputs.start.shape,
  })
  return pipe(
    replay(planned, inputs),
    TE.map((replayed) => {
      const { accepted, rejected } = stepCounts(lastOf(replayed, inputs.start)) ?? { accepted: 0, rejected: 0 }
      const counts = [accepted + rejected, replayed.calls.length, accepted, rejected]
      const expected = info === undefined ? counts : [info.steps, info.nfe, info.n_accept, info.n_reject]
      return [
        ...common(name, run, inputs, out, replayed),
        compare(`sampler ${name}: steps, calls, accepted, rejected`, counts, expected, exactTolerance),
      ]
    }),
  )
}

/** A list with the ends of a recorded range, and as many steps as its budget of calls. */
const rangeOf = ({ n = 0, sigma_min: low = NaN, sigma_max: high = NaN }: RecordedRun): readonly number[] =>
  Array.from({ length: n + 1 }, (_, i) => (i === n ? low : high + (i / n) * (low - high)))

const planOf = (run: RecordedRun, { sigmas, start: { shape } }: SharedInputs): PlanResult => {
  const step = stepOf(run)
  return step === undefined
    ? plan({ step: dpmFast(), schedule: rangeOf(run), shape })
    : plan({ step, schedule: sigmas, shape })
}

/** Whether the sampler of a run is one of ours. */
export const isKnown = (run: RecordedRun): boolean =>
  stepOf(run) !== undefined || run.sampler === 'dpm_fast' || run.sampler === 'dpm_adaptive'

/** Every comparison of one recorded run; `Left` where the recording makes no run. */
export const compareRun = (
  name: string,
  run: RecordedRun,
  inputs: SharedInputs,
  out: Tensor,
  callback: Tensor | undefined,
): TE.TaskEither<string, readonly Comparison[]> =>
  run.sampler === 'dpm_adaptive'
    ? compareAdaptive(name, run, inputs, out)
    : compareListed(name, run, planOf(run, inputs), inputs, out, callback)
