import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Frame, type Latent, messageOf, type Plan } from '@sigmastream/core'
import { stepCounts } from '@sigmastream/samplers'
import { describeFileError, loadFrame, type StoredFrame, saveFrame } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { badRecipe, type RenderError, renderFailed } from '../errors.js'
import type { Checkpoint } from '../render-job.js'
import type { RunSummary } from '../run-summary.js'
import { numbersOf } from './numbers.js'

const isLatent = (value: unknown): value is Latent => typeof value === 'object' && value !== null && 'data' in value

/** What is stored beside a frame: what a run came to, as far as the frame does not say it. */
const Beside = t.type({
  done: t.number,
  sigmas: t.readonlyArray(t.number),
  moved: t.readonlyArray(t.type({ step: t.number, rms: t.number })),
  denoised: t.unknown,
})

const stepName = /^step-(\d{4,})\.safetensors$/

/** The file of the frame after so many steps of a run. */
const fileOf = (folder: string, done: number): string =>
  join(folder, `step-${String(done).padStart(4, '0')}.safetensors`)

/** Keeps a frame of a plan in a folder, by how many steps of the run are done. Errors: what the disk fails at. */
export const saveCheckpoint = (
  folder: string,
  plan: Plan,
  frame: Frame,
  { done, sigmas, moved, denoised }: RunSummary,
): TE.TaskEither<RenderError, void> =>
  pipe(
    saveFrame(fileOf(folder, done), plan, frame, { beside: { done, sigmas, moved, denoised } }),
    TE.mapLeft((error): RenderError => renderFailed(describeFileError(error))),
  )

/** After how many steps frames are kept in a folder, the fewest first. */
export const keptSteps = (folder: string): TE.TaskEither<RenderError, readonly number[]> =>
  pipe(
    TE.tryCatch(
      () => readdir(folder),
      (cause) => badRecipe(null, [`the folder ${folder} cannot be read (${messageOf(cause)})`]),
    ),
    TE.map((names) => numbersOf(stepName, names)),
  )

const checkpointOf = (path: string, { beside, ...frame }: StoredFrame): E.Either<RenderError, Checkpoint> =>
  Beside.is(beside) && (beside.denoised === null || isLatent(beside.denoised))
    ? E.right({
        frame,
        summary: {
          x: frame.carry.x,
          counts: stepCounts(frame.carry),
          done: beside.done,
          sigmas: beside.sigmas,
          moved: beside.moved,
          denoised: beside.denoised,
        },
      })
    : E.left(badRecipe(null, [`${path} says nothing of the run that it is of`], ['give one that --checkpoint kept']))

/** The frame after so many steps. Refused: a file that is none, or is not there. */
export const loadCheckpoint = (folder: string, done: number): TE.TaskEither<RenderError, Checkpoint> => {
  const path = fileOf(folder, done)
  return pipe(
    loadFrame(path),
    TE.mapLeft((error): RenderError => badRecipe(null, [describeFileError(error)])),
    TE.flatMapEither((frame) => checkpointOf(path, frame)),
  )
}
