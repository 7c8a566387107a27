import { drawsOf, type Latent, type NoiseSource, type PlanResult, plan, run, type Shape } from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { logSnrShift, pureNoise, risingTimes, sigmaOfTime } from '@sigmastream/core/schedules'
import {
  type Autoencoder,
  type Checkpoint,
  type Conditioning,
  type Dit,
  denoiserOf,
  type EncodedItem,
  localConditioning,
  type Network,
  openAutoencoder,
  openConditioner,
  openDit,
  openText,
} from '@sigmastream/model-sao/parts'
import { vary } from '@sigmastream/samplers'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { flowSampler } from './flow-samplers.js'
import { drawnBy, endedSound, framesOf, manyOf, maskOf, paddingOf, soundOf } from './generated-plan.js'
import { compareTensor, type GenerateRun, type Golden, isGenerateRun, need } from './golden.js'
import { guidedNetwork } from './guided-network.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'

/** What runs are made with. */
interface Open {
  readonly checkpoint: Checkpoint
  readonly dit: Dit
  readonly autoencoder: Autoencoder
}

/** A run, its frames, and what PyTorch's generator drew for it. */
interface Drawn {
  readonly frames: number
  readonly start: Latent
  readonly encoding: Latent | undefined
  readonly steps: readonly Latent[]
  readonly decoding: { readonly latents?: Latent; readonly tokens?: Latent }
}

const isVaried = ({ init_noise_level: level }: GenerateRun): boolean => level !== undefined
const isFilled = ({ inpaint_mask_start_seconds: starts }: GenerateRun): boolean => starts !== undefined

const samplerOf = ({ sampler_type: sampler = 'pingpong', cfg_scale }: GenerateRun) =>
  flowSampler({ sampler, cfg_scale, negative: false, init_noise_level: null, apg_scale: 1 })

/** All draws of a run in the reference's order: the start, an encoding, a ping-pong step each, the decoding. */
const drawsFor = ({ checkpoint: { config }, autoencoder }: Open, one: GenerateRun): E.Either<PartError, Drawn> => {
  const frames = framesOf(one, config)
  const batch = manyOf(one.prompt).length
  const shape: Shape = [batch, config.latentChannels, frames]
  const encoder = isVaried(one) || isFilled(one) ? autoencoder.noiseShapes('encoder', 1, frames).tokens : undefined
  const decoder = autoencoder.noiseShapes('decoder', batch, frames)
  const steps = one.sampler_type === 'euler' ? 0 : one.steps
  const named: readonly (readonly [keyof Drawn | 'latents' | 'tokens', Shape | undefined])[] = [
    ['start', shape],
    ['encoding', encoder],
    ...Array.from({ length: steps }, () => ['steps', shape] as const),
    ['latents', decoder.latents],
    ['tokens', decoder.tokens],
  ]
  const drawn = named.flatMap(([name, of]) => (of === undefined ? [] : [{ name, of }]))
  return pipe(
    drawnBy(
      one.seed,
      drawn.map(({ of }) => of),
    ),
    E.map((all): Drawn => {
      const of = (name: string) => all.filter((_, i) => drawn[i]?.name === name)
      const [[latents], [tokens], [start], [encoding]] = [of('latents'), of('tokens'), of('start'), of('encoding')]
      return {
        frames,
        start: start!, // it is always drawn
        encoding,
        steps: of('steps'),
        decoding: { ...(latents === undefined ? {} : { latents }), ...(tokens === undefined ? {} : { tokens }) },
      }
    }),
  )
}

const itemsOf = ({ prompt, duration }: GenerateRun, negative: string | null): readonly EncodedItem[] =>
  manyOf(prompt).map((text, i) => ({
    prompt: negative ?? text,
    secondsStart: 0,
    secondsTotal: manyOf(duration)[i] ?? NaN,
    negative: negative !== null,
  }))

/** What the network is told of the text and the seconds of a run. */
const textOf = (
  { weights, textConfig, tokenizer, partConfigs: { conditioning: config } }: Checkpoint,
  one: GenerateRun,
): TE.TaskEither<PartError, Pick<Conditioning, 'crossAttention' | 'global' | 'negative'>> =>
  TE.bracket(
    pipe(
      openText({ weights, config: textConfig, tokenizer, length: config.prompt.length, threads: THREADS }),
      TE.mapLeft((error): PartError => error),
    ),
    (text) =>
      pipe(
        TE.Do,
        TE.bindW('conditioner', () => openConditioner({ weights, config, text })),
        TE.bindW('toward', ({ conditioner }) => conditioner(itemsOf(one, null))),
        TE.bindW('away', ({ conditioner }) =>
          one.negative_prompt === undefined ? TE.right(null) : conditioner(itemsOf(one, one.negative_prompt)),
        ),
        TE.map(({ toward: { crossAttention, global }, away }) => ({
          crossAttention: { dims: crossAttention.shape, data: crossAttention.data },
          global: { dims: global.shape, data: global.data },
          ...(away === null ? {} : { negative: { dims: away.crossAttention.shape, data: away.crossAttention.data } }),
        })),
      ),
    (text) => TE.fromTask(text.close),
  )

