import {
  fullShift,
  logSnr,
  type Schedule,
  shiftedTimes,
  sigmaOfTime,
  sigmasOf,
  timeOfSigma,
} from '@sigmastream/core/schedules'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Comparison, compare, exactTolerance } from '../comparison.js'
import { compareTensor, type Golden, matchesOf } from './golden.js'
import { knowsNames, type Part, type PartError } from './part.js'

/** A recorded list of flow times, and the schedule that its name means. */
type RecordedTimes = readonly [name: string, schedule: Schedule]

const logSnrList = (name: string, [steps = NaN, level = NaN]: readonly number[]): RecordedTimes => [
  name,
  logSnr({ steps, sigmaMax: sigmaOfTime(level) }),
]

/** Sixteen even steps from 1 to 0, shifted by the length of the latents. */
const shiftedList = (
  name: string,
  [base = NaN, max = NaN, least = NaN, most = NaN, sine = NaN, length = NaN]: readonly number[],
): RecordedTimes => [
  name,
  shiftedTimes({
    steps: 16,
    shift: fullShift({ shift: [base, max], lengths: [least, most], sine: sine === 1, length }),
  }),
]

const listsIn = (golden: Golden): readonly RecordedTimes[] => [
  ...matchesOf(golden, /^schedule\.logsnr_(\d+)_([\d.]+)$/).map(([name, ...numbers]) =>
    logSnrList(name, numbers.map(Number)),
  ),
  ...matchesOf(golden, /^schedule\.shift_([\d.]+)_([\d.]+)_(\d+)_(\d+)_(plain|sine)_len(\d+)$/).map(
    ([name, ...parts]) =>
      shiftedList(
        name,
        parts.map((part) => (part === 'plain' || part === 'sine' ? Number(part === 'sine') : Number(part))),
      ),
  ),
]

const rises = (times: readonly number[]): boolean => times.some((time, i) => i > 0 && time >= (times[i - 1] ?? 0))

/** A list that the reference walks up is refused here: that it is, is what is compared. */
const compareRising = ({ label }: Golden, [name, { refusal }]: RecordedTimes): readonly Comparison[] => [
  compare(`${label} ${name}: refused, as it rises`, [refusal === undefined ? 0 : 1], [1], exactTolerance),
]

const compareList = (golden: Golden, list: RecordedTimes): E.Either<PartError, readonly Comparison[]> => {
  const [name, schedule] = list
  return rises(Array.from(golden.tensors.get(name)?.data ?? []))
    ? E.right(compareRising(golden, list))
    : pipe(
        sigmasOf(schedule),
        E.map((sigmas) => compareTensor(golden, name, sigmas.map(timeOfSigma))),
      )
}

/** The lists of times that a rectified flow is sampled by, and what the length of a piece does to them. */
export const schedules: Part = {
  knows: knowsNames(/^schedule\.(?:logsnr|shift)_[\d.]+_/),
  compare: (_, golden) =>
    pipe(
      listsIn(golden),
      E.traverseArray((list) => compareList(golden, list)),
      E.map(RA.flatten),
      TE.fromEither,
    ),
}
