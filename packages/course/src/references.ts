import type { Audio } from '@sigmastream/audio'
import { build, combine, type Latent } from '@sigmastream/core'
import { prepareReference } from '@sigmastream/model-sao'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseFiles } from './course.js'
import type { CourseError } from './errors.js'
import type { CourseModel } from './model.js'

/**
 * A reference as a run takes it: a latent, or the means and deviations `[1, channels, frames]` that one is drawn from.
 */
export type ReadyReference =
  | { readonly _tag: 'Encoded'; readonly latent: Latent }
  | { readonly _tag: 'Encoding'; readonly mean: Latent; readonly std: Latent }

const elementProduct = (a: Latent, b: Latent): Latent =>
  build(a.shape, (out) => {
    for (let i = 0; i < out.length; i++) out[i] = a.data[i]! * b.data[i]! // of one shape, as a model and its noise are
  })

/**
 * The latent of a reference, mean + std * noise; the noise is only asked for where it is drawn. Errors: those of the
 * noise.
 */
export const latentOfReference = <L>(of: ReadyReference, noise: () => E.Either<L, Latent>): E.Either<L, Latent> =>
  of._tag === 'Encoded'
    ? E.right(of.latent)
    : pipe(
        noise(),
        E.map((eps) => combine([1, of.mean], [1, elementProduct(of.std, eps)])),
      )

const encodeReference = (
  name: string,
  audio: Audio,
  frames: number,
  { geometry, encode }: CourseModel,
  signal: AbortSignal,
): TE.TaskEither<CourseError, ReadyReference> =>
  pipe(
    TE.fromEither(prepareReference(audio, geometry, frames * geometry.frameSamples, 'exercises')),
    TE.mapLeft((error): CourseError => ({ _tag: 'BadSound', error })),
    TE.flatMap((waveform) =>
      pipe(
        encode(waveform, { signal }),
        TE.mapLeft((error): CourseError => ({ _tag: 'ModelFailed', part: name, error })),
      ),
    ),
    TE.map(({ mean, std }) => ({ _tag: 'Encoding', mean, std })),
  )

/**
 * The references of those names ready for runs, each encoded once, whatever the number of its runs: resampled, divided
 * by its peak, repeated and cut, as the notebook does. Errors: `NoReference`, `BadSound`, `ModelFailed`.
 */
export const readyReferencesOf = (
  { start, references }: CourseFiles,
  names: readonly string[],
  model: CourseModel,
  signal: AbortSignal,
): TE.TaskEither<CourseError, ReadonlyMap<string, ReadyReference>> => {
  const ready = (name: string): TE.TaskEither<CourseError, ReadyReference> => {
    const of = references.get(name)
    if (of === undefined) return TE.left({ _tag: 'NoReference', file: name })
    return of._tag === 'Encoded' ? TE.right(of) : encodeReference(name, of.audio, start.shape[2], model, signal)
  }
  return pipe(
    [...new Set(names)],
    TE.traverseSeqArray((name) =>
      pipe(
        ready(name),
        TE.map((made) => [name, made] as const),
      ),
    ),
    TE.map((entries) => new Map(entries)),
  )
}