/** The recorded sound as latents, with the noise that the reference adds; nothing where a run needs none. */
const encodedSource = (
  { checkpoint: { config }, autoencoder }: Open,
  golden: Golden,
  one: GenerateRun,
  { frames, encoding }: Drawn,
): TE.TaskEither<PartError, Latent | null> =>
  isVaried(one) || isFilled(one)
    ? pipe(
        TE.fromEither<PartError, Latent>(
          pipe(
            need(golden, 'whole.source_audio'),
            E.map((sound) => soundOf(sound, frames * config.frameSamples)),
          ),
        ),
        TE.flatMap((sound) =>
          autoencoder.encode(sound, encoding === undefined ? {} : { inferenceNoise: { tokens: encoding } }),
        ),
        TE.map(({ latent }) => latent),
      )
    : TE.right(null)

/** The plan of a run, from its start or from a source at a level, and its recorded noise. */
const planned = (
  network: Network,
  one: GenerateRun,
  { start, steps }: Drawn,
  source: Latent | null,
): { readonly planned: PlanResult; readonly noise: E.Either<PartError, NoiseSource> } => {
  const { init_noise_level: level } = one
  const schedule = risingTimes({
    steps: one.steps,
    sigmaMax: level === undefined ? pureNoise : sigmaOfTime(level),
    shift: logSnrShift(),
  })
  const step = samplerOf(one)!.step(network) // the run is one of those with a sampler
  const whole = plan({ step, schedule, shape: start.shape })
  const made = level === undefined || source === null ? whole : vary(whole, source)
  return {
    planned: made,
    noise: pipe(
      drawsOf(made),
      E.map((draws) => recordedTape(draws, [start, ...steps].slice(0, draws.length))),
    ),
  }
}

const compareRun =
  (open: Open, golden: Golden) =>
  ([name, one]: readonly [string, GenerateRun]): ComparisonTask => {
    const { checkpoint, dit, autoencoder } = open
    const { config } = checkpoint
    const compared = (what: string, { data }: Latent) => compareTensor(golden, `whole.${name}.${what}`, data)
    return pipe(
      TE.Do,
      TE.bindW('drawn', () => TE.fromEither(drawsFor(open, one))),
      TE.bindW('text', () => textOf(checkpoint, one)),
      TE.bindW('source', ({ drawn }) => encodedSource(open, golden, one, drawn)),
      TE.let('padding', ({ drawn: { frames } }) => paddingOf(one, frames, config)),
      TE.bindW('local', ({ source, drawn: { frames } }) =>
        TE.fromEither<PartError, Pick<Conditioning, 'local'>>(
          source === null || !isFilled(one)
            ? E.right({})
            : pipe(
                localConditioning({ mask: maskOf(one, frames, config), source }, dit.config.localDim, 1),
                E.map((local) => ({ local })),
              ),
        ),
      ),
      TE.bindW('network', ({ text, padding, local }) =>
        TE.fromEither<PartError, Network>(
          guidedNetwork(
            dit,
            { ...text, ...local, padding, guidance: { scale: 1 } },
            { scale: one.cfg_scale, phi: 0, projected: 1 },
          ),
        ),
      ),
      TE.let('prepared', ({ network, drawn, source }) => planned(network, one, drawn, isVaried(one) ? source : null)),
      TE.bindW('noise', ({ prepared }) => TE.fromEither(prepared.noise)),
      TE.bindW('end', ({ network, prepared, noise }) =>
        run(prepared.planned, { denoiser: denoiserOf(network, dit.config.objective), noise }),
      ),
      TE.bindW('sound', ({ end: { x }, drawn: { decoding } }) => autoencoder.decode(x, { inferenceNoise: decoding })),
      TE.map(({ end: { x }, sound, padding }) => [
        ...compared('latents', x),
        ...compared('audio', endedSound(sound, one, padding, config)),
      ]),
    )
  }

/** The runs of the index that are recorded and whose sampler is known here. */
const runsIn = ({ index: { whole = {} }, tensors }: Golden): readonly (readonly [string, GenerateRun])[] =>
  Object.entries(whole).flatMap(([name, one]) =>
    isGenerateRun(one) && samplerOf(one) !== undefined && tensors.has(`whole.${name}.latents`)
      ? [[name, one] as const]
      : [],
  )

const opened = (checkpoint: Checkpoint): TE.TaskEither<PartError, Open> => {
  const {
    weights,
    partConfigs: { dit, autoencoder },
  } = checkpoint
  return pipe(
    TE.Do,
    TE.bindW('autoencoder', () => openAutoencoder({ config: autoencoder, weights, threads: THREADS })),
    TE.bindW('dit', () => openDit({ config: dit, weights, threads: THREADS })),
    TE.map((both) => ({ checkpoint, ...both })),
  )
}

/**
 * Runs of Stable Audio 3 from prompt to sound, as `generate` of stable-audio-3 makes them on a CPU: on one generator of
 * PyTorch's, with the noise that its autoencoder adds.
 */
export const generated: Part = {
  knows: (name, { whole = {} }) => {
    const one = whole[/^whole\.(.+)\.(?:latents|audio)$/.exec(name)?.[1] ?? '']
    return name === 'whole.source_audio' || (isGenerateRun(one) && samplerOf(one) !== undefined)
  },
  compare: (checkpoint, golden) =>
    runsIn(golden).length === 0
      ? TE.right([])
      : TE.bracket(
          opened(checkpoint),
          (open) => pipe(TE.traverseSeqArray(compareRun(open, golden))(runsIn(golden)), TE.map(RA.flatten)),
          ({ dit, autoencoder }) =>
            TE.fromTask(async () => {
              await Promise.all([dit.close(), autoencoder.close()])
            }),
        ),
}
