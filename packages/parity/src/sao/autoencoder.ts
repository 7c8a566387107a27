import type { Latent } from '@sigmastream/core'
import { type Autoencoder, openAutoencoder } from '@sigmastream/model-sao/parts'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, matchesOf, needLatent } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { compareSame, isSameName } from './same-autoencoder.js'

const needLatentTask = (golden: Golden, name: string): TE.TaskEither<PartError, Latent> =>
  TE.fromEither(needLatent(golden, name))

const VAE = /^vae\.(?:audio|eps|mean|std|latent|z|decoded|long_z|long_decoded)$/

const compareEncoding = ({ encode }: Autoencoder, golden: Golden): ComparisonTask =>
  pipe(
    TE.Do,
    TE.bind('audio', () => needLatentTask(golden, 'vae.audio')),
    TE.bind('noise', () => needLatentTask(golden, 'vae.eps')),
    TE.flatMap(({ audio, noise }) => encode(audio, { noise })),
    TE.map(({ mean, std, latent }) => [
      ...compareTensor(golden, 'vae.mean', mean.data),
      ...compareTensor(golden, 'vae.std', std.data),
      ...compareTensor(golden, 'vae.latent', latent.data),
    ]),
  )

const compareDecoding =
  ({ decode }: Autoencoder, golden: Golden) =>
  ([name = '', long = '']: readonly string[]): ComparisonTask =>
    pipe(
      needLatentTask(golden, `vae.${long}z`),
      TE.flatMap((z) => decode(z)),
      TE.map(({ data }) => compareTensor(golden, name, data)),
    )

/** Encoding, with the recorded noise, and decoding. */
export const autoencoder: Part = {
  knows: (name, index) => VAE.test(name) || isSameName(name, index),
  compare: ({ weights, partConfigs: { autoencoder: config } }, golden) =>
    TE.bracket(
      pipe(
        openAutoencoder({ config, weights, threads: THREADS }),
        TE.mapLeft((error): PartError => error),
      ),
      (opened) =>
        pipe(
          TE.sequenceSeqArray([
            ...matchesOf(golden, /^vae\.mean$/).map(() => compareEncoding(opened, golden)),
            ...matchesOf(golden, /^vae\.(|long_)decoded$/).map(compareDecoding(opened, golden)),
            compareSame(opened, golden),
          ]),
          TE.map(RA.flatten),
        ),
      (opened) => TE.fromTask(opened.close),
    ),
}
