import { type Draw, drawsOf, type Interval, type Latent, messageOf, plan, run, type Shape } from '@sigmastream/core'
import { torchCpu } from '@sigmastream/core/noise'
import { logSnrShift, pureNoise, risingTimes, sigmaOfTime } from '@sigmastream/core/schedules'
import type { DenoiserRequest, StableAudio, Waveform } from '@sigmastream/model-sao'
import {
  type Autoencoder,
  type Checkpoint,
  conditioningsOf,
  type Dit,
  geometryOf,
  openAutoencoder,
  openDit,
  traitsOf,
} from '@sigmastream/model-sao/parts'
import { vary } from '@sigmastream/samplers'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import {
  type GenerateArguments,
  type GenerateLength,
  gapMask,
  generateArguments,
  lengthOf,
} from './generate-arguments.js'
import { compareTensor, type GenerateRun, type Golden, need, type WholeRun } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { projectedGuidance } from './projected-guidance.js'

/** A draw of its own: a lane that no sampler has. */
const drawOf = (lane: string, at: Interval, shape: Shape | undefined): readonly Draw[] =>
  shape === undefined ? [] : [{ lane, at, shape }]

const latentLane = 'decoding latents'
const tokenLanes = { encoder: 'encoding tokens', decoder: 'decoding tokens' } as const

/** A run that is planned, and the noise of PyTorch's generator for all that `generate` draws, in its order. */
const plannedRun = (coder: Autoencoder, asked: GenerateArguments, shape: Shape) => {
  const { steps, seed, level, step, encodes } = asked
  const sigmaMax = level === null ? pureNoise : sigmaOfTime(level)
  const planned = plan({ step: step(), schedule: risingTimes({ steps, sigmaMax, shift: logSnrShift() }), shape })
  const [batch, , frames] = shape
  const [encoder, decoder] = [coder.noiseShapes('encoder', 1, frames), coder.noiseShapes('decoder', batch, frames)]
  const draws = pipe(
    drawsOf(planned),
    E.map(([start, ...own]) => {
      const at = start?.at ?? { index: 0, of: steps, from: sigmaMax, to: 0 }
      return [
        ...(start === undefined ? [] : [{ ...start, shape }]),
        ...(encodes ? drawOf(tokenLanes.encoder, at, encoder.tokens) : []),
        ...own.map((draw) => ({ ...draw, shape })),
        // Ping-pong draws at its last step too, and multiplies by 0.
        ...(asked.drawsLast ? drawOf('last', at, shape) : []),
        ...drawOf(latentLane, at, decoder.latents),
        ...drawOf(tokenLanes.decoder, at, decoder.tokens),
      ]
    }),
  )
  return { planned, draws, noise: torchCpu(seed, draws), encoder, decoder }
}

type PlannedRun = ReturnType<typeof plannedRun>

/** The noise of a lane of its own; `undefined` where nothing is drawn for it. */
const noiseIn = ({ draws, noise }: PlannedRun, lane: string): E.Either<PartError, Latent | undefined> =>
  pipe(
    draws,
    E.flatMap((all) => {
      const draw = all.find((one) => one.lane === lane)
      return draw?.shape === undefined
        ? E.right(undefined)
        : E.tryCatch(
            () => noise({ ...draw, shape: draw.shape ?? [1, 1, 1] }),
            (cause): PartError => ({ _tag: 'RunFailed', message: messageOf(cause), expected: [] }),
          )
    }),
  )

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

const modelOf = (checkpoint: Checkpoint, dit: Dit): Model => ({
  geometry: geometryOf(checkpoint.config),
  traits: traitsOf(checkpoint),
  denoiser: (request, signal) =>
    pipe(
      conditioningsOf(checkpoint, { threads: THREADS, device: 'cpu' }, [request], signal),
      TE.flatMapEither(([only]) => dit.denoiser(only!)), // one for one
    ),
})

const compareRun =
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

type RecordedRun = readonly [name: string, asked: GenerateArguments]

const argumentsOf = (one: WholeRun | GenerateRun | undefined): GenerateArguments | undefined =>
  one === undefined || 'conditioning' in one ? undefined : generateArguments(one)

/** The runs of the index that are recorded and whose sampler is known here. */
const runsIn = ({ index: { whole = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(whole).flatMap(([name, one]) => {
    const asked = argumentsOf(one)
    return asked === undefined || !tensors.has(`whole.${name}.latents`) ? [] : [[name, asked] as const]
  })

const openBoth = ({ weights, partConfigs: { autoencoder, dit } }: Checkpoint) =>
  pipe(
    TE.Do,
    TE.bindW('dit', () => openDit({ config: dit, weights, threads: THREADS })),
    TE.bindW('coder', () => openAutoencoder({ config: autoencoder, weights, threads: THREADS })),
    TE.mapLeft((error): PartError => error),
  )

/**
 * Runs of stable-audio-3 from prompt to sound on one generator of PyTorch's: starting noise, that of an encoding, what the
 * sampler draws, and that of the decoding.
 */
export const generateRuns: Part = {
  knows: (name, { whole = {} }) => {
    const one = /^whole\.(.+)\.(?:latents|audio)$/.exec(name)?.[1]
    return one === undefined ? name === 'whole.source_audio' : argumentsOf(whole[one]) !== undefined
  },
  compare: (checkpoint, golden) =>
    runsIn(golden).length === 0
      ? TE.right([])
      : TE.bracket(
          openBoth(checkpoint),
          ({ dit, coder }) =>
            pipe(
              TE.traverseSeqArray(compareRun(modelOf(checkpoint, dit), coder, golden))(runsIn(golden)),
              TE.map(RA.flatten),
            ),
          ({ dit, coder }) =>
            TE.fromTask(async () => {
              await Promise.all([dit.close(), coder.close()])
            }),
        ),
}
