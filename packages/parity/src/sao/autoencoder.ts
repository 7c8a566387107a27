import type { Latent } from '@sigmastream/core'
import { type Autoencoder, openAutoencoder } from '@sigmastream/model-sao/parts'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Compared, type Part, type PartError, THREADS } from './part.js'
import { compared, matching, needLatent, type Recording } from './recording.js'

const needed = (recording: Recording, name: string): TE.TaskEither<PartError, Latent> =>
  TE.fromEither(needLatent(recording, name))

const encoded = ({ encode }: Autoencoder, recording: Recording): Compared =>
  pipe(
    TE.Do,
    TE.bind('audio', () => needed(recording, 'vae.audio')),
    TE.bind('noise', () => needed(recording, 'vae.eps')),
    TE.flatMap(({ audio, noise }) => encode(audio, { noise })),
    TE.map(({ mean, std, latent }) => [
      ...compared(recording, 'vae.mean', mean.data),
      ...compared(recording, 'vae.std', std.data),
      ...compared(recording, 'vae.latent', latent.data),
    ]),
  )

const decoded =
  ({ decode }: Autoencoder, recording: Recording) =>
  ([name = '', long = '']: readonly string[]): Compared =>
    pipe(
      needed(recording, `vae.${long}z`),
      TE.flatMap((z) => decode(z)),
      TE.map(({ data }) => compared(recording, name, data)),
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
            ...matching(recording, /^vae\.mean$/).map(() => encoded(opened, recording)),
            ...matching(recording, /^vae\.(|long_)decoded$/).map(decoded(opened, recording)),
          ]),
          TE.map(RA.flatten),
        ),
      (opened) => TE.fromTask(opened.close),
    ),
}
