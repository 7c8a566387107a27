import type { StoredWeight, Weights } from '@sigmastream/checkpoint'
import type { Latent } from '@sigmastream/core'
import { keyedBySigma } from '@sigmastream/core/noise'
import { encodeModel, openSession, type Tensors, type Value } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SameAutoencoder } from '../../autoencoder/same/config.js'
import { folderOf } from '../../autoencoder/same/folder.js'
import { decoderOutput, encoderOutput } from '../../autoencoder/same/graph.js'
import { decoderCoding, encoderCoding } from '../../autoencoder/same/halves.js'
import { noiseFeeds } from '../../autoencoder/same/noise.js'
import type { StableAudioError } from '../../errors.js'
import { productInputs } from '../../graph/products.js'
import { type Activations, rowsNamed } from './activations.js'

/** Latent frames that are coded. */
const FRAMES = 16

/** What a half gave, and what went into the product with each of its matrices. */
interface HalfRun {
  readonly output: Latent
  readonly activations: Activations
}

const inputNames = (inputs: ReadonlyMap<string, Value>) => {
  // Several matrices may take the same value: it is answered once.
  const distinct = [...new Set(inputs.values())]
  return { distinct, nameOf: (value: Value): string => `input${distinct.indexOf(value)}` }
}

const halfRun = (
  config: SameAutoencoder,
  part: 'encoder' | 'decoder',
  weights: Weights,
  matrices: readonly StoredWeight[],
  x: Latent,
  threads: number,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, HalfRun> => {
  const coding = part === 'encoder' ? encoderCoding(config) : decoderCoding(config)
  const output = part === 'encoder' ? encoderOutput(config, weights) : decoderOutput(config, weights)
  const frames = x.shape[2] / coding.input.rate
  const feeds = {
    [coding.input.name]: { type: 'float32', dims: x.shape, data: x.data } as const,
    ...noiseFeeds(config, part, frames, {})(0, { start: 0, from: 0, to: frames, end: frames }),
  }
  const answerOf = ({ output: given }: Tensors): E.Either<StableAudioError, Latent> =>
    given?.type === 'float32'
      ? E.right({ shape: [1, coding.output.channels, frames * coding.output.rate], data: given.data })
      : E.left({ _tag: 'RunFailed', message: `no ${coding.output.name} came back`, expected: [] })
  return pipe(
    TE.Do,
    TE.bindW('value', () => TE.fromEither(output)),
    TE.bindW('externalFolder', () => TE.fromEither(folderOf(weights))),
    TE.let('inputs', ({ value }) => productInputs(value, matrices)),
    TE.let('names', ({ inputs }) => inputNames(inputs)),
    TE.bindW('model', ({ value, names: { distinct, nameOf } }) =>
      TE.fromEither(
        encodeModel({ output: value, ...Object.fromEntries(distinct.map((one) => [nameOf(one), one] as const)) }),
      ),
    ),
    TE.bindW('answer', ({ model, externalFolder }) =>
      TE.bracket(
        openSession(model, { threads, externalFolder }),
        (session) => session.run(feeds, signal),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.bindW('output', ({ answer }) => TE.fromEither(answerOf(answer))),
    TE.map(({ inputs, names: { nameOf }, answer, output: given }) => ({
      output: given,
      activations: new Map([...inputs].map(([name, value]) => [name, rowsNamed([answer], nameOf(value))])),
    })),
  )
}

/**
 * What goes into the product with each of `matrices` of a SAME autoencoder where it decodes latents that are standard
 * normal, as those that it gives are on the whole, and encodes the sound of them. Errors: those of `openAutoencoder`,
 * `openSession` and `Session.run`.
 */
export const codingActivationsOf = (
  config: SameAutoencoder,
  weights: Weights,
  matrices: readonly StoredWeight[],
  threads: number,
  seed: number,
  signal: AbortSignal | undefined,
): TE.TaskEither<StableAudioError, Activations> => {
  const frames = config.frameMultiple * Math.ceil(FRAMES / config.frameMultiple)
  const latents = keyedBySigma(seed)(1, [1, config.latentChannels, frames])
  return pipe(
    halfRun(config, 'decoder', weights, matrices, latents, threads, signal),
    TE.flatMap((decoded) =>
      pipe(
        halfRun(config, 'encoder', weights, matrices, decoded.output, threads, signal),
        TE.map((encoded) => new Map([...decoded.activations, ...encoded.activations])),
      ),
    ),
  )
}
