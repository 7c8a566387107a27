import { build, type Latent, type Refused } from '@sigmastream/core'
import type { Autoencoder } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, needLatent } from './golden.js'
import { type ComparisonTask, knowsNames, type PartError } from './part.js'

/** What the autoencoder of Stable Audio 3 gave, by the name of it: of which input, and how. */
interface CodingCase {
  readonly name: string
  readonly from: string
  readonly code: (autoencoder: Autoencoder, input: Latent, golden: Golden) => TE.TaskEither<PartError, Latent>
}

/** Recorded noise, where it is. */
const noiseNamed = (golden: Golden, name: string): E.Either<Refused, Latent | undefined> =>
  golden.tensors.has(name) ? needLatent(golden, name) : E.right(undefined)

const encodeWith =
  (options: Parameters<Autoencoder['encode']>[1] = {}): CodingCase['code'] =>
  ({ encode }, audio) =>
    pipe(
      encode(audio, options),
      TE.map(({ latent }) => latent),
    )

const decodeWith =
  (options: Parameters<Autoencoder['decode']>[1] = {}): CodingCase['code'] =>
  ({ decode }, z) =>
    pipe(
      decode(z, options),
      TE.map(({ shape, data }) => ({ shape, data })),
    )

/** More frames than any recording has. */
const WHOLE = { chunk: 2 ** 16 }
const THEIRS = { chunks: 'reference' } as const

/** Noise as the reference adds it, of those that this model draws. */
const noisilyEncoded: CodingCase['code'] = (autoencoder, audio, golden) =>
  pipe(
    TE.fromEither<PartError, Latent | undefined>(noiseNamed(golden, 'ae.noise.encoder_tokens')),
    TE.flatMap((tokens) => {
      const frames = Math.ceil(audio.shape[2] / autoencoder.config.frameSamples)
      const isDrawn = autoencoder.noiseShapes('encoder', audio.shape[0], frames).tokens !== undefined
      return encodeWith(isDrawn && tokens !== undefined ? { inferenceNoise: { tokens } } : {})(
        autoencoder,
        audio,
        golden,
      )
    }),
  )

const noisilyDecoded: CodingCase['code'] = (autoencoder, z, golden) =>
  pipe(
    E.Do,
    E.bind('latents', () => needLatent(golden, 'ae.noise.bottleneck')),
    E.bind('tokens', () => needLatent(golden, 'ae.noise.tokens')),
    TE.fromEither,
    TE.mapLeft((error): PartError => error),
    TE.flatMap((inferenceNoise) => decodeWith({ inferenceNoise })(autoencoder, z, golden)),
  )

const codings: readonly CodingCase[] = [
  { name: 'ae.latent', from: 'ae.audio', code: encodeWith() },
  { name: 'ae.odd_latent', from: 'ae.odd_audio', code: encodeWith() },
  { name: 'ae.long_latent_chunked', from: 'ae.long_audio', code: encodeWith(THEIRS) },
  { name: 'ae.noisy_latent', from: 'ae.audio', code: noisilyEncoded },
  { name: 'ae.decoded', from: 'ae.z', code: decodeWith() },
  { name: 'ae.odd_decoded', from: 'ae.odd_z', code: decodeWith() },
  { name: 'ae.long_decoded_whole', from: 'ae.long_z', code: decodeWith(WHOLE) },
  { name: 'ae.long_decoded_chunked', from: 'ae.long_z', code: decodeWith(THEIRS) },
  { name: 'ae.noisy_decoded', from: 'ae.z', code: noisilyDecoded },
]

/** The beginning of what was recorded: the reference fills the last chunk up, and what comes of that is cut off here. */
const firstSamples = ({ shape: [batch, channels, all], data }: Latent, length: number): Latent =>
  build([batch, channels, Math.min(all, length)], (out) => {
    const kept = Math.min(all, length)
    for (let row = 0; row < batch * channels; row++) out.set(data.subarray(row * all, row * all + kept), row * kept)
  })

const compareCoding =
  (autoencoder: Autoencoder, golden: Golden) =>
  ({ name, from, code }: CodingCase): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('input', () => TE.fromEither<PartError, Latent>(needLatent(golden, from))),
      TE.bindW('wanted', () => TE.fromEither<PartError, Latent>(needLatent(golden, name))),
      TE.bindW('ours', ({ input }) => code(autoencoder, input, golden)),
      TE.map(({ wanted, ours }) => {
        const { shape, data } = firstSamples(wanted, ours.shape[2])
        return compareTensor({ ...golden, tensors: new Map([[name, { shape, data: data.slice() }]]) }, name, ours.data)
      }),
    )

/** Patches are inside of the graph here; what is made of them is compared. */
const NAMES = /^ae\.(?:audio|latent|z|decoded|patched|odd_(?:audio|latent|z|decoded)|noisy_(?:latent|decoded))$/
const LONG =
  /^ae\.(?:long_(?:audio|z|latent_chunked|decoded_(?:chunked|whole))|noise\.(?:bottleneck|tokens|encoder_tokens))$/

/** Whether a tensor is of the autoencoder of Stable Audio 3. */
export const isSameName = (name: string, index: Parameters<ReturnType<typeof knowsNames>>[1]): boolean =>
  knowsNames(NAMES)(name, index) || knowsNames(LONG)(name, index)

/** Everything that its autoencoder gave, whole, in chunks, of odd lengths and with noise, as far as it is recorded. */
export const compareSame = (autoencoder: Autoencoder, golden: Golden): ComparisonTask =>
  pipe(
    codings.filter(({ name }) => golden.tensors.has(name)),
    TE.traverseSeqArray(compareCoding(autoencoder, golden)),
    TE.map(RA.flatten),
  )
