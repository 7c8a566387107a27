import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import { build } from '../latent.js'
import { sizeOf } from '../shape.js'
import { placesOf, sizeOfDraw } from './draws.js'
import { philox } from './philox.js'
import { checkSeed } from './seeds.js'
import { drawsIn, type NoiseSource, noiseSourceOf, type RunDraws } from './source.js'
import { wordsOf } from './stream-key.js'
import type { Words } from './threefry.js'

const BLOCK_SIZE = 256
/** Normals that a thread makes at a time. */
const UNROLL = 4
/** Every current device runs at least this many threads at once. */
const SAFE_THREADS = 65536

/** `CURAND_2POW32_INV` and `CURAND_2POW32_INV_2PI` as float32. */
const TO_UNIT = 2 ** -32
const TO_ANGLE = Math.fround(6.2831855) * TO_UNIT
/** 1 / (2 pi) as float32: the device's sine takes turns. */
const TO_TURNS = Math.fround(0.15915494)
/** The device's sine and cosine keep this fraction of 1. */
const SINE_STEP = 2 ** -22

/** A positive number as float32, rounded toward 0. */
const roundDown = (x: number): number => {
  const nearest = Math.fround(x)
  return nearest > x ? Math.fround(nearest - nearest * 2 ** -24) : nearest
}

const truncateSine = (x: number): number => Math.trunc(x / SINE_STEP) * SINE_STEP

/**
 * `_curand_box_muller`: two words to a radius times sine, then cosine, float32 at each step. The sine is the device's
 * fast one (`sin.approx`: an argument in turns rounded down, then a table of 22 bits), so near its zeros it is off by
 * up to 4e-7.
 */
const boxMuller = (x: number, y: number): readonly [number, number] => {
  const u = Math.fround(Math.fround(x >>> 0) * TO_UNIT + TO_UNIT / 2)
  const radius = Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(Math.log(u)))))
  const angle = Math.fround(Math.fround(y >>> 0) * TO_ANGLE + TO_ANGLE / 2)
  const turned = 2 * Math.PI * roundDown(angle * TO_TURNS)
  return [radius * truncateSine(Math.sin(turned)), radius * truncateSine(Math.cos(turned))]
}

const threadsFor = (size: number, capacity: number): number =>
  Math.min(capacity, Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE)

/** How often each thread makes four normals for so many. */
const roundsOf = (size: number, capacity: number): number => Math.ceil(size / (threadsFor(size, capacity) * UNROLL))

/**
 * The draw after so many rounds: a thread makes four normals and writes them `threads` elements apart, as often as the latent
 * needs. Where the latent has no more elements than threads, each thread writes the first of its four alone.
 */
const fill = (key: Words, before: number, capacity: number, out: Float32Array): void => {
  const threads = threadsFor(out.length, capacity)
  const rounds = roundsOf(out.length, capacity)
  const words = new Int32Array(UNROLL)
  for (let round = 0; round < rounds; round += 1) {
    const [low, high] = wordsOf(before + round)
    const start = round * threads * UNROLL
    for (let thread = 0; thread < threads && start + thread < out.length; thread += 1) {
      philox(key, low, high, thread, 0, words)
      // words has four elements; writing past the end of out does nothing.
      const [first, second] = boxMuller(words[0]!, words[1]!)
      out[start + thread] = first
      if (start + thread + threads < out.length) {
        const [third, fourth] = boxMuller(words[2]!, words[3]!)
        out[start + thread + threads] = second
        out[start + thread + 2 * threads] = third
        out[start + thread + 3 * threads] = fourth
      }
    }
  }
}

const checkThreads = (threads: number | undefined): E.Either<Refused, number | undefined> =>
  threads === undefined || (Number.isSafeInteger(threads / BLOCK_SIZE) && threads > 0)
    ? E.right(threads)
    : refuse(
        'threads',
        String(threads),
        `a multiple of ${BLOCK_SIZE}: the device's multiprocessors times the threads of each`,
      )

/**
 * The noise of `torch.randn` on a CUDA device after `torch.manual_seed(seed)`, for a run that draws in this order.
 *
 * ```text
 * four normals of a thread = BoxMuller(Philox(key = seed, counter = (draw, 0, thread, 0)))
 * ```
 *
 * Each draw is a whole latent `[batch, channels, frames]` of the shape asked, one shape for a run but for draws that say
 * their own. Values agree with a
 * device's to some 4e-7 times the radius (its sine, a table in hardware, is modelled); a run in half precision rounds
 * them. `threads` is how many threads the device runs at once; a latent of more than 65 536 elements throws without it.
 * Refused: a bad seed, two draws of the same lane and interval index, threads that are not a multiple of 256. On the
 * CPU: `torchCpu`; the draws: {@link RunDraws}.
 * Source: ATen `native/cuda/DistributionTemplates.h` (calc_execution_policy,
 * distribution_elementwise_grid_stride_kernel) and cuRAND `curand_normal4` (Philox-4x32-10).
 *
 * @example
 * ```ts
 * import { torchCuda } from '@sigmastream/core/noise'
 *
 * const at = { index: 0, of: 1, from: 4, to: 0 }
 * const noise = torchCuda(456, [{ lane: 'start', at }])
 * console.log(noise({ lane: 'start', at, shape: [1, 1, 2] }).data[0]?.toFixed(4)) // -0.3963
 * console.log(torchCuda(456, [], { threads: 100 }).refusal?.subject) // threads
 * ```
 */
export const torchCuda = (
  seed: number,
  draws: RunDraws,
  { threads }: { readonly threads?: number } = {},
): NoiseSource =>
  noiseSourceOf(
    pipe(
      checkThreads(threads),
      E.bindTo('device'),
      E.bind('checked', () => checkSeed(seed)),
      E.bind('all', () => drawsIn(draws)),
      E.bind('placeOf', ({ all }) => placesOf(all)),
      E.map(
        ({ checked, all, placeOf }): NoiseSource =>
          ({ lane, at, shape }) => {
            if (threads === undefined && sizeOf(shape) > SAFE_THREADS) {
              throw new Error(
                `${sizeOf(shape)} elements: above ${SAFE_THREADS} PyTorch's CUDA noise depends on the device; state its threads`,
              )
            }
            const capacity = threads ?? SAFE_THREADS
            const before = all
              .slice(0, placeOf({ lane, at }))
              .reduce((sum, _, place) => sum + roundsOf(sizeOfDraw(all, place, { lane, at, shape }), capacity), 0)
            return build(shape, (out) => fill(wordsOf(checked), before, capacity, out))
          },
      ),
    ),
  )
