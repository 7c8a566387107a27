import type { Refused } from '@sigmastream/core'
import {
  fluxShift,
  fullShift,
  logSnrShift,
  risingTimes,
  sigmaOfTime,
  sigmasOf,
  type TimeShift,
  timeOfSigma,
} from '@sigmastream/core/schedules'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden } from './golden.js'
import type { Part } from './part.js'

type ShiftOf = (length: number) => TimeShift

/** The shifts that stable-audio-3's lists were recorded with, by what names of recordings say. */
const shifts: Readonly<Record<string, ShiftOf>> = {
  none: () => fluxShift({ alpha: 1 }),
  logsnr_default: () => logSnrShift(),
  logsnr_rate1: (length) => logSnrShift({ rate: 1, length }),
  'flux_1.5_4': (length) => fluxShift({ alpha: [1.5, 4], length }),
  'flux_const6.93': () => fluxShift(),
  full: (length) => fullShift({ length }),
  full_sine: (length) => fullShift({ length, sine: true }),
}

/** The lengths of a batch, in frames. */
const BATCH = [108, 1024, 6000]

/** A recorded list: of a shift, in so many steps, from a time; one for each length. */
interface BuiltList {
  readonly shift: ShiftOf
  readonly steps: number
  readonly level: number
  readonly lengths: readonly number[]
}

/** `schedule.logsnr_rate1_8_len108_0.7`, and `schedule.logsnr_rate1_8_batch` from pure noise. */
const NAME = /^schedule\.(.+)_(\d+)_(?:len(\d+)_([\d.]+)|batch)$/

const listNamed = (name: string): BuiltList | undefined => {
  const [, named = '', steps, length, level = '1'] = NAME.exec(name) ?? []
  const shift = Object.hasOwn(shifts, named) ? shifts[named] : undefined
  if (shift === undefined) return undefined
  const lengths = length === undefined ? BATCH : [Number(length)]
  return { shift, steps: Number(steps), level: Number(level), lengths }
}

const timesOf = ({ shift, steps, level, lengths }: BuiltList, rows: number): E.Either<Refused, readonly number[]> =>
  pipe(
    lengths.slice(0, rows),
    E.traverseArray((length) => sigmasOf(risingTimes({ steps, sigmaMax: sigmaOfTime(level), shift: shift(length) }))),
    E.map((lists) => lists.flat().map(timeOfSigma)),
  )

/** One row for each length; one for all where the shift knows none. */
const rowsOf = ({ tensors }: Golden, name: string): number => {
  const [rows = 1, ...more] = tensors.get(name)?.shape ?? []
  return more.length === 0 ? 1 : rows
}

/** The lists of times of stable-audio-3 as it first built them, rising where they begin below pure noise. */
export const builtTimes: Part = {
  knows: (name) => listNamed(name) !== undefined,
  compare: (_, golden) =>
    pipe(
      [...golden.tensors.keys()].flatMap((name) => {
        const list = listNamed(name)
        return list === undefined ? [] : [{ name, list }]
      }),
      E.traverseArray(({ name, list }) =>
        pipe(
          timesOf(list, rowsOf(golden, name)),
          E.map((times) => compareTensor(golden, name, times)),
        ),
      ),
      E.map(RA.flatten),
      TE.fromEither,
    ),
}
