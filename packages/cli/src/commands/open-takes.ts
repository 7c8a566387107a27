import {
  type Checkpoint,
  keptSteps,
  loadCheckpoint,
  type RenderError,
  type StoredTake,
  writtenState,
} from '@sigmastream/pipeline'
import { ordinal } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { textOf } from '../options/decode.js'
import { NowOptions } from './take-request.js'
import { oneOfText } from './take-text.js'

/** What is typed of a run that goes on. */
export const ResumeOptions = t.intersection([
  NowOptions,
  t.partial({ output: textOf('the name of a file'), take: ordinal }),
])

/** See the codec of the same name. */
export type ResumeOptions = t.TypeOf<typeof ResumeOptions>

/** A take that is not finished, and whether what is there of it may make way. */
export interface OpenTake {
  readonly take: StoredTake
  readonly force: boolean
}

/** Its newest frame; of a fork that has none yet, the frame that it goes on from; `null` at the start of a run. */
export const newestFrame = (
  take: StoredTake,
  all: readonly StoredTake[],
): TE.TaskEither<RenderError, Checkpoint | null> =>
  pipe(
    keptSteps(take.folder),
    TE.flatMap((steps): TE.TaskEither<RenderError, Checkpoint | null> => {
      const last = steps.at(-1)
      if (last !== undefined) return loadCheckpoint(take.folder, last)
      const parent = all.find(({ number }) => number === take.parent?.take)
      return take.parent === null || parent === undefined
        ? TE.right(null)
        : loadCheckpoint(parent.folder, take.parent.step)
    }),
  )

/** The takes to go on with: what is left of all of them, or the one that was named. A usage error: none of that name. */
export const openTakes =
  (
    folder: string,
    all: readonly StoredTake[],
    { take, output, force }: ResumeOptions,
  ): TE.TaskEither<CliError, readonly OpenTake[]> =>
  async () => {
    const asked = take === undefined ? all : all.filter(({ number }) => number === take)
    if (asked.length === 0)
      return E.left(usage(`--take is ${take}: give ${oneOfText(all.map(({ number }) => number))}`))
    const left: OpenTake[] = []
    for (const one of asked) {
      const state = await writtenState(one)()
      if (state !== 'whole') left.push({ take: one, force: force || one.output.force || state === 'parts' })
    }
    if (output === undefined) return E.right(left)
    const [only, ...more] = asked.length === 1 ? asked : left.map((open) => open.take)
    return only === undefined || more.length > 0
      ? E.left(
          usage(
            `--output is for one take, and ${left.length} of ${folder} are to be finished: give --take and its number`,
          ),
        )
      : E.right([{ take: only, force }])
  }
