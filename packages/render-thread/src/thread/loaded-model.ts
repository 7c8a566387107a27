import type { LoadOptions, StableAudio } from '@sigmastream/model-sao'
import type { StableAudioOptions } from '@sigmastream/pipeline'
import { task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** What loads a model: see `StableAudioOptions`. */
export type LoadModel = NonNullable<StableAudioOptions['load']>

/** A model as it was asked for. */
export interface LoadedModel {
  /** See `askedOf`. */
  readonly asked: string
  /** Whether it chose its precision itself. */
  readonly isAuto: boolean
  readonly model: StableAudio
  /** Whether its weights were read. Until then the signal of the errand that loaded it may end that. */
  isOpen: boolean
}

/**
 * Where a model lies and what it is computed with, but for the precision, which the model tells; one that is chosen for
 * runs of another kind may be another.
 */
export const askedOf = (
  folder: string,
  { threads, device, available, cache, precision, guided }: LoadOptions,
): string => JSON.stringify([folder, threads, device, available, cache, ...(precision === 'auto' ? [guided] : [])])

/** Whether one computes as the other does: the files in their folder may be others by now. */
export const isSame = (one: LoadedModel, other: LoadedModel): boolean =>
  one.asked === other.asked && one.model.identity === other.model.identity

/** A model that computes with `current()`, which is the same. It was lent, so its `close` closes nothing. */
export const lentModel = (model: StableAudio, current: () => LoadedModel): StableAudio => {
  const denoisers: StableAudio['denoisers'] = (requests, signal) => () => {
    const of = current()
    return pipe(
      of.model.denoisers(requests, signal),
      TE.tapIO(() => () => {
        of.isOpen = true
      }),
    )()
  }
  return {
    ...model,
    denoisers,
    denoiser: (request, signal) =>
      pipe(
        denoisers([request], signal),
        TE.map(([only]) => only!), // one for one
      ),
    encode: (sound, options) => () => current().model.encode(sound, options)(),
    decode: (latent, options) => () => current().model.decode(latent, options)(),
    close: T.of(undefined),
  }
}
