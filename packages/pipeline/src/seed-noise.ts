import { type Draw, type NoiseSource, type Refused, type Shape, sizeOf, valueOrRefusal } from '@sigmastream/core'
import { brownian, type Fork, forkNoise, keyed, type Lineage, torchCpu, torchCuda } from '@sigmastream/core/noise'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { NoiseChoice } from './noise-choice.js'
import { forksIn } from './recipe/forks.js'
import { field, words } from './words.js'

/**
 * Above this many elements PyTorch's CUDA noise depends on the device (ATen DistributionTemplates.h, see `torchCuda`).
 */
const cudaLimit = 65_536

/** The source, unless it cannot be. */
export const checkSource = (source: NoiseSource): E.Either<RenderError, NoiseSource> =>
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

/** The noise of a seed and its forks, of latents of `shape`. Refused: what the source cannot draw. */
export const seedNoise = (
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
