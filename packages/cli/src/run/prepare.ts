import { constant, type Latent, type NoiseSource } from '@sigmastream/core'
import { isSamplerName, type SamplerName } from '@sigmastream/samplers'
import { either as E, type readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip } from '../clip.js'
import { type CliError, fromSampleError, usage } from '../errors.js'
import { type Item, itemNoise } from '../noise.js'
import type { RunOptions } from '../options/run-options.js'
import { type SigmaDefaults, sigmasOf } from '../schedule.js'
import { type Job, jobOf } from './job.js'
import type { Request } from './request.js'
import type { Source, Subject } from './subject.js'

/** A run that could start now: everything that can be wrong before the model is loaded has been checked. */
export interface Prepared {
  readonly clip: Clip | null
  readonly subject: Subject
  readonly request: Request
  readonly options: RunOptions
  readonly item: Item
  readonly sampler: SamplerName
  /** The schedule that was asked for; a sampler with intervals of its own takes its range. */
  readonly sigmas: readonly number[]
  /** The levels that the schedule was made between; `null` for one that has levels of its own. */
  readonly levels: SigmaDefaults | null
  /** The job as it can be explained: on zeros in the place of the reference. */
  readonly job: Job
  /** The job on what the model makes of the clip. */
  readonly jobOn: (reference: Latent) => E.Either<CliError, Job>
  readonly noise: NoiseSource
}

/** The name, if it is that of a sampler. */
export const samplerOf = (name: string): E.Either<CliError, SamplerName> =>
  isSamplerName(name)
    ? E.right(name)
    : E.left(usage(`--sampler is "${name}": give one that sigmastream samplers lists`))

/** The lowest sigma of a variation that begins below the model's own lowest, as a part of where it begins. */
const lowestPart = 0.05

/** Between which levels the schedule of a request is made: a variation begins at its noise level. */
const levelsOf = (
  options: RunOptions,
  request: Request,
  { defaults }: Subject,
): E.Either<CliError, SigmaDefaults | null> => {
  const { schedule, sigmaMin = defaults.sigmaMin, sigmaMax = defaults.sigmaMax } = options
  if (request._tag !== 'Vary') return E.right(schedule === 'vp' ? null : { sigmaMin, sigmaMax })
  const { noiseLevel } = request
  const lowest = options.sigmaMin ?? Math.min(defaults.sigmaMin, noiseLevel * lowestPart)
  if (options.sigmaMax !== undefined)
    return E.left(usage('--sigma-max: --noise-level is the highest sigma of a variation: leave one of them out'))
  return noiseLevel > lowest
    ? E.right({ sigmaMin: lowest, sigmaMax: noiseLevel })
    : E.left(usage(`--noise-level is ${noiseLevel}: give more than the lowest sigma, ${lowest}`))
}

const scheduleOf = (options: RunOptions, levels: SigmaDefaults | null, { defaults }: Subject) =>
  sigmasOf({ ...options, ...levels }, defaults)

/** Makes the plan of a run, one for each item of the batch. Nothing is loaded into the model yet. Errors: usage. */
export const prepare = (
  source: TE.TaskEither<CliError, Source>,
  options: RunOptions,
  request: Request,
  items: RNEA.ReadonlyNonEmptyArray<Item>,
): TE.TaskEither<CliError, RNEA.ReadonlyNonEmptyArray<Prepared>> =>
  pipe(
    TE.Do,
    TE.bindW('sampler', () => TE.fromEither(samplerOf(options.sampler))),
    TE.bindW('source', () => source),
    TE.bindW('levels', ({ source: { subject } }) => TE.fromEither(levelsOf(options, request, subject))),
    TE.bindW('sigmas', ({ source: { subject }, levels }) => TE.fromEither(scheduleOf(options, levels, subject))),
    TE.flatMapEither(({ sampler, source: { clip, subject }, levels, sigmas }) => {
      const { shape, task, startScale } = subject
      const jobOn = (reference: Latent): E.Either<CliError, Job> =>
        pipe(
          jobOf({ sampler, reuse: options.reuse ?? null, sigmas, task, startScale }, reference),
          E.mapLeft(fromSampleError),
        )
      const all = { clip, subject, request, options, sampler, sigmas, levels, jobOn }
      return pipe(
        jobOn(constant(shape, 0)),
        E.flatMap((job) =>
          pipe(
            items,
            E.traverseReadonlyNonEmptyArrayWithIndex((_, item: Item) =>
              pipe(
                itemNoise(options, item, job.draws, shape),
                E.map((noise): Prepared => ({ ...all, item, job, noise })),
              ),
            ),
          ),
        ),
      )
    }),
  )
