import { type Latent, run, type Shape } from '@sigmastream/core'
import type { DenoiserRequest, StableAudio, Waveform } from '@sigmastream/model-sao'
import {
  type Autoencoder,
  type Checkpoint,
  conditioningsOf,
  type Dit,
  geometryOf,
  traitsOf,
} from '@sigmastream/model-sao/parts'
import { vary } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { type GenerateArguments, type GenerateLength, gapMask, lengthOf } from './generate-arguments.js'
import { latentLane, noiseIn, type PlannedRun, plannedRun, tokenLanes } from './generate-noise.js'
import { compareTensor, type Golden, need } from './golden.js'
import { type ComparisonTask, type PartError, THREADS } from './part.js'
import { projectedGuidance } from './projected-guidance.js'

/** The recorded source, cut or filled up with silence to so many samples. */
const sourceOf = (golden: Golden, samples: number): E.Either<PartError, Waveform> =>
  pipe(
    need(golden, 'whole.source_audio'),
    E.map(({ shape: [channels = 0, own = 0], data }) => {
      const filled = new Float32Array(channels * samples)
      for (let i = 0; i < channels; i++)
        filled.set(data.subarray(i * own, i * own + Math.min(own, samples)), i * samples)
      return { shape: [1, channels, samples], data: filled }
    }),
  )

const encodeSource = (
  coder: Autoencoder,
  golden: Golden,
  made: PlannedRun,
  samples: number,
): TE.TaskEither<PartError, Latent> =>
  pipe(
    TE.Do,
    TE.bindW('sound', () => TE.fromEither(sourceOf(golden, samples))),
    TE.bindW('tokens', () => TE.fromEither(noiseIn(made, tokenLanes.encoder))),
    TE.flatMap(({ sound, tokens }) => coder.encode(sound, tokens === undefined ? {} : { inferenceNoise: { tokens } })),
    TE.map(({ mean }) => mean),
  )

const requestOf = (
  asked: GenerateArguments,
  { valid }: GenerateLength,
  given: DenoiserRequest['given'],
): DenoiserRequest => {
  const guidance = { scale: asked.scale }
  return {
    items: asked.items,
    guidance,
    padding: { valid, keys: 'counted' },
    ...(asked.negative === null ? {} : { negative: [asked.negative] }),
    ...(given === undefined ? {} : { given }),
    ...(asked.scale === 1 ? {} : { through: projectedGuidance(guidance, 1, valid) }),
  }
}

/** The sound as `generate` ends it: silent behind each item's own length, from -1 to 1, and cut where all are equally long. */
const endOf = (
  { shape: [batch, channels, samples], data }: Waveform,
  { soundSamples, cut }: GenerateLength,
): readonly number[] =>
  Array.from({ length: batch * channels }, (_, row) =>
    Array.from(data.subarray(row * samples, row * samples + (cut ?? samples)), (value, i) =>
      i < (soundSamples[Math.floor(row / channels)] ?? 0) ? Math.min(1, Math.max(-1, value)) : 0,
    ),
  ).flat()

/** What of a loaded model makes a latent: here of a checkpoint whose prompts are as long as the recording says. */
type Model = Pick<StableAudio, 'geometry' | 'traits' | 'denoiser'>

/** The model of a checkpoint whose transformer is open. */
export const modelOf = (checkpoint: Checkpoint, dit: Dit): Model => ({
  geometry: geometryOf(checkpoint.config),
  traits: traitsOf(checkpoint),
  denoiser: (request, signal) =>
    pipe(
      conditioningsOf(checkpoint, { threads: THREADS, device: 'cpu' }, [request], signal),
      TE.flatMapEither(([only]) => dit.denoiser(only!)), // one for one
    ),
})

/** A recorded run by its name. */
export type RecordedRun = readonly [name: string, asked: GenerateArguments]

/** A run from prompt to sound beside its recording: the latents, and the sound. */
export const compareGenerateRun =
  (model: Model, coder: Autoencoder, golden: Golden) =>
  ([name, asked]: RecordedRun): ComparisonTask => {
    const { geometry, traits } = model
    const length = lengthOf(geometry, traits, asked)
    const shape: Shape = [asked.items.length, geometry.latentChannels, length.frames]
    const made = plannedRun(coder, asked, shape)
    const compared = (what: string, ours: ArrayLike<number>): readonly Comparison[] =>
      compareTensor(golden, `whole.${name}.${what}`, ours)
    return pipe(
      TE.Do,
      TE.bindW(
        'source',
        (): TE.TaskEither<PartError, Latent | null> =>
          asked.encodes ? encodeSource(coder, golden, made, length.frames * geometry.frameSamples) : TE.right(null),
      ),
      TE.bindW('denoiser', ({ source }) =>
        model.denoiser(
          requestOf(
            asked,
            length,
            source === null || asked.gaps === null ? undefined : { mask: gapMask(geometry, asked, length), source },
          ),
        ),
      ),
      TE.bindW('end', ({ source, denoiser }) =>
        run(source === null || asked.level === null ? made.planned : vary(made.planned, source), {
          denoiser,
          noise: made.noise,
        }),
      ),
      TE.bindW('latents', () => TE.fromEither(noiseIn(made, latentLane))),
      TE.bindW('tokens', () => TE.fromEither(noiseIn(made, tokenLanes.decoder))),
      TE.bindW('sound', ({ end: { x }, latents, tokens }) =>
        coder.decode(x, {
          inferenceNoise: {
            ...(latents === undefined ? {} : { latents }),
            ...(tokens === undefined ? {} : { tokens }),
          },
        }),
      ),
      TE.map(({ end: { x }, sound }) => [...compared('latents', x.data), ...compared('audio', endOf(sound, length))]),
    )
  }
