import { build, framesOf, type Latent, type Refused, type Region, refuse, type Shape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * 1 in the regions, 0 elsewhere, equal on all channels: `[batch, channels, frames]` of `shape`. Refused as `framesOf`.
 */
export const maskOf = (shape: Shape, regions: readonly Region[], frameRate: number): E.Either<Refused, Latent> =>
  regions.length === 0
    ? refuse('the mask', 'no region', 'at least one')
    : pipe(
        regions,
        E.traverseArray((region) => framesOf(region, frameRate, shape[2])),
        E.map((ranges) =>
          build(shape, (out) => {
            const frames = shape[2]
            for (let row = 0; row < out.length; row += frames)
              for (const { start, end } of ranges) out.fill(1, row + start, row + end)
          }),
        ),
      )
