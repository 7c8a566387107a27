import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { type Desk, indexSounds, type NamedJob, type NamedRecipe, planJobs, type Refusal } from '@sigmastream/farm'
import { engineVersion } from '@sigmastream/onnx'
import { describeRenderError, stableAudio } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { interruption } from '../interruption.js'
import { type Io, note } from '../io.js'
import { optionName } from '../options/option-name.js'
import { inputsOf } from '../run/inputs.js'
import { type Display, displayOf } from '../run/progress.js'
import { stableAudioOptions } from '../stable-audio/options.js'
import type { OpenFarm } from './open-farm.js'

const silent: Display = { show: () => undefined, end: () => undefined }

/** What recipes are checked with. */
export interface PlanOptions {
  /** Files and folders of sound. */
  readonly input: readonly string[]
  readonly model: string | undefined
  readonly seed: number
  readonly sentAs: Desk['sentAs']
}

/** All that is wrong, a note each, and what that comes to. */
export const refuseAll = (wrong: readonly string[], of: number, io: Io): CliError => {
  const [only = '', another] = wrong
  if (another === undefined) return usage(`${only}; nothing was sent`)
  for (const text of wrong) note(io, `sigmastream: ${text}`)
  return usage(`${wrong.length} of ${of} recipes are refused, as is said above; nothing was sent`)
}

const filesOf = (input: readonly string[]): TE.TaskEither<CliError, readonly string[]> =>
  input.length === 0
    ? TE.right([])
    : pipe(
        inputsOf(input, '--input'),
        TE.map((inputs) => (inputs._tag === 'One' ? [inputs.input] : inputs.inputs)),
      )

const refusalText = ({ where, error }: Refusal): string => `${where}: ${describeRenderError(error, optionName)}`

/** The jobs of recipes, checked one and all. Nothing is sent; sounds that an earlier list has sent are fetched to look at. */
export const withPlannedJobs = <A>(
  asked: readonly NamedRecipe[],
  { input, model, seed, sentAs }: PlanOptions,
  { store }: OpenFarm,
  io: Io,
  use: (jobs: readonly NamedJob[]) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A> =>
  pipe(
    TE.Do,
    TE.bind('files', () => filesOf(input)),
    TE.bind('index', ({ files }) =>
      pipe(
        indexSounds(files),
        TE.mapLeft((error) => fromRenderError(error, io.signal)),
      ),
    ),
    TE.bind('scratch', () =>
      TE.tryCatch(
        () => mkdtemp(join(tmpdir(), 'sigmastream-farm-')),
        (cause): CliError => failure(`no folder for what is on its way can be made (${messageOf(cause)})`, cause),
      ),
    ),
    TE.flatMap(({ index, scratch }) => {
      // a few are checked before anybody could read that they are
      const display = asked.length > 20 ? displayOf(io) : silent
      const desk: Desk = {
        sounds: { index, store, scratch },
        stableAudio: model === undefined ? null : stableAudio(model, stableAudioOptions(io)),
        engine: engineVersion(),
        sentAs,
        seed,
        signal: io.signal,
        availableMemory: io.availableMemory(),
      }
      const planned = pipe(
        planJobs(asked, desk, (count) =>
          display.show(count / asked.length, `${count} of ${asked.length} recipes are checked`),
        ),
        TE.mapLeft((refusals) =>
          io.signal.aborted ? interruption(io.signal) : refuseAll(refusals.map(refusalText), asked.length, io),
        ),
        (task) => () => task().finally(display.end),
        TE.flatMap(use),
      )
      return () => planned().finally(() => rm(scratch, { recursive: true, force: true }))
    }),
  )
