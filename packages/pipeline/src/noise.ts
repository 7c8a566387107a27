import { batchItem, type Draw, type NoiseSource, type Refused, type Shape } from '@sigmastream/core'
import { noiseBetween } from '@sigmastream/core/noise'
import { framesIn } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from './errors.js'
import { type NoiseChoice, usualPart } from './noise-choice.js'
import { checkSource, seedNoise } from './seed-noise.js'

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
    seedNoise(choice, draws, whole),
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
 * once, cut; and so are frames, where it is drawn for more of them (`drawn`). So a batch of PyTorch's noise is PyTorch's,
 * and item i of any other is what the seed i above makes alone.
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
