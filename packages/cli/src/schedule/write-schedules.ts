import { extensionOf, showNumber } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { checkTarget, writeFiles } from '../files.js'
import { interruptedBy } from '../interruption.js'
import { type Io, type Outcome, success } from '../io.js'
import { table } from '../table.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type ScheduleList, stepsOf } from './schedules.js'

/** The name of a picture that may be written, checked before there is one. */
export const checkPlot = (path: string, force: boolean): TE.TaskEither<CliError, string> =>
  extensionOf(path) === '.png'
    ? checkTarget('--plot', path, force)
    : TE.left(usage(`--plot is "${path}": give a name that ends in .png`))

/** Draws them in one picture, and writes that. */
export const draw = (
  path: string,
  shown: ScheduleList,
  force: boolean,
  { signal }: Io,
): TE.TaskEither<CliError, string> =>
  pipe(
    TE.fromTask(() => import('@sigmastream/plot')),
    TE.flatMap(({ plotSchedules, describePlotError }) =>
      pipe(
        plotSchedules({
          title: shown.length === 1 ? shown[0].name : 'Schedules',
          subtitle: `the noise level by step; ${[...new Set(shown.map(stepsOf))].join(', ')} steps`,
          lines: shown,
        }),
        TE.mapLeft((error): CliError => failure(describePlotError(error))),
      ),
    ),
    TE.tap(() => interruptedBy(signal)),
    TE.flatMap((bytes) => writeFiles([{ path, bytes }], force)),
    TE.map(() => path),
  )

/** Writes the one schedule as a tensor. */
export const store = (path: string, shown: ScheduleList, force: boolean, io: Io): TE.TaskEither<CliError, string> => {
  const [{ sigmas }] = shown
  return pipe(
    checkTensorTarget(path, force),
    TE.filterOrElse(
      () => shown.length === 1,
      (): CliError => usage(`--output is for one schedule, and these are ${shown.length}: give one of them`),
    ),
    TE.flatMap(() => writeTensorTo(path, { shape: [sigmas.length], data: Float32Array.from(sigmas) }, force, io)),
  )
}

const textTable = (shown: ScheduleList): readonly string[] => {
  const places = Array.from({ length: Math.max(...shown.map(({ sigmas }) => sigmas.length)) }, (_, i) => i)
  return table(
    ['place', ...(shown.length === 1 ? ['sigma'] : shown.map(({ name }) => name))],
    places.map((place) => [
      String(place),
      ...shown.map(({ sigmas: { [place]: sigma } }) => (sigma === undefined ? '' : showNumber(sigma))),
    ]),
  )
}

/** What is said of schedules: they themselves, unless they were written. */
export const outcomeOf = (shown: ScheduleList, output: string | null, plot: string | null): Outcome => {
  const [{ sigmas }] = shown
  const each = shown.map((one) => ({ schedule: one.name, steps: stepsOf(one), sigmas: one.sigmas }))
  return success(
    [
      ...(output === null && plot === null ? textTable(shown) : []),
      ...(output === null ? [] : [`wrote ${output}: ${sigmas.length} sigmas`]),
      ...(plot === null ? [] : [`wrote ${plot}: the picture`]),
    ],
    { ...(shown.length === 1 ? each[0] : { schedules: each }), output, plot },
  )
}
