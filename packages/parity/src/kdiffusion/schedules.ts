import { exponential, karras, polyexponential, type Schedule, vp } from '@sigmastream/core/schedules'
import { readTensors } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { compare } from '../comparison.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'

const Index = t.type({
  tolerance_relative: t.intersection([t.record(t.string, t.number), t.type({ default: t.number })]),
})

/** How each kind is made from the numbers in a tensor's name. */
const makers = new Map<string, (numbers: readonly number[]) => Schedule>([
  [
    'polyexponential',
    ([steps = NaN, sigmaMin = NaN, sigmaMax = NaN, rho = NaN]) => polyexponential({ steps, sigmaMin, sigmaMax, rho }),
  ],
  ['karras', ([steps = NaN, sigmaMin = NaN, sigmaMax = NaN, rho = NaN]) => karras({ steps, sigmaMin, sigmaMax, rho })],
  ['exponential', ([steps = NaN, sigmaMin = NaN, sigmaMax = NaN]) => exponential({ steps, sigmaMin, sigmaMax })],
  ['vp', ([steps = NaN, betaD = NaN, betaMin = NaN, epsilon = NaN]) => vp({ steps, betaD, betaMin, epsilon })],
])

const scheduleOf = (name: string): Schedule | undefined => {
  const [kind = '', ...numbers] = name.split('_')
  return makers.get(kind)?.(numbers.map(Number))
}

/**
 * Every schedule in `schedules.safetensors`, made again from the numbers in its name, within the tolerances of
 * `schedules.json`.
 */
export const compareSchedules = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/schedules.json`, Index)),
    TE.bindW('tensors', () => readTensors(`${folder}/schedules.safetensors`)),
    TE.map(({ index: { tolerance_relative: bounds }, tensors }) => {
      const known = [...tensors].flatMap(([name, { data }]) => {
        const ours = scheduleOf(name)
        const bound = bounds[name.split('_')[0] ?? ''] ?? bounds.default
        return ours === undefined
          ? []
          : [
              compare(`schedule ${name}`, ours.sigmas, Array.from(data), {
                bound,
                measure: 'of each',
              }),
            ]
      })
      return { comparisons: known, unknown: [...tensors.keys()].filter((name) => scheduleOf(name) === undefined) }
    }),
  )
