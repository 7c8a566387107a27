import { describe, type Plan, plan } from '@sigmastream/core'
import { dpmAdaptive, dpmFast, dpmFastSigmas } from '@sigmastream/samplers'
import type { Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Comparison, compare, type Tolerance } from '../comparison.js'
import type { RecordedRun } from './recorded-run.js'
import type { Recording } from './recording.js'
import { type Replayed, replay } from './replay.js'
import { stepOf } from './step-of.js'

const exactly: Tolerance = { bound: 0, measure: 'absolute' }

/** What is compared of every run: the output, and how many tensors of noise it takes. */
const common = <S>(
  name: string,
  run: RecordedRun,
  out: Tensor,
  { carry, draws }: Replayed<S>,
): readonly Comparison[] => [
  compare(`sampler ${name}`, carry.x.data, out.data, { bound: run.tolerance, measure: 'of largest' }),
  compare(`sampler ${name}: draws`, [draws], [run.noise_draws], exactly),
]

/** x at the first call of each step, which is where the reference reports. */
const reported = ({ intervals, step }: Plan, asked: Replayed<unknown>['asked']): readonly number[] => {
  const calls = typeof intervals === 'function' ? [] : intervals.map((at) => step.calls(at))
  const firsts = calls.map((_, i) => calls.slice(0, i).reduce((sum, count) => sum + count, 0))
  return firsts.flatMap((first) => [...(asked[first]?.data ?? [])])
}

const compareListed = (
  name: string,
  run: RecordedRun,
  planned: Plan,
  recording: Recording,
  out: Tensor,
  callback: Tensor | undefined,
) =>
  pipe(
    replay(planned, recording),
    TE.map((replayed) => [
      ...common(name, run, out, replayed),
      ...(callback === undefined
        ? []
        : [
            compare(`sampler ${name}: x before each step`, reported(planned, replayed.asked), callback.data, {
              bound: run.tolerance,
              measure: 'of largest',
            }),
          ]),
    ]),
  )

const compareAdaptive = (name: string, run: RecordedRun, recording: Recording, out: Tensor) => {
  const { sigma_min: sigmaMin = NaN, sigma_max: sigmaMax = NaN, rtol = 0.05, atol = 0.0078, h_init = 0.05, info } = run
  const gains = {
    proportional: run.pcoeff ?? 0,
    integral: run.icoeff ?? 1,
    derivative: run.dcoeff ?? 0,
    acceptSafety: run.accept_safety ?? 0.81,
  }
  return pipe(
    dpmAdaptive(
      { sigmaMin, sigmaMax, relative: rtol, absolute: atol, firstStep: h_init, gains, endAtZero: false },
      recording.start.shape,
    ),
    TE.fromEither,
    TE.mapLeft(describe),
    TE.flatMap((planned) => replay(planned, recording)),
    TE.map((replayed) => {
      const { accepted, rejected } = replayed.carry.slot
      const counts = [accepted + rejected, replayed.asked.length, accepted, rejected]
      const expected = info === undefined ? counts : [info.steps, info.nfe, info.n_accept, info.n_reject]
      return [
        ...common(name, run, out, replayed),
        compare(`sampler ${name}: steps, calls, accepted, rejected`, counts, expected, exactly),
      ]
    }),
  )
}

const planned = (run: RecordedRun, { sigmas, start }: Recording): E.Either<string, Plan> => {
  const step = stepOf(run)
  const made =
    step === undefined
      ? pipe(
          dpmFastSigmas(run.n ?? NaN, run.sigma_min ?? NaN, run.sigma_max ?? NaN),
          E.flatMap((own) => plan(dpmFast(run.n ?? NaN), own, start.shape)),
        )
      : plan(step, sigmas, start.shape)
  return pipe(made, E.mapLeft(describe))
}

/** Whether the sampler of a run is one of ours. */
export const isKnown = (run: RecordedRun): boolean =>
  stepOf(run) !== undefined || run.sampler === 'dpm_fast' || run.sampler === 'dpm_adaptive'

/** Every comparison of one recorded run; `Left` where the recording makes no run. */
export const compareRun = (
  name: string,
  run: RecordedRun,
  recording: Recording,
  out: Tensor,
  callback: Tensor | undefined,
): TE.TaskEither<string, readonly Comparison[]> =>
  run.sampler === 'dpm_adaptive'
    ? compareAdaptive(name, run, recording, out)
    : pipe(
        TE.fromEither(planned(run, recording)),
        TE.flatMap((of) => compareListed(name, run, of, recording, out, callback)),
      )
