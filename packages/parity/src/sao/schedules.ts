import {
  fluxShift,
  fullShift,
  logSnr,
  logSnrShift,
  risingTimes,
  type Schedule,
  shiftedTimes,
  sigmaOfTime,
  sigmasOf,
  type TimeShift,
  timeOfSigma,
} from '@sigmastream/core/schedules'
import { either as E, taskEither as TE } from 'fp-ts'
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

/** The shifts of stable-audio-3 by their recorded names. */
const shiftsOfStableAudio3: Readonly<Record<string, (length: number) => TimeShift>> = {
  none: () => fluxShift({ alpha: 1 }),
  logsnr_default: () => logSnrShift(),
  logsnr_rate1: (length) => logSnrShift({ rate: 1, length }),
  'flux_1.5_4': (length) => fluxShift({ alpha: [1.5, 4], length }),
  'flux_const6.93': () => fluxShift(),
  full: (length) => fullShift({ length }),
  full_sine: (length) => fullShift({ length, sine: true }),
}

/** The lengths of a batch, each of whose items has a list of its own. */
const batchLengths = [108, 1024, 6000]

/** Lists of `build_schedule`, which rise where they begin below pure noise. */
const compareBuilt = (golden: Golden): readonly Comparison[] =>
  Object.entries(shiftsOfStableAudio3).flatMap(([shift, of]) => {
    const timesOf = (steps: number, length: number, level: number): readonly number[] =>
      risingTimes({ steps, sigmaMax: sigmaOfTime(level), shift: of(length) }).sigmas.map(timeOfSigma)
    return [
      ...matchesOf(golden, new RegExp(`^schedule\\.${shift}_(\\d+)_len(\\d+)_([\\d.]+)$`)).flatMap(
        ([name, steps, length, level]) =>
          compareTensor(golden, name, timesOf(Number(steps), Number(length), Number(level))),
      ),
      ...matchesOf(golden, new RegExp(`^schedule\\.${shift}_(\\d+)_batch$`)).flatMap(([name, steps]) => {
        // A list that length does not change was recorded once for all.
        const lengths = golden.tensors.get(name)?.shape.length === 1 ? batchLengths.slice(0, 1) : batchLengths
        return compareTensor(
          golden,
          name,
          lengths.flatMap((length) => timesOf(Number(steps), length, 1)),
        )
      }),
    ]
  })

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
  knows: knowsNames(/^schedule\.(?:logsnr|shift|none|flux|full)_/),
  compare: (_, golden) =>
    pipe(
      listsIn(golden),
      E.traverseArray((list) => compareList(golden, list)),
      E.map((lists) => [...lists.flat(), ...compareBuilt(golden)]),
      TE.fromEither,
    ),
}
