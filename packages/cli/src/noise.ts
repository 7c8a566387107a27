import {
  batchItem,
  type Draw,
  type NoiseSource,
  type Refused,
  type Shape,
  sizeOf,
  valueOrRefusal,
} from '@sigmastream/core'
import { brownian, keyed, torchCpu, torchCuda } from '@sigmastream/core/noise'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, fromSampleError, usage } from './errors.js'

/** The noise sources by name. */
export const noiseNames = { keyed: null, brownian: null, 'torch-cpu': null, 'torch-cuda': null }

/** The name of a noise source. */
export type NoiseName = keyof typeof noiseNames

/**
 * A choice of noise. `cudaThreads` is how many threads the device runs at once, for latents of more than 65 536
 * elements.
 */
export interface AskedNoise {
  readonly noise: NoiseName
  readonly seed: number
  readonly cudaThreads?: number
}

/**
 * Above this many elements PyTorch's CUDA noise depends on the device (ATen DistributionTemplates.h, see `torchCuda`).
 */
const cudaLimit = 65_536

/** The source, unless it cannot be. */
const made = (source: NoiseSource): E.Either<CliError, NoiseSource> =>
  pipe(valueOrRefusal(source), E.mapLeft(fromSampleError))

const cuda = (
  { seed, cudaThreads }: AskedNoise,
  draws: readonly Draw[],
  shape: Shape,
): E.Either<CliError, NoiseSource> =>
  cudaThreads === undefined && sizeOf(shape) > cudaLimit
    ? E.left(
        usage(
          `--noise torch-cuda: above ${cudaLimit} elements (here ${sizeOf(shape)}) its values depend on the device: ` +
            'give --cuda-threads (multiprocessors times threads of each), or --noise keyed',
        ),
      )
    : made(torchCuda(seed, draws, cudaThreads === undefined ? {} : { threads: cudaThreads }))

/**
 * The noise of a run. PyTorch's generators are ordered, so they need the draws of the run in order; these are refused
 * for a plan that chooses its steps while it runs.
 */
export const noiseOf = (
  asked: AskedNoise,
  draws: E.Either<Refused, readonly Draw[]>,
  shape: Shape,
): E.Either<CliError, NoiseSource> => {
  const { noise, seed } = asked
  const ordered = pipe(
    draws,
    E.mapLeft(({ wrong }) =>
      usage(
        `--noise ${noise} is drawn in the order of the steps, and this is ${wrong}: give --noise keyed or brownian`,
      ),
    ),
  )
  switch (noise) {
    case 'keyed':
      return made(keyed(seed))
    case 'brownian':
      return made(brownian(seed))
    case 'torch-cpu':
      return pipe(
        ordered,
        E.flatMap((list) => made(torchCpu(seed, list))),
      )
    case 'torch-cuda':
      return pipe(
        ordered,
        E.flatMap((list) => cuda(asked, list, shape)),
      )
  }
}

/** The largest batch: each item of PyTorch's noise is cut out of what the whole batch draws. */
export const mostItems = 100

/** One of the `batch` results that a seed gives, counted from 0. */
export interface Item {
  readonly seed: number
  readonly batch: number
  readonly item: number
}

/**
 * The noise of one item of a batch, for latents of `shape`: what the whole batch would draw at once, cut. So a batch of
 * PyTorch's noise is PyTorch's, and item i of any other is what the seed i above makes alone.
 */
export const itemNoise = (
  { noise, cudaThreads }: Omit<AskedNoise, 'seed'>,
  { seed, batch, item }: Item,
  draws: E.Either<Refused, readonly Draw[]>,
  [own, channels, frames]: Shape,
): E.Either<CliError, NoiseSource> => {
  const whole: Shape = [batch * own, channels, frames]
  const asked = { noise, seed, ...(cudaThreads === undefined ? {} : { cudaThreads }) }
  return pipe(
    noiseOf(asked, draws, whole),
    E.map(
      (source): NoiseSource => (batch === 1 ? source : (query) => batchItem(source({ ...query, shape: whole }), item)),
    ),
  )
}
