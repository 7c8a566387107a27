import { exponential, karras, polyexponential, type Schedule, vp } from '@sigmastream/core/schedules'
import { readTensors } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { compare } from '../comparison.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { comfyLevels } from '../samplers-extra/schedules.js'

const Index = t.type({ tolerance_relative: t.record(t.string, t.number) })

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

/** The levels that a recorded name means, of k-diffusion's or ComfyUI's; nothing where it is neither's. */
const levelsOf = (name: string): readonly number[] | undefined => {
  const [kind = '', ...numbers] = name.split('_')
  return makers.get(kind)?.(numbers.map(Number)).sigmas ?? comfyLevels(name)
}

/**
 * Every schedule in `schedules.safetensors`, made again from the numbers in its name, within the tolerances of
 * `schedules.json`, which has one for each, for a kind, or for all. A name that is not known there is allowed nothing.
 */
export const compareSchedules = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/schedules.json`, Index)),
    TE.bindW('tensors', () => readTensors(`${folder}/schedules.safetensors`)),
    TE.map(({ index: { tolerance_relative: bounds }, tensors }) => {
      const known = [...tensors].flatMap(([name, { data }]) => {
        const ours = levelsOf(name)
        const bound = bounds[name] ?? bounds[name.split('_')[0] ?? ''] ?? bounds['default'] ?? 0
        return ours === undefined
          ? []
          : [
              compare(`schedule ${name}`, ours, Array.from(data), {
                bound,
                measure: 'of each',
              }),
            ]
      })
      return { comparisons: known, unknown: [...tensors.keys()].filter((name) => levelsOf(name) === undefined) }
    }),
  )
