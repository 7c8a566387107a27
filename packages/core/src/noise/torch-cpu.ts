import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { sizeOf } from '../shape.js'
import { type PlaceOf, placesOf } from './draws.js'
import { drawsIn, type NoiseSource, noiseSourceOf, type RunDraws } from './source.js'
import { type TorchCpuGenerator, type TorchDtype, torchCpuGenerator } from './torch-cpu-generator.js'

/**
 * The noise of `torch.randn` on the CPU after `torch.manual_seed(seed)`, for a run that draws `draws` in this order,
 * each a whole latent `[batch, channels, frames]` of the shape asked (one shape for a run). Pure: the generators
 * between draws are computed once and kept, so a question has one answer in any order.
 *
 * Source: see `torchCpuGenerator`. Refused: a bad seed, or two draws of the same lane and interval index. A query for a
 * draw that is not in the list throws.
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
      E.bind('placeOf', () => pipe(drawsIn(draws), E.flatMap(placesOf))),
      E.map(({ first, placeOf }) => tapeOf(first, placeOf, dtype)),
    ),
  )

const tapeOf = (first: TorchCpuGenerator, placeOf: PlaceOf, dtype: TorchDtype): NoiseSource => {
  // A memo of a pure function: by size, the generators before draw 0, 1, 2, ... as far as they were needed.
  const before = new Map<number, TorchCpuGenerator[]>()
  return ({ lane, at, shape }) => {
    const place = placeOf({ lane, at })
    const size = sizeOf(shape)
    const known = before.get(size) ?? [first]
    before.set(size, known)
    for (let k = known.length - 1; k < place; k += 1) known.push(known[k]!.randn(size, dtype).next) // known reaches to k
    const { values, next } = known[place]!.randn(size, dtype) // the loop has reached place
    if (known.length === place + 1) known.push(next)
    return { shape, data: values }
  }
}
