import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { NoiseSource } from '@sigmastream/core'
import { catalogue, type Entry } from '@sigmastream/samplers'
import { type Clip, isLatents, readClip } from '../clip.js'
import { type CliError, fromSampleError, usage } from '../errors.js'
import { noiseOf } from '../noise.js'
import type { RunOptions } from '../options/run-options.js'
import { sigmasOf } from '../schedule.js'
import { type Job, jobOf } from './job.js'
import type { Request } from './request.js'
import type { ClipModel, Subject } from './subject.js'

/** A run that could start now: everything that can be wrong before it has been checked. */
export interface Prepared {
  readonly clip: Clip
  readonly subject: Subject
  readonly request: Request
  readonly options: RunOptions
  readonly seed: number
  readonly sampler: Entry
  /** The schedule that was asked for; a sampler with intervals of its own takes its range. */
  readonly sigmas: readonly number[]
  readonly job: Job
  readonly noise: NoiseSource
}

const samplerOf = (name: string): E.Either<CliError, Entry> =>
  E.fromNullable(usage(`--sampler is "${name}": give one that sigmastream samplers lists`))(
    catalogue.find((entry) => entry.name === name),
  )

/** Options of one kind of clip must not be given with the other. */
const checkKind = (path: string, { frameRate, tensor, windowLength }: RunOptions, request: Request): E.Either<CliError, void> => {
  if (!isLatents(path)) {
    if (frameRate !== undefined) return E.left(usage('--frame-rate is for latents, and IN is sound: leave it out'))
    return tensor === undefined ? E.right(undefined) : E.left(usage('--tensor is for latents, and IN is sound: leave it out'))
  }
  const asked =
    request._tag === 'Inpaint'
      ? '--from and --to are in seconds'
      : windowLength === undefined
        ? null
        : '--window-length is in seconds'
  return frameRate === undefined && asked !== null
    ? E.left(usage(`${asked} and IN is latents: give --frame-rate, frames a second, as well`))
    : E.right(undefined)
}

/** The lowest sigma of a variation that begins below the model's own lowest, as a part of where it begins. */
const lowestPart = 0.05

/** The schedule of a request: a variation begins at its noise level. */
const scheduleOf = (options: RunOptions, request: Request, subject: Subject): E.Either<CliError, readonly number[]> => {
  if (request._tag !== 'Vary') return sigmasOf(options, subject.defaults)
  const { noiseLevel } = request
  const lowest = options.sigmaMin ?? Math.min(subject.defaults.sigmaMin, noiseLevel * lowestPart)
  if (options.sigmaMax !== undefined)
    return E.left(usage('--sigma-max: --noise-level is the highest sigma of a variation: leave one of them out'))
  return noiseLevel > lowest
    ? sigmasOf({ ...options, sigmaMin: lowest, sigmaMax: noiseLevel }, subject.defaults)
    : E.left(usage(`--noise-level is ${noiseLevel}: give more than the lowest sigma, ${lowest}`))
}

/** Reads what a run needs and makes its plan. Nothing is loaded into the model yet. Errors: usage. */
export const prepare = (
  model: ClipModel,
  path: string,
  options: RunOptions,
  request: Request,
  seed: number,
): TE.TaskEither<CliError, Prepared> =>
  pipe(
    TE.Do,
    TE.bindW('sampler', () => TE.fromEither(samplerOf(options.sampler))),
    TE.bindW('kind', () => TE.fromEither(checkKind(path, options, request))),
    TE.bindW('clip', () => readClip(path, options.tensor)),
    TE.bindW('exemplars', () => TE.traverseSeqArray((file: string) => readClip(file, options.tensor))(options.fromAudio)),
    TE.bindW('subject', ({ clip, exemplars }) => model(clip, exemplars, options, request)),
    TE.bindW('sigmas', ({ subject }) => TE.fromEither(scheduleOf(options, request, subject))),
    TE.bindW('job', ({ sampler, sigmas, subject }) =>
      TE.fromEither(pipe(jobOf(sampler, sigmas, subject.reference, subject.task), E.mapLeft(fromSampleError))),
    ),
    TE.bindW('noise', ({ job, subject }) => TE.fromEither(noiseOf({ ...options, seed }, job.draws, subject.reference.shape))),
    TE.map(({ clip, subject, sampler, sigmas, job, noise }) => ({
      clip,
      subject,
      request,
      options,
      seed,
      sampler,
      sigmas,
      job,
      noise,
    })),
  )
