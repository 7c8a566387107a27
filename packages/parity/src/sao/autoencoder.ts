import type { Latent } from '@sigmastream/core'
import { type Autoencoder, openAutoencoder } from '@sigmastream/model-sao/parts'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { compareTensor, matchesOf, needLatent, type Recording } from './recording.js'

const needLatentTask = (recording: Recording, name: string): TE.TaskEither<PartError, Latent> =>
  TE.fromEither(needLatent(recording, name))

const compareEncoding = ({ encode }: Autoencoder, recording: Recording): ComparisonTask =>
  pipe(
    TE.Do,
    TE.bind('audio', () => needLatentTask(recording, 'vae.audio')),
    TE.bind('noise', () => needLatentTask(recording, 'vae.eps')),
    TE.flatMap(({ audio, noise }) => encode(audio, { noise })),
    TE.map(({ mean, std, latent }) => [
      ...compareTensor(recording, 'vae.mean', mean.data),
      ...compareTensor(recording, 'vae.std', std.data),
      ...compareTensor(recording, 'vae.latent', latent.data),
    ]),
  )

const compareDecoding =
  ({ decode }: Autoencoder, recording: Recording) =>
  ([name = '', long = '']: readonly string[]): ComparisonTask =>
    pipe(
      needLatentTask(recording, `vae.${long}z`),
      TE.flatMap((z) => decode(z)),
      TE.map(({ data }) => compareTensor(recording, name, data)),
    )

/** Encoding, with the recorded noise, and decoding. */
export const autoencoder: Part = {
  knows: /^vae\.(?:audio|eps|mean|std|latent|z|decoded|long_z|long_decoded)$/,
  compare: ({ weights, partConfigs: { autoencoder: config } }, recording) =>
    TE.bracket(
      pipe(
        openAutoencoder({ config, weights, threads: THREADS }),
        TE.mapLeft((error): PartError => error),
      ),
      (opened) =>
        pipe(
          TE.sequenceSeqArray([
            ...matchesOf(recording, /^vae\.mean$/).map(() => compareEncoding(opened, recording)),
            ...matchesOf(recording, /^vae\.(|long_)decoded$/).map(compareDecoding(opened, recording)),
          ]),
          TE.map(RA.flatten),
        ),
      (opened) => TE.fromTask(opened.close),
    ),
}
