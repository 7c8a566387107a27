import {
  type Draw,
  drawsOf,
  type Latent,
  messageOf,
  type PlanResult,
  plan,
  type Refused,
  run,
  type Shape,
  type Step,
} from '@sigmastream/core'
import { torchCpu } from '@sigmastream/core/noise'
import { logSnr, pureNoise, sigmaOfTime } from '@sigmastream/core/schedules'
import { loadStableAudio, type PromptItem, type StableAudio, type Waveform } from '@sigmastream/model-sao'
import { euler, pingPong, vary } from '@sigmastream/samplers'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { compareTensor, type GenerateRun, type Golden, need, type WholeRun } from './golden.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'

/** The draw of an encoding, which comes after the starting noise. */
const ENCODING: Draw = { lane: 'encode', at: { index: 0, of: 1, from: 0, to: 0 } }

/** The recorded init audio, filled up with silence to all that the model was made for. */
const filledInit = (
  golden: Golden,
  { maxFrames, frameSamples }: StableAudio['geometry'],
): E.Either<Refused, Waveform> =>
  pipe(
    need(golden, 'whole.init_audio'),
    E.map(({ shape: [channels = 0, samples = 0], data }) => {
      const length = maxFrames * frameSamples
      const filled = new Float32Array(channels * length)
      for (let i = 0; i < channels; i++) filled.set([...data.subarray(i * samples, (i + 1) * samples)], i * length)
      return { shape: [1, channels, length], data: filled }
    }),
  )

/** What a run is told. */
const itemsOf = ({ conditioning }: WholeRun): readonly PromptItem[] =>
  conditioning.map(({ prompt, seconds_total: secondsTotal }) => ({ prompt, secondsStart: 0, secondsTotal }))

type RecordedRun = readonly [name: string, run: WholeRun, step: Step]

/** A plan, and the noise of PyTorch's generator for it and for an encoding after the starting noise. */
const plannedRun = ([, { steps, seed, init_noise_level: level }, step]: RecordedRun, shape: Shape) => {
  const sigmaMax = level === undefined ? pureNoise : sigmaOfTime(level)
  const planned = plan({ step, schedule: logSnr({ steps, sigmaMax }), shape })
  const draws = pipe(
    drawsOf(planned),
    E.map((own) => [...own.slice(0, 1), ...(level === undefined ? [] : [ENCODING]), ...own.slice(1)]),
  )
  return { planned, noise: torchCpu(seed, draws) }
}

/** The plan from the recorded init audio, encoded with the noise that is drawn for it. */
const fromInit = (
  model: StableAudio,
  golden: Golden,
  { planned, noise }: ReturnType<typeof plannedRun>,
  shape: Shape,
): TE.TaskEither<PartError, PlanResult> =>
  pipe(
    TE.Do,
    TE.bindW('sound', () => TE.fromEither(filledInit(golden, model.geometry))),
    TE.bindW('eps', () =>
      TE.fromEither(
        E.tryCatch(
          () => noise({ ...ENCODING, shape }),
          (cause): PartError => ({ _tag: 'RunFailed', message: messageOf(cause), expected: [] }),
        ),
      ),
    ),
    TE.flatMap(({ sound, eps }) => model.encode(sound, { noise: eps })),
    TE.map(({ latent }) => vary(planned, latent)),
  )

/**
 * A run from prompt to sound as `generate_diffusion_cond` makes it, on one generator of PyTorch's: starting noise, that
 * of the encoding where there is init audio, then what the sampler draws.
 */
const compareRun =
  (model: StableAudio, golden: Golden) =>
  (recorded: RecordedRun): ComparisonTask => {
    const [name, whole] = recorded
    const { latentChannels, maxFrames } = model.geometry
    const shape: Shape = [1, latentChannels, maxFrames]
    const made = plannedRun(recorded, shape)
    const compared = (what: string, { data }: Latent | Waveform): readonly Comparison[] =>
      compareTensor(golden, `whole.${name}.${what}`, data)
    return pipe(
      TE.Do,
      TE.bindW('started', () =>
        whole.init_noise_level === undefined ? TE.right(made.planned) : fromInit(model, golden, made, shape),
      ),
      TE.bindW('denoiser', () => model.denoiser({ items: itemsOf(whole), guidance: { scale: whole.cfg_scale } })),
      TE.bindW('end', ({ started, denoiser }) => run(started, { denoiser, noise: made.noise })),
      TE.bindW('sound', ({ end: { x } }) => model.decode(x)),
      TE.map(({ end: { x }, sound }) => [...compared('latents', x), ...compared('audio', sound)]),
    )
  }

/** The samplers that such runs are recorded with, by stable-audio-tools' names of them. */
const steps: ReadonlyMap<string, () => Step> = new Map([
  ['euler', euler],
  ['pingpong', pingPong],
])

/** A run of `generate_diffusion_cond`, where it is one of that and its sampler is known here. */
const knownRun = (one: WholeRun | GenerateRun | undefined): readonly [run: WholeRun, step: Step] | undefined => {
  if (one === undefined || !('conditioning' in one)) return undefined
  const step = steps.get(one.sampler_type)?.()
  return step === undefined ? undefined : [one, step]
}

/** The runs of the index that are recorded and whose sampler is known here, with that. */
const runsIn = ({ index: { whole = {} }, tensors }: Golden): readonly RecordedRun[] =>
  Object.entries(whole).flatMap(([name, one]) => {
    const known = knownRun(one)
    return known === undefined || !tensors.has(`whole.${name}.latents`) ? [] : [[name, ...known] as const]
  })

/** Runs of a rectified flow from prompt to sound. */
export const flowWhole: Part = {
  knows: (name, { whole = {} }) => {
    const one = /^whole\.(.+)\.(?:latents|audio)$/.exec(name)?.[1]
    return one === undefined ? name === 'whole.init_audio' : knownRun(whole[one]) !== undefined
  },
  compare: ({ folder }, golden) =>
    runsIn(golden).length === 0
      ? TE.right([])
      : TE.bracket(
          pipe(
            loadStableAudio(folder, { threads: THREADS }),
            TE.mapLeft((error): PartError => error),
          ),
          (model) => pipe(TE.traverseSeqArray(compareRun(model, golden))(runsIn(golden)), TE.map(RA.flatten)),
          (model) => TE.fromTask(model.close),
        ),
}
