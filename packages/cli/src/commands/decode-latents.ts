import type { Audio } from '@sigmastream/audio'
import type { LoadedAutoencoder } from '@sigmastream/model-sao'
import { checkedSound, foreignLatents, isLatentsName, type LatentsClip, readClip } from '@sigmastream/pipeline'
import { audioOf } from '@sigmastream/pipeline/stable-audio'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { orInterrupted } from '../interruption.js'
import type { Io } from '../io.js'
import { type Target, targetOf } from '../run/target.js'
import { fromStableAudioError } from '../stable-audio/errors.js'

/** The latents of a file. A usage error: one of something else. */
export const readLatents = (
  path: string,
  tensor: string | undefined,
  { signal }: Io,
): TE.TaskEither<CliError, LatentsClip> =>
  pipe(
    isLatentsName(path)
      ? pipe(
          readClip(path, tensor),
          TE.mapLeft((error) => fromRenderError(error, signal)),
        )
      : TE.left(usage(`Z is "${path}": give latents (.pt, .npy, .npz, .safetensors)`)),
    TE.flatMap((clip) => (clip._tag === 'Latents' ? TE.right(clip) : TE.left(usage(`${path}: give latents`)))),
  )

const checkLatents = (
  { geometry, identity }: LoadedAutoencoder,
  { name: path, latent: { shape }, origin }: LatentsClip,
): E.Either<CliError, void> => {
  const foreign = foreignLatents(path, origin, identity)
  if (shape[0] === 1 && shape[1] === geometry.latentChannels)
    return foreign === null ? E.right(undefined) : E.left(usage(`${foreign.wrong}: ${foreign.right}`))
  return E.left(
    usage(`${path} holds latents of ${shape.join(' x ')}: this model takes 1 x ${geometry.latentChannels} x frames`),
  )
}

/** How latents sound; where they go round, `ring` decodes them so. Errors: latents of another model, and the engine's. */
export const decodeLatents = (
  autoencoder: LoadedAutoencoder,
  clip: LatentsClip,
  target: Target,
  ring: boolean,
  { signal }: Io,
): TE.TaskEither<CliError, Audio> => {
  const {
    geometry: { sampleRate, audioChannels },
    decode,
  } = autoencoder
  return pipe(
    TE.fromEither(checkLatents(autoencoder, clip)),
    TE.flatMapEither(() => {
      const of = { sound: { sampleRate, channels: audioChannels }, info: null }
      return targetOf(target.path, undefined, { audible: true, recorded: false }, of)
    }),
    TE.flatMap(() => pipe(decode(clip.latent, { signal, ring }), TE.mapLeft(fromStableAudioError('decoding')))),
    TE.map((sound) => audioOf(sound, sampleRate, sound.shape[2])),
    TE.flatMapEither((audio) =>
      pipe(
        checkedSound(audio, 'decoding', ['other latents']),
        E.mapLeft((error) => fromRenderError(error, signal)),
      ),
    ),
    orInterrupted(signal),
  )
}
