import { type Audio, describeAudioError, resample, sampleCount, secondsOf } from '@sigmastream/audio'
import { type LoadedAutoencoder, prepareReference } from '@sigmastream/model-sao'
import { isLatentsName, type LatentsClip, type Material, openMaterial, type RenderError } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { orInterrupted } from '../interruption.js'
import type { Io } from '../io.js'
import { fromStableAudioError } from '../stable-audio/errors.js'

/** Sound that is open; a file of it has not been read yet. */
export type SoundMaterial = Exclude<Material, LatentsClip>

const soundOnly = (path: string, material: Material): TE.TaskEither<CliError, SoundMaterial> =>
  material._tag === 'Latents' ? TE.left(usage(`${path}: give sound`)) : TE.right(material)

/** Opens the sound of a file or of a pipe; whoever does closes it (`closeMaterial`). A usage error: anything else. */
export const openSound = (path: string, { signal }: Io): TE.TaskEither<CliError, SoundMaterial> =>
  isLatentsName(path)
    ? TE.left(usage(`IN is latents, ${path}: give sound (sigmastream decode makes sound of latents)`))
    : pipe(
        openMaterial(path),
        TE.mapLeft((error) => fromRenderError(error, signal)),
        TE.flatMap((material) => soundOnly(path, material)),
      )

const audioOf = (material: SoundMaterial): TE.TaskEither<RenderError, Audio> =>
  material._tag === 'Sound' ? TE.right(material.audio) : material.samples.read(0, material.samples.frames)

/** Its length in seconds. */
export const secondsOfMaterial = (material: SoundMaterial): number =>
  material._tag === 'Sound' ? secondsOf(material.audio) : material.samples.frames / material.samples.sampleRate

/**
 * Its latents `[1, channels, frames]`. A file is read here, not before: once its sound is as the encoder takes it, nothing
 * holds what was read. Errors: usage for the sound, and the engine's.
 */
export const encodeSound = ({ geometry, encode }: LoadedAutoencoder, material: SoundMaterial, { signal }: Io) =>
  pipe(
    audioOf(material),
    TE.mapLeft((error) => fromRenderError(error, signal)),
    TE.flatMapEither((audio) =>
      pipe(
        resample(audio, geometry.sampleRate, 'torchaudio'),
        E.flatMap((same) => prepareReference(same, geometry, sampleCount(same), 'silence')),
        E.mapLeft((error): CliError => usage(`${material.name}: ${describeAudioError(error)}`)),
      ),
    ),
    TE.flatMap((sound) => pipe(encode(sound, { signal }), TE.mapLeft(fromStableAudioError('encoding')))),
    TE.map(({ mean }) => mean),
    TE.filterOrElse(
      ({ data }) => data.slice().some((value) => value !== 0),
      (): CliError => failure('encoding: the latents are all zero, so nothing was written'),
    ),
    orInterrupted(signal),
  )
