import {
  batchItem,
  type Draw,
  type NoiseSource,
  type Refused,
  type Shape,
  sizeOf,
  valueOrRefusal,
} from '@sigmastream/core'
import {
  brownian,
  type Fork,
  forkNoise,
  keyed,
  type Lineage,
  noiseBetween,
  torchCpu,
  torchCuda,
} from '@sigmastream/core/noise'
import { framesIn } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import { forksIn } from './recipe/forks.js'
import { field, words } from './words.js'

/** The largest number of steps of a recipe. */
export const maxSteps = 10_000

/** The noise sources by name. */
export const noiseNames = { keyed: null, brownian: null, 'torch-cpu': null, 'torch-cuda': null }

/** The name of a noise source. */
export type NoiseName = keyof typeof noiseNames

/** The largest batch: each item of PyTorch's noise is cut out of what the whole batch draws. */
export const mostItems = 100

/**
 * Which noise. `cudaThreads` is how many threads the device runs at once, for latents of more than 65 536 elements;
 * `item` of `batch`, counted from 0, is which of the results of the seed. `forks` are other seeds from their steps on. With
 * `toward`, another seed, the noise is that of `by` of the way to what that seed draws alone: halfway unless it is said.
 */
export interface NoiseChoice {
  readonly noise: NoiseName
  readonly seed: number
  readonly cudaThreads?: number
  readonly batch?: number
  readonly item?: number
  readonly forks?: string
  readonly toward?: number
  readonly by?: number
}

/** How far the noise goes toward that of another seed where nobody says. */
export const usualPart = 0.5

/**
 * Above this many elements PyTorch's CUDA noise depends on the device (ATen DistributionTemplates.h, see `torchCuda`).
 */
const cudaLimit = 65_536

/** The source, unless it cannot be. */
const checkSource = (source: NoiseSource): E.Either<RenderError, NoiseSource> =>
  pipe(valueOrRefusal(source), E.mapLeft(fromSampleError))

const cuda = (
  { seed, cudaThreads }: NoiseChoice,
  draws: readonly Draw[],
  shape: Shape,
): E.Either<RenderError, NoiseSource> =>
  cudaThreads === undefined && sizeOf(shape) > cudaLimit
    ? refuseRecipe(
        'noise',
        words`${field('noise')} torch-cuda: above ${cudaLimit} elements (here ${sizeOf(shape)}) its values depend on the device`,
        words`give ${field('cudaThreads')} (multiprocessors times threads of each), or ${field('noise')} keyed`,
      )
    : checkSource(torchCuda(seed, draws, cudaThreads === undefined ? {} : { threads: cudaThreads }))

const seedSource = (
  choice: NoiseChoice,
  draws: E.Either<Refused, readonly Draw[]>,
  shape: Shape,
): E.Either<RenderError, NoiseSource> => {
  const { noise, seed } = choice
  if (noise === 'keyed') return checkSource(keyed(seed))
  if (noise === 'brownian') return checkSource(brownian(seed))
  // PyTorch's generators are ordered.
  if (E.isLeft(draws))
    return refuseRecipe(
      'noise',
      words`${field('noise')} ${noise} is drawn in the order of the steps, and this is ${draws.left.wrong}`,
      words`give ${field('noise')} keyed or brownian`,
    )
  return noise === 'torch-cpu' ? checkSource(torchCpu(seed, draws.right)) : cuda(choice, draws.right, shape)
}

/** The draws of a fork: from its step on, up to the step of the next; of the seed itself from the start on. */
const drawsOfFork = (draws: readonly Draw[], lineage: Lineage, { step }: Fork): readonly Draw[] => {
  const next = lineage.find((other) => other.step > step)?.step ?? Infinity
  return draws.filter(({ at }) => at.index >= step && at.index < next)
}

const sourceOf = (
  choice: NoiseChoice,
  draws: E.Either<Refused, readonly Draw[]>,
  shape: Shape,
): E.Either<RenderError, NoiseSource> => {
  const forks = choice.forks === undefined ? [] : (forksIn(choice.forks) ?? [])
  if (forks.length === 0) return seedSource(choice, draws, shape)
  const lineage: Lineage = [{ step: 0, seed: choice.seed }, ...forks]
  return pipe(
    lineage,
    E.traverseArray((fork: Fork) => {
      const own = pipe(
        draws,
        E.map((all) => drawsOfFork(all, lineage, fork)),
      )
      return pipe(
        seedSource({ ...choice, seed: fork.seed }, own, shape),
        E.map((source) => [fork.step, source] as const),
      )
    }),
    E.map((sources) => {
      const byStep = new Map(sources)
      return forkNoise(lineage, ({ step }) => byStep.get(step)!) // one for each fork, whose steps rise
    }),
  )
}

/**
 * The noise of one seed; of a batch one item: what the whole batch would draw at once, cut. Where it is drawn for more
 * frames than there are, the first of them are taken.
 */
const noiseOfSeed = (
  choice: NoiseChoice,
  draws: E.Either<Refused, readonly Draw[]>,
  [own, channels, frames]: Shape,
  drawn: number,
): E.Either<RenderError, NoiseSource> => {
  const { batch = 1, item = 0 } = choice
  const whole: Shape = [batch * own, channels, drawn]
  return pipe(
    sourceOf(choice, draws, whole),
    E.map((source): NoiseSource => {
      if (batch === 1 && drawn === frames) return source
      return (query) => {
        const all = source({ ...query, shape: whole })
        const cut = batch === 1 ? all : batchItem(all, item)
        return drawn === frames ? cut : framesIn(cut, { start: 0, end: frames })
      }
    }),
  )
}

/**
 * The noise of a run of latents of `shape` that draws `draws`, in order; those of a plan that chooses its steps while it
 * runs are not known, and PyTorch's sources refuse it. Of a batch it is one item: what the whole batch would draw at
 * once, cut; and so are frames, where it is drawn for more of them (`drawn`). So a batch of PyTorch's noise is PyTorch's, and item i of any other is what the seed i above makes alone.
 */
export const noiseOf = (
  choice: NoiseChoice,
  draws: E.Either<Refused, readonly Draw[]>,
  shape: Shape,
  drawn = shape[2],
): E.Either<RenderError, NoiseSource> => {
  const { toward, by = usualPart } = choice
  const own = noiseOfSeed(choice, draws, shape, drawn)
  return toward === undefined
    ? own
    : pipe(
        E.Do,
        E.bind('one', () => own),
        E.bind('other', () => noiseOfSeed({ ...choice, seed: toward, batch: 1, item: 0 }, draws, shape, drawn)),
        E.flatMap(({ one, other }) => checkSource(noiseBetween(one, other, by))),
      )
}
