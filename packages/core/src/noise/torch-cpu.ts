import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { sizeOf } from '../shape.js'
import { type PlaceOf, placesOf, sizeOfDraw } from './draws.js'
import { type Draw, drawsIn, type NoiseSource, noiseSourceOf, type RunDraws } from './source.js'
import { type TorchCpuGenerator, type TorchDtype, torchCpuGenerator } from './torch-cpu-generator.js'

/**
 * The noise of `torch.randn` on the CPU after `torch.manual_seed(seed)`, for a run that draws in this order.
 *
 * ```text
 * draw k = the k-th torch.randn(shape, dtype) after the seed
 * ```
 *
 * Each draw is a whole latent `[batch, channels, frames]` of the shape asked, one shape for a run but for draws that say
 * their own. Pure: generators
 * between draws are kept, so a question has one answer in any order. Refused: a seed that is not a whole number from 0
 * to 2^53 - 1, two draws of the same lane and interval index. A query for a draw that is not in the list throws.
 * Source: see {@link torchCpuGenerator}. On a GPU: `torchCuda`.
 *
 * @example
 * ```ts
 * import { torchCpu } from '@sigmastream/core/noise'
 *
 * const at = { index: 0, of: 1, from: 4, to: 0 }
 * const noise = torchCpu(0, [{ lane: 'start', at }])
 * console.log(noise({ lane: 'start', at, shape: [1, 1, 2] }).data[0]?.toFixed(4)) // 1.5410
 * ```
 */
export const torchCpu = (
  seed: number,
  draws: RunDraws,
  { dtype = 'float32' }: { readonly dtype?: TorchDtype } = {},
): NoiseSource =>
  noiseSourceOf(
    pipe(
      E.Do,
      E.bind('first', () => torchCpuGenerator(seed)),
      E.bind('all', () => drawsIn(draws)),
      E.bind('placeOf', ({ all }) => placesOf(all)),
      E.map(({ first, all, placeOf }) => tapeOf(first, all, placeOf, dtype)),
    ),
  )

const tapeOf = (first: TorchCpuGenerator, draws: readonly Draw[], placeOf: PlaceOf, dtype: TorchDtype): NoiseSource => {
  // A memo of a pure function: by size, the generators before draw 0, 1, 2, ... as far as they were needed.
  const before = new Map<number, TorchCpuGenerator[]>()
  return ({ lane, at, shape }) => {
    const place = placeOf({ lane, at })
    const size = sizeOf(shape)
    const known = before.get(size) ?? [first]
    before.set(size, known)
    for (let k = known.length - 1; k < place; k += 1)
      known.push(known[k]!.randn(sizeOfDraw(draws, k, { lane, at, shape }), dtype).next) // known reaches to k
    const { values, next } = known[place]!.randn(size, dtype) // the loop has reached place
    if (known.length === place + 1) known.push(next)
    return { shape, data: values }
  }
}
